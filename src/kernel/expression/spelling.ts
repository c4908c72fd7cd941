/** A name of the protocol: an ASCII identifier, or one with Han characters. */
const token = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff]*/g;

/** An expression with some of its names written differently, and the way back to where they stood. */
export interface Respelled {
  text: string;
  /** The offset in the original for an offset in `text`. */
  back(offset: number): number;
}

/** Rewrites the names of an expression, never what stands in quotes. `afterDot`: it is the field of something. */
export function respell(source: string, spelling: (name: string, afterDot: boolean) => string): Respelled {
  const shifts: { at: number; end: number; from: number; to: number }[] = [];
  let grown = 0;
  const text = source.replace(token, (name, from: number) => {
    if (name[0] === '"' || name[0] === "'") return name;
    const spelled = spelling(name, /\.\s*$/.test(source.slice(Math.max(0, from - 20), from)));
    if (spelled !== name) shifts.push({ at: from + grown, end: from + grown + spelled.length, from, to: from + name.length });
    grown += spelled.length - name.length;
    return spelled;
  });
  const back = (offset: number): number => {
    let shift = 0;
    for (const { at, end, from, to } of shifts) {
      if (offset <= at) break;
      if (offset < end) return from;
      shift = to - end;
    }
    return offset + shift;
  };
  return { text, back };
}

const foreign = /[\u4e00-\u9fff]|_(?=U[0-9A-F]{4})/g;

/** A name as the expression library can read it, one to one: it knows ASCII only. */
export function spell(name: string): string {
  return name.replace(foreign, (char) => `_U${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
}

/** `data` of one type of entries, so that one environment serves the places of all events. */
export const spellData = (type: string): string => `_DATA_${type}`;
/** `each` where a list is gone through. */
export const spelledEach = '_EACH';

/** The name as the author wrote it. */
export function unspell(text: string): string {
  if (!text.includes('_')) return text;
  const own = text.replace(/_DATA_\w+/g, 'data').replace(/_EACH\b/g, 'each');
  return own.replace(/_U([0-9A-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
