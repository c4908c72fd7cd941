import { type Data, type Datum, type Field, itemsIn, type Scalar } from '../../kernel/index.ts';
import { civilInstant } from '../civil.ts';
import { exit, Stop } from '../terminal.ts';

const yes = /^(true|yes|y|1|是|有)$/i;
const no = /^(false|no|n|0|否|无)$/i;

/**
 * `celsius=37.9 symptoms=no`, or by title `体温=37.9 有症状=否 结论=疑似`, in the types of the event's fields. What cannot be read stays text, and
 * the case refuses it in words. Stops when a pair is none, or a field is named twice.
 */
export function dataFrom(pairs: readonly string[], shape: Record<string, Field>): Data {
  const data = new Map<string, Datum>();
  for (const pair of pairs) {
    const [, called, text] = /^([^=＝]+)[=＝](.*)$/s.exec(pair) ?? [];
    if (called === undefined || text === undefined)
      throw new Stop(exit.usage, { zh: `“${pair}”应写作 字段=值`, en: `"${pair}" is not FIELD=VALUE` });
    const name = fieldCalled(called.trim(), shape);
    if (data.has(name)) throw new Stop(exit.usage, { zh: `字段“${name}”写了两次`, en: `the field "${name}" is given twice` });
    const field = Object.hasOwn(shape, name) ? shape[name]! : undefined;
    data.set(name, field?.many ? itemsIn(text).map((item) => datumFrom(item, field)) : datumFrom(text.trim(), field));
  }
  return Object.fromEntries(data);
}

function fieldCalled(name: string, shape: Record<string, Field>): string {
  if (Object.hasOwn(shape, name)) return name;
  const titled = Object.keys(shape).filter((field) => shape[field]!.title?.zh === name || shape[field]!.title?.en === name);
  return titled.length === 1 ? titled[0]! : name;
}

function datumFrom(text: string, field: Field | undefined): Scalar {
  // Full-width digits and signs come from a Chinese keyboard.
  const plain = text.normalize('NFKC');
  switch (field?.type) {
    case 'number':
    case 'integer':
      return /^[+-]?\d+(\.\d+)?$/.test(plain) ? Number(plain) : text;
    case 'flag':
      return yes.test(plain) ? true : no.test(plain) ? false : text;
    case 'date':
      return plain;
    case 'time':
      return civilInstant(plain) ?? text;
    default:
      return listedAs(text, field?.titles) ?? text;
  }
}

/** What a closed list calls so. */
function listedAs(title: string, titles: Field['titles'] = {}): string | undefined {
  return Object.keys(titles).find((word) => titles[word]!.zh === title || titles[word]!.en.toLowerCase() === title.toLowerCase());
}
