import { expressions, key, mapOf, words } from '../definition.ts';
import type { Given } from '../given.ts';
import { receivers } from '../vocabulary.ts';
import type { Action } from './action.ts';
import { sourcesOf } from './open.ts';

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
  schema: mapOf([
    key('event', '事件', { zh: '对方规程中的事件。', en: 'An event of the other protocol.' }, words, true),
    key('to', '给', { zh: '连接的名称，或 opener。', en: 'The name of a link, or `opener`.' }, { ...words, 'x-zh': receivers }, true),
    key('with', '附带', { zh: '事件的数据。', en: 'The data of the event.' }, expressions),
  ]),
  compile(value: Written, { compilation, path, event }) {
    const given: Given = {};
    for (const [field, source] of Object.entries(value.with ?? {}))
      given[field] = compilation.expression(source, [...path, 'send', 'with', field], { event });
    compilation.sends(value.event, value.to, given, [...path, 'send']);
    return [{ kind: 'send', event: value.event, to: value.to === 'opener' ? 'opener' : { link: value.to }, with: sourcesOf(given) }];
  },
};
