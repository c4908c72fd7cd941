import { actions } from './actions/index.ts';

const text = {
  if: { type: 'object' },
  then: { properties: { zh: { type: 'string' }, en: { type: 'string' } }, required: ['zh', 'en'], additionalProperties: false },
  else: { type: 'string' },
};
const scalar = { type: ['string', 'number', 'boolean'] };
const map = (items: object) => ({ type: 'object', additionalProperties: items });
const record = (properties: Record<string, object>, required: string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const names = { if: { type: 'array' }, then: { items: { type: 'string' } }, else: { type: 'string' } };

const actionKeys = Object.fromEntries(actions.map(({ key, schema }) => [key, schema]));
/** `against` and `with` belong to `open`, written beside it. */
const performed = { ...actionKeys, against: { type: 'string' }, with: map(scalar) };

const armKeys = { when: scalar, to: { type: 'string' }, cite: { type: 'string' }, ...performed };
const otherwise = { if: { type: 'object' }, then: record(armKeys), else: { const: 'record' } };
const arm = record({ ...armKeys, otherwise });
const arms = {
  if: { type: 'array' },
  then: { items: arm, minItems: 1 },
  else: { if: { type: 'object' }, then: arm, else: { const: 'record' } },
};

const field = record(
  {
    type: { enum: ['number', 'integer', 'text', 'flag', 'date', 'time', 'person', 'case'] },
    required: { type: 'boolean' },
    title: text,
    unit: { type: 'string' },
    min: { type: 'number' },
    max: { type: 'number' },
    one_of: { type: 'array', items: { type: 'string' }, minItems: 1 },
  },
  ['type'],
);

const condition = { if: { type: 'object' }, then: record({ is: scalar, title: text }, ['is']), else: { type: 'string' } };
const fact = {
  if: { required: ['type'] },
  then: field,
  else: record({ is: scalar, all: { type: 'array', items: condition, minItems: 1 }, title: text, cite: { type: 'string' } }),
};

const event = record({
  by: names,
  title: text,
  data: map(field),
  must: { type: 'array', items: record({ is: scalar, say: text }, ['is', 'say']) },
  back_to: scalar,
  not_by: names,
});

const task = record(
  {
    by: names,
    due: scalar,
    window: { type: 'string' },
    late: { type: 'string' },
    when: scalar,
    owed: { const: 'until_done' },
    title: text,
    cite: { type: 'string' },
  },
  ['by', 'due'],
);

const state = {
  type: 'object',
  properties: {
    title: text,
    stage: { enum: ['discover', 'report', 'isolate', 'diagnose', 'treat', 'control'] },
    tasks: map(task),
    hand_off: record({ to: { type: 'string' }, due: scalar, late: { type: 'string' }, cite: { type: 'string' } }, ['to', 'due']),
    on: map(arms),
    once: map(arms),
    states: map({ $ref: '#/definitions/state' }),
    tracks: map({ $ref: '#/definitions/state' }),
    end: { type: 'string' },
    ...performed,
  },
  additionalProperties: false,
};

const {
  tell: _tell,
  open: _open,
  send: _send,
  against: _against,
  with: _with,
  end: _end,
  ...rootState
} = state.properties as Record<string, object>;

/** The shape of a protocol file, draft-07: what the checker validates with and editors complete from. */
export const protocolSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Six Earlies protocol',
  definitions: { state },
  ...record(
    {
      protocol: { type: 'string', pattern: '^[a-z][a-z0-9-]*$' },
      edition: { type: 'string' },
      subject: { enum: ['person', 'unit', 'place', 'cluster', 'household'] },
      zone: { type: 'string' },
      sources: map(text),
      values: map(record({ is: scalar, unit: { type: 'string' }, cite: { type: 'string' }, title: text }, ['is'])),
      facts: map(fact),
      events: map(event),
      ladders: map({ type: 'array', minItems: 1, items: record({ before: scalar, after: scalar, ...performed }) }),
      outcomes: map(text),
      workdays: record({ holidays: { type: 'array', items: { type: 'string' } }, working: { type: 'array', items: { type: 'string' } } }),
      ...rootState,
    },
    ['protocol', 'edition', 'title', 'subject', 'zone'],
  ),
};

const unit = {
  type: 'object',
  properties: { title: text, level: { type: 'string' }, holds: names, units: map({ $ref: '#/definitions/unit' }) },
  required: ['title', 'level'],
  additionalProperties: false,
};

export const unitsSchema = {
  definitions: { unit },
  ...record(
    {
      units: { type: 'string' },
      edition: { type: 'string' },
      zone: { type: 'string' },
      roles: map(record({ title: text, line: { type: 'string' } }, ['title', 'line'])),
      tree: map({ $ref: '#/definitions/unit' }),
    },
    ['units', 'edition', 'zone', 'roles', 'tree'],
  ),
};
