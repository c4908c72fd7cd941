import type { OpenSubject } from '../../kernel/index.ts';
import type { Action } from './action.ts';

interface Written {
  protocol: string;
  for?: string;
  with?: Record<string, unknown>;
  as?: string;
}

const expressions = { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } };

export const open: Action = {
  key: 'open',
  zh: { key: '立案', meaning: '为某人或某单位打开一个个案；已有同一规程的在办个案时并入。' },
  en: { meaning: 'Opens a case for a person or against a unit; one that is already running learns of it instead.' },
  example: 'open: { protocol: close-contact, for: data.who, with: { exposed_on: data.exposed_on }, as: contacts }',
  schema: {
    if: { type: 'object' },
    then: {
      properties: { protocol: { type: 'string' }, for: { type: 'string' }, with: expressions, as: { type: 'string' } },
      required: ['protocol'],
      additionalProperties: false,
    },
    else: { type: 'string' },
  },
  compile(value: string | Written, { compilation, path, event, beside }) {
    const written: Written = typeof value === 'string' ? { protocol: value } : value;
    const withs = (written.with ?? beside.with ?? {}) as Record<string, unknown>;
    const fields: Record<string, string> = {};
    for (const [field, source] of Object.entries(withs)) {
      const place = written.with ? [...path, 'open', 'with', field] : [...path, 'with', field];
      fields[field] = compilation.expression(source, place, event).source;
    }
    let subject: OpenSubject;
    if (written.for !== undefined)
      subject = { kind: 'expression', is: compilation.expression(written.for, [...path, 'open', 'for'], event).source };
    else if (beside.against === 'asked' || beside.against === undefined) subject = { kind: 'asked' };
    else {
      compilation.role(String(beside.against), [...path, 'against']);
      subject = { kind: 'role', role: String(beside.against) };
    }
    compilation.opens(written.protocol, Object.keys(fields), [...path, 'open']);
    return [{ kind: 'open', protocol: written.protocol, subject, with: fields, ...(written.as !== undefined && { link: written.as }) }];
  },
};
