const text = { type: 'string', minLength: 1 };
const column = text;
const titles = { type: 'object', required: ['zh', 'en'], additionalProperties: false, properties: { zh: text, en: text } };
const plain = { type: ['string', 'number', 'boolean'] };
const source = {
  type: ['string', 'object'],
  minLength: 1,
  required: ['column'],
  additionalProperties: false,
  properties: { column, values: { type: 'object', additionalProperties: plain }, warn: titles },
};

/** JSON Schema (draft-07) of a mapping file; a source may be a column's name alone. */
export const mappingSchema = {
  type: 'object',
  required: ['mapping', 'protocol', 'source', 'person', 'place', 'facts'],
  additionalProperties: false,
  properties: {
    mapping: text,
    title: titles,
    protocol: text,
    source: text,
    missing: { type: 'array', items: { type: ['string', 'number'] } },
    dates: { type: 'array', minItems: 1, items: text },
    person: {
      type: 'object',
      minProperties: 1,
      additionalProperties: false,
      properties: {
        row: { type: 'array', minItems: 1, items: column },
        name: column,
        phone: column,
        identity: column,
        address: column,
        job: column,
        sex: source,
        age: column,
        birth_year: column,
      },
    },
    place: {
      type: 'object',
      additionalProperties: false,
      properties: { unit: text, column, units: { type: 'object', additionalProperties: text }, otherwise: text },
      oneOf: [
        { required: ['unit'], maxProperties: 1 },
        { required: ['column'], not: { required: ['unit'] } },
      ],
    },
    facts: {
      type: 'object',
      additionalProperties: {
        type: ['string', 'object'],
        minLength: 1,
        additionalProperties: false,
        properties: { is: plain, from: { ...source, type: ['string', 'object', 'array'], minItems: 1, items: source } },
        minProperties: 1,
        maxProperties: 1,
      },
    },
    outcome: column,
    checks: {
      type: 'array',
      items: {
        type: 'object',
        required: ['not_after'],
        additionalProperties: false,
        properties: {
          not_after: { type: 'array', minItems: 2, maxItems: 2, items: column },
          else: { enum: ['warning', 'refused'] },
          say: titles,
        },
      },
    },
  },
};
