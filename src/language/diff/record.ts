import type { EventRule, Field, Text } from '../../kernel/index.ts';
import type { Path } from '../source.ts';
import { expressionWords, listed, spanWords } from './brief.ts';
import { type Pair, parted, plain, same } from './change.ts';

/** Events, and what the opening gives: what the record of a running case holds. */
export function compareEvents(pair: Pair): void {
  const { old, now, add } = pair;
  const { both, added, removed } = parted(old.events, now.events);
  for (const name of added)
    add({
      impact: 'safe',
      kind: 'added',
      path: ['events', name],
      is: now.events[name]!.title,
      words: { zh: '此后可以报告', en: 'it can be reported from then on' },
    });
  for (const name of removed)
    add({
      impact: 'mapping',
      kind: 'removed',
      path: ['events', name],
      was: old.events[name]!.title,
      words: {
        zh: '在办个案可能已有此记录：请说明它算作哪个事件，或只作存档',
        en: 'a running case may have it on record: say which event it counts as, or that it is only kept',
      },
    });
  for (const name of both) {
    compareEvent(pair, old.events[name]!, now.events[name]!);
    compareData(pair, name);
  }
}

const fromThenOn: Text = { zh: '此后报告的按新规定；已记录的不动', en: 'holds for what is reported from then on; what is recorded stays' };
const none = plain('–');

function compareEvent({ add }: Pair, old: EventRule, now: EventRule): void {
  const parts: [key: string, was: Text, is: Text][] = [
    ['by', names(old.by), names(now.by)],
    ['back_to', old.backTo ? plain(spanWords(old.backTo)) : none, now.backTo ? plain(spanWords(now.backTo)) : none],
    ['once_per', names(old.oncePer), names(now.oncePer)],
    ['not_by', names(old.notBy), names(now.notBy)],
    ['must', conditions(old), conditions(now)],
  ];
  for (const [key, was, is] of parts)
    if (!same(was, is)) add({ impact: 'safe', kind: 'changed', path: ['events', now.name, key], was, is, words: fromThenOn });
}

const comma: Text = { zh: '、', en: ', ' };
const names = (list: readonly string[] = []): Text => (list.length === 0 ? none : listed(list.map(plain), comma));
const conditions = ({ must }: EventRule): Text => (must.length === 0 ? none : listed(must.map(({ is }) => expressionWords(is))));

function compareData({ old, now, add }: Pair, event: string): void {
  const [before, after] = [old.events[event]!.data, now.events[event]!.data];
  const { both, added, removed } = parted(before, after);
  const placeOf = (field: string): Path => (event === 'opened' ? ['facts', field] : ['events', event, 'data', field]);
  for (const field of added)
    add({
      impact: after[field]!.required ? 'mapping' : 'safe',
      kind: 'added',
      path: placeOf(field),
      is: shape(after[field]!),
      words: lacking(after[field]!),
    });
  for (const field of removed)
    add({
      impact: 'safe',
      kind: 'removed',
      path: placeOf(field),
      was: shape(before[field]!),
      words: { zh: '已记录的保留，不再有规则看它', en: 'what is recorded stays, and no rule looks at it' },
    });
  for (const field of both) {
    const change = fieldChange(before[field]!, after[field]!);
    if (change) add({ kind: 'changed', path: placeOf(field), was: shape(before[field]!), is: shape(after[field]!), ...change });
  }
}

const lacking = ({ required }: Field): Text =>
  required
    ? {
        zh: '已记录的缺这一项：请说明补什么值，或任其空缺',
        en: 'what is recorded lacks it: say what value it has there, or that it stays absent',
      }
    : { zh: '已记录的没有这一项', en: 'what is recorded goes without it' };

/** What another shape of a field is to what was recorded in the old one; undefined when the shape is the same. */
function fieldChange(old: Field, now: Field) {
  if (old.type !== now.type || old.many !== now.many || old.unit !== now.unit)
    return {
      impact: 'breaking' as const,
      words: {
        zh: '已记录的按新规定会是另一个意思，而记录不改写',
        en: 'what is recorded would mean something else, and the record is not rewritten',
      },
    };
  const gone = now.oneOf ? (old.oneOf ?? []).filter((word) => !now.oneOf!.includes(word)) : [];
  if (gone.length > 0 || (now.oneOf && !old.oneOf))
    return {
      impact: 'mapping' as const,
      words: {
        zh: `已记录的可能是${gone.length > 0 ? `“${gone.join('”“')}”` : '清单之外的值'}：请说明算作什么`,
        en: `what is recorded may be ${gone.length > 0 ? gone.map((word) => `"${word}"`).join(', ') : 'something not on the list'}: say what it counts as`,
      },
    };
  if (!old.required && now.required) return { impact: 'mapping' as const, words: lacking(now) };
  return same({ ...old, title: 0, titles: 0 }, { ...now, title: 0, titles: 0 })
    ? undefined
    : { impact: 'safe' as const, words: fromThenOn };
}

function shape({ type, required, unit, min, max, oneOf, many }: Field): Text {
  const range = min !== undefined || max !== undefined ? ` ${min ?? ''}–${max ?? ''}` : '';
  const list = oneOf ? ` (${oneOf.join(', ')})` : '';
  const text = `${type}${many ? ' …' : ''}${unit ? ` ${unit}` : ''}${range}${list}`;
  return { zh: `${text}${required ? '，必填' : ''}`, en: `${text}${required ? ', required' : ''}` };
}
