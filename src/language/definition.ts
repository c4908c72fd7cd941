/** A key authors can write: its names, its meaning, and the shape of its value. Docs, schema and completion derive from it. */
export interface Key {
  key: string;
  zh: { key: string; meaning: string };
  en: { meaning: string };
  /** JSON Schema of its value, draft-07. */
  schema: object;
  required?: true;
}

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
  };
}

/** The schema of a map from names of the author's choosing to values of one shape. */
export function namesTo(items: object): object {
  return { type: 'object', propertyNames: { pattern: '^[a-z][a-z0-9_]*$' }, additionalProperties: items };
}

/** The schema of a map from anything written to values of one shape. */
export function anyTo(items: object): object {
  return { type: 'object', additionalProperties: items };
}

export const words = { type: 'string', minLength: 1 };
export const scalar = { type: ['string', 'number', 'boolean'] };
export const flag = { type: 'boolean' };
export const number = { type: 'number' };
export const listOf = (items: object): object => ({ type: 'array', items, minItems: 1 });
/** One name, or several in brackets. */
export const oneOrMore = { if: { type: 'array' }, then: { items: words, minItems: 1 }, else: words };
/** A title: one text, or one for each language. */
export const text = {
  if: { type: 'object' },
  then: { properties: { zh: words, en: words }, required: ['zh', 'en'], additionalProperties: false },
  else: words,
};
/** Expressions by field. */
export const expressions = namesTo(scalar);
export const title = key('title', '标题', { zh: '给人看的名称。', en: 'What people read.' }, text);
export const cite = key('cite', '依据', { zh: '出自哪一份文件（sources 中的名称）。', en: 'Which of the sources says so.' }, words);
