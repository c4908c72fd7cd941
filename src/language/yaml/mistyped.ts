import type { Text } from '../../kernel/index.ts';

/** A sign that a Chinese keyboard gives where YAML knows only its own, or a colon without the space that makes it one. */
export interface Mistyped {
  from: number;
  to: number;
  words: Text;
}

/** A sign as it was typed → as YAML knows it. */
export const halfWidth: Record<string, string> = { '：': ': ', '，': ', ', '｛': '{', '｝': '}', '［': '[', '］': ']', '\u3000': '  ' };

const word = String.raw`[^\s\d{}[\],:：，'"#&*!|>%@\`-][^\s{}[\],:：，]*`;
/** Where only the sign of YAML can have been meant; the sign is what is caught. */
const signs = [
  // In front of a line.
  /^[ \t]*(\u3000+)/d,
  // After a key.
  new RegExp(String.raw`(?:^\s*(?:- +)*|[{,，｛]\s*)${word}(：)`, 'd'),
  new RegExp(String.raw`(?:^\s*(?:- +)*|[{,，｛]\s*)${word}(:)(?=[^\s/:])`, 'd'),
  new RegExp(String.raw`(?:^\s*(?:- +)*|[{,，｛]\s*)${word}:(\u3000+)`, 'd'),
  // Before the next key.
  new RegExp(String.raw`[{,].*(，)(?=\s*${word}\s*[:：])`, 'd'),
  /[:：-]\s*([｛［])/d,
  /([｝］])\s*$/d,
];

/** No author writes a longer line; in a megabyte without end, looking for a sign would take minutes. */
const longest = 2_000;

/** The first such sign in the lines that reach from `from` to `to`. */
export function mistypedIn(text: string, from: number, to: number): Mistyped | undefined {
  let start = from < 1 ? 0 : text.lastIndexOf('\n', from - 1) + 1;
  for (const line of text.slice(start, endOf(text, to)).split('\n')) {
    const bare = withoutTexts(line.slice(0, longest));
    const [found] = signs.flatMap((sign) => sign.exec(bare)?.indices?.slice(1) ?? []).sort(([a], [b]) => a - b);
    if (found) return { from: start + found[0], to: start + found[1], words: wordsFor(line[found[0]]!) };
    start += line.length + 1;
  }
  return undefined;
}

/** What stands in quotes or in a comment is the author's, sign for sign. */
const withoutTexts = (line: string): string => line.replace(/"(?:[^"\\]|\\.)*"|'[^']*'|(?<=^|\s)#.*$/g, (text) => '_'.repeat(text.length));

function endOf(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function wordsFor(sign: string): Text {
  if (sign === ':') return { zh: '冒号之后要有空格', en: 'a space belongs after the colon' };
  if (sign === '\u3000') return { zh: '这是全角空格，请改为半角空格', en: 'this is a full-width space; use plain ones' };
  const half = halfWidth[sign]!.trim();
  const spaced = half === ':' ? { zh: '，后面空一格', en: ' and a space' } : { zh: '', en: '' };
  return { zh: `这里的“${sign}”是全角的，请改为半角“${half}”${spaced.zh}`, en: `"${sign}" is full-width; use "${half}"${spaced.en}` };
}
