import type { Action } from './action.ts';

interface Written {
  event: string;
  to: string;
  with?: Record<string, unknown>;
}

export const send: Action = {
  key: 'send',
  zh: { key: '发送', meaning: '把一个事实告诉相连的个案，或打开本案的个案（opener）。' },
  en: { meaning: 'Tells linked cases a fact, or the case that opened this one (`opener`).' },
  example: 'send: { event: source_excluded, to: contacts }',
  schema: {
    type: 'object',
    properties: { event: { type: 'string' }, to: { type: 'string' }, with: { type: 'object' } },
    required: ['event', 'to'],
    additionalProperties: false,
  },
  compile(value: Written, { compilation, path, event }) {
    const fields: Record<string, string> = {};
    for (const [field, source] of Object.entries(value.with ?? {})) {
      fields[field] = compilation.expression(source, [...path, 'send', 'with', field], event).source;
    }
    return [{ kind: 'send', event: value.event, to: value.to === 'opener' ? 'opener' : { link: value.to }, with: fields }];
  },
};
