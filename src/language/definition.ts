/** A key authors can write: its names, its meaning, and the shape of its value. Docs, schema and completion derive from it. */
export interface Key {
  key: string;
  zh: { key: string; meaning: string };
  en: { meaning: string };
  /** JSON Schema of its value, draft-07, with what `Spoken` adds. */
  schema: object;
  required?: true;
}

/**
 * What our schemas say beyond draft-07; a validator passes over it.
 * `x-zh`: the Chinese spelling of the fixed words that may stand here, as keys of a map or as a value. `x-reads`: how a text is read.
 */
export interface Spoken {
  'x-zh'?: Record<string, string>;
  'x-reads'?: Reading;
}

/** How a text is read: as a phrase of the small grammar, as an expression, or as a number of the plan. */
export type Reading = 'phrase' | 'expression' | 'value';

/** Defines a key: its English name, its Chinese name, both meanings, the schema of its value. */
export function key(name: string, chinese: string, meaning: { zh: string; en: string }, schema: object, required?: true): Key {
  return { key: name, zh: { key: chinese, meaning: meaning.zh }, en: { meaning: meaning.en }, schema, ...(required && { required }) };
}

/** The schema of a map with exactly these keys. */
export function mapOf(keys: readonly Key[]) {
  return {
    type: 'object',
    properties: Object.fromEntries(
      keys.map(({ key, schema, en, zh }) => [key, { description: `${en.meaning}\n${zh.key}：${zh.meaning}`, ...schema }]),
    ),
    required: keys.filter(({ required }) => required).map(({ key }) => key),
    additionalProperties: false,
    'x-zh': Object.fromEntries(keys.map(({ key, zh }) => [key, zh.key])),
  };
}

/** Names of the author's choosing: in small letters, or Chinese. */
const ofAuthors = '^[a-z\u4e00-\u9fff][a-z0-9_\u4e00-\u9fff]*$';

/** The schema of a map from names of the author's choosing to values of one shape. */
export function namesTo(items: object): object {
  return { type: 'object', propertyNames: { pattern: ofAuthors }, additionalProperties: items };
}

/** The schema of a map from anything written to values of one shape; `known`: fixed words among its keys, with their Chinese. */
export function anyTo(items: object, known: Record<string, string> = {}): object {
  return { type: 'object', additionalProperties: items, 'x-zh': known };
}

/** The schema of one of a few words, each with its Chinese. */
export const oneOf = (words: Record<string, string>): object => ({ enum: Object.keys(words), 'x-zh': words });
/** The schema of one fixed word. */
export const only = (word: string, chinese: string): object => ({ const: word, 'x-zh': { [word]: chinese } });

export const words = { type: 'string', minLength: 1 };
export const scalar = { type: ['string', 'number', 'boolean'] };
export const flag = { type: 'boolean', 'x-zh': { true: '是', false: '否' } };
export const number = { type: 'number' };
/** A phrase of the small grammar: when, how long, where to. */
export const phrase = { ...words, 'x-reads': 'phrase' };
/** A phrase that may be a bare number by mistake. */
export const span = { ...scalar, 'x-reads': 'phrase' };
/** A number of the plan: what it is shows in how it is written. */
export const planned = { ...scalar, 'x-reads': 'value' };
export const expression = { ...scalar, 'x-reads': 'expression' };
export const listOf = (items: object): object => ({ type: 'array', items, minItems: 1 });
const severally = (name: object): object => ({ if: { type: 'array' }, then: { items: name, minItems: 1 }, else: name });
/** One name, or several in brackets. */
export const oneOrMore = severally(words);
/** One name, or several in brackets; `besides`: fixed words that may stand for one, with their Chinese. */
export const namesOr = (besides: Record<string, string>): object => severally({ ...words, 'x-zh': besides });
/** A role, or `ROLE of UNIT`; `besides`: fixed words that may stand for one. */
export const role = (besides: Record<string, string> = {}): object => ({ ...phrase, 'x-zh': besides });
/** One role, or several in brackets. */
export const roles = (besides: Record<string, string> = {}): object => severally(role(besides));
/** A title: one text, or one for each language. */
export const text = {
  if: { type: 'object' },
  then: { properties: { zh: words, en: words }, required: ['zh', 'en'], additionalProperties: false },
  else: words,
};
/** Expressions by field. */
export const expressions = namesTo(expression);
export const title = key('title', '标题', { zh: '给人看的名称。', en: 'What people read.' }, text);
export const cite = key('cite', '依据', { zh: '出自哪一份文件（sources 中的名称）。', en: 'Which of the sources says so.' }, words);
