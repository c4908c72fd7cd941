import type { OpenSubject } from '../../kernel/index.ts';
import { readRole } from '../constructs/role.ts';
import { expression, expressions, key, mapOf, words } from '../definition.ts';
import type { Given } from '../given.ts';
import type { Action, ActionContext } from './action.ts';

interface Written {
  protocol: string;
  for?: string;
  with?: Record<string, unknown>;
  as?: string;
}

export const open: Action = {
  key: 'open',
  zh: { key: '立案', meaning: '为某人或某单位打开一个个案；已有同一规程的在办个案时并入。' },
  en: { meaning: 'Opens a case for a person or against a unit; one that is already running learns of it instead.' },
  example: 'open: { protocol: close-contact, for: data.who, with: { exposed_on: data.exposed_on }, as: contacts }',
  schema: {
    if: { type: 'object' },
    then: mapOf([
      key('protocol', '规程', { zh: '按哪个规程。', en: 'Under which protocol.' }, words, true),
      key(
        'for',
        '为',
        {
          zh: '得出其人的表达式；each 清单：为其中每一个各立一案。',
          en: 'The expression that gives the person; `each LIST`: a case for each of it.',
        },
        expression,
      ),
      key('with', '附带', { zh: '立案时给出的事实。', en: 'The facts the opening gives.' }, expressions),
      key('as', '连接', { zh: '此后称呼这些个案的名称。', en: 'The name by which these cases are linked.' }, words),
    ]),
    else: words,
  },
  compile(value: string | Written, context) {
    const { compilation, path, event, beside } = context;
    const written: Written = typeof value === 'string' ? { protocol: value } : value;
    const subject = subjectOf(written, context);
    const [withs, place] = written.with ? [written.with, [...path, 'open', 'with']] : [beside.with ?? {}, [...path, 'with']];
    const given: Given = {};
    for (const [field, source] of Object.entries(withs))
      given[field] = compilation.expression(source, [...place, field], { event, element: subject.kind === 'each' });
    compilation.opens(written.protocol, given, [...path, 'open'], place);
    const link = written.as === undefined ? {} : { link: written.as };
    const follow = written.as !== undefined && compilation.follows ? { follow: true as const } : {};
    return [{ kind: 'open', protocol: written.protocol, subject, with: sourcesOf(given), ...link, ...follow }];
  },
};

export const sourcesOf = (given: Given): Record<string, string> =>
  Object.fromEntries(Object.entries(given).map(([field, { source }]) => [field, source]));

function subjectOf(written: Written, { compilation, path, event, beside, ladder }: ActionContext): OpenSubject {
  if (written.for !== undefined) {
    const here = [...path, 'open', 'for'];
    const [, list] = /^each (.+)$/s.exec(String(written.for)) ?? [];
    if (list === undefined) return { kind: 'expression', is: compilation.expression(written.for, here, { event, type: 'string' }).source };
    return { kind: 'each', is: compilation.expression(list, here, { event, type: 'list<string>' }).source };
  }
  const against = beside.against === undefined ? undefined : String(beside.against);
  if (against !== undefined && against !== 'asked') return { kind: 'role', ...readRole(compilation, against, [...path, 'against']) };
  if (!ladder) compilation.keyProblem(against ? 'asked-nobody' : 'open-nobody', [...path, against ? 'against' : 'open']);
  return { kind: 'asked' };
}
