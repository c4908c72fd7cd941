import { type EventRule, type Field, nearest, type Protocol, type Span, type Text } from '../../kernel/index.ts';
import type { Compilation } from '../compilation.ts';
import { expression, key, listOf, mapOf, namesOr, namesTo, oneOrMore, roles, span, text, title } from '../definition.ts';
import { readSpan } from '../phrases.ts';
import { textOf } from '../source.ts';
import { perDay, reporters } from '../vocabulary.ts';
import type { WrittenFact } from './fact.ts';
import { compileField, dataSchema, type WrittenField } from './field.ts';

const must = [
  key('is', '为', { zh: '必须成立的条件。', en: 'The condition that must hold.' }, expression, true),
  key('say', '说明', { zh: '不成立时对报告人说的话。', en: 'What to tell whoever breaks it.' }, text, true),
];
const eventKeys = [
  key(
    'by',
    '由',
    { zh: '哪些角色可以报告；case 指相连的个案。', en: 'The roles that may report it; `case` is a linked case.' },
    roles(reporters),
    true,
  ),
  key('back_to', '可补报', { zh: '最多可以倒填多久。', en: 'How far back it may be dated.' }, span),
  key(
    'once_per',
    '每…一次',
    {
      zh: '同一日（英文写 day，中文写 日）或同一数据（写其名称）只报一次；再报须更正原来那条。',
      en: 'Said once for each `day` on which it occurred, or for each value of these data; to say otherwise, that entry is put right.',
    },
    namesOr(perDay),
  ),
  key('not_by', '回避', { zh: '报告过这些事件的人不得报告本事件。', en: 'Whoever reported one of these may not report this.' }, oneOrMore),
  title,
  key('data', '数据', { zh: '随事件填报的字段。', en: 'What is reported with it.' }, namesTo(dataSchema)),
  key('must', '须', { zh: '填报时检查的条件。', en: 'Conditions checked when it is reported.' }, listOf(mapOf(must))),
];

export const events = key(
  'events',
  '事件',
  { zh: '可以发生并被记录的事，用过去时命名。', en: 'What can happen and be recorded, in the past tense.' },
  namesTo(mapOf(eventKeys)),
);

export interface WrittenEvent {
  by: string | string[];
  title?: unknown;
  data?: Record<string, WrittenField>;
  must?: { is: unknown; say: unknown }[];
  back_to?: unknown;
  once_per?: string | string[];
  not_by?: string | string[];
}

const builtin = (name: string, title: Text, data: Record<string, Field>): EventRule => ({ name, title, by: [], data, must: [], notBy: [] });

/** A case that this one opened tells how it ended. */
const caseClosed: EventRule = {
  ...builtin('case_closed', { zh: '所立个案已结', en: 'A case opened here has ended' }, { outcome: { type: 'text', required: true } }),
  by: ['case'],
};

/** The declared events and the reserved ones; the facts with a type are the shape of `opened`. */
export function compileEvents(
  compilation: Compilation,
  written: Record<string, WrittenEvent>,
  facts: Record<string, WrittenFact>,
): Protocol['events'] {
  const opened: Record<string, Field> = {};
  for (const [name, fact] of Object.entries(facts))
    if (fact.type !== undefined) opened[name] = compileField(compilation, fact as WrittenField, name, ['facts', name], false);
  const reason = (required: boolean): Field => ({ type: 'text', required, title: { zh: '理由', en: 'Reason' } });
  const rules: Protocol['events'] = {
    opened: builtin('opened', { zh: '立案', en: 'Opened' }, opened),
    accepted: builtin('accepted', { zh: '接收', en: 'Accepted' }, { reason: reason(false) }),
    declined: builtin('declined', { zh: '拒收', en: 'Declined' }, { reason: reason(true) }),
  };
  if (compilation.follows) rules.case_closed = caseClosed;
  for (const [name, event] of Object.entries(written)) rules[name] = compileEvent(compilation, name, event);
  for (const [name, rule] of Object.entries(rules)) compilation.scope.events[name] = rule.data;
  for (const rule of Object.values(rules)) {
    for (const other of rule.notBy)
      if (!Object.hasOwn(rules, other))
        compilation.nameProblem('event-undeclared', ['events', rule.name, 'not_by'], other, nearest(other, Object.keys(rules)));
  }
  return rules;
}

function compileEvent(compilation: Compilation, name: string, event: WrittenEvent): EventRule {
  const path = ['events', name];
  if (event.title === undefined) compilation.keyProblem('no-title', path, { name });
  const by = [event.by].flat();
  for (const role of by) compilation.role(role, [...path, 'by']);
  const backTo: Span | undefined =
    event.back_to === undefined ? undefined : compilation.phrase(readSpan(String(event.back_to)), [...path, 'back_to']);
  const data = Object.entries(event.data ?? {}).map(([field, shape]) => [
    field,
    compileField(compilation, shape, field, [...path, 'data', field], true),
  ]);
  return {
    name,
    title: textOf(event.title ?? name),
    by,
    data: Object.fromEntries(data),
    must: (event.must ?? []).map(({ is, say }) => ({ is: String(is), say: textOf(say) })),
    notBy: [event.not_by ?? []].flat(),
    ...(backTo && { backTo }),
    ...(event.once_per !== undefined && { oncePer: compileOncePer(compilation, name, event) }),
  };
}

function compileOncePer(compilation: Compilation, name: string, { once_per, data = {} }: WrittenEvent): string[] {
  const parts = [once_per ?? []].flat();
  for (const part of parts)
    if (part !== 'day' && !Object.hasOwn(data, part))
      compilation.nameProblem('field-unknown', ['events', name, 'once_per'], part, nearest(part, ['day', ...Object.keys(data)]));
  return parts;
}

/** Checks the conditions of reporting, once all facts have their types. */
export function checkMusts(compilation: Compilation, rules: Protocol['events']): void {
  for (const { name, must } of Object.values(rules)) {
    must.forEach(({ is }, n) => {
      compilation.condition(is, ['events', name, 'must', n, 'is'], { event: name });
    });
  }
}
