import type { OnceRule } from '../../kernel/index.ts';
import { armsMeaning, armsWords, listed, onceWords } from './brief.ts';
import { type Pair, parted } from './change.ts';
import { isOther, onceDeadline } from './deadlines.ts';
import type { Standing } from './duties.ts';

/** What a state answers to facts that arrive. */
export function compareOn({ old: before, now: after, add }: Pair, { old, now, oldPath, path }: Standing): void {
  const { both, added, removed } = parted(old.on, now.on);
  for (const event of added)
    add({
      impact: 'safe',
      kind: 'added',
      path: [...path, 'on', event],
      is: armsWords(now.on[event]!, after),
      words: { zh: '从下一次报告起', en: 'from the next time it is reported' },
    });
  for (const event of removed)
    add({
      impact: 'safe',
      kind: 'removed',
      path: [...oldPath, 'on', event],
      was: armsWords(old.on[event]!, before),
      words: {
        zh: '此后在此状态不再有此反应；若外层也没有，报告会被拒绝',
        en: 'nothing follows from it here any more; where no outer state speaks of it, it is refused',
      },
    });
  for (const event of both) {
    if (armsMeaning(old.on[event]!, before) === armsMeaning(now.on[event]!, after)) continue;
    add({
      impact: 'safe',
      kind: 'changed',
      path: [...path, 'on', event],
      was: armsWords(old.on[event]!, before),
      is: armsWords(now.on[event]!, after),
      words: { zh: '从下一次报告起；已发生的不撤销', en: 'from the next time it is reported; what happened stays' },
    });
  }
}

/** What follows once something is so, or its time has come. */
export function compareOnce(pair: Pair, standing: Standing): void {
  const { old: before, now: after, add } = pair;
  const { old, now, oldPath, path } = standing;
  const [was, is] = [new Map(old.once.map((rule) => [rule.text, rule])), new Map(now.once.map((rule) => [rule.text, rule]))];
  const gone = old.once.filter(({ text }) => !is.has(text));
  const come = now.once.filter(({ text }) => !was.has(text));
  const id = (rule: OnceRule) => `${now.id || 'file'}.${rule.text}`;
  for (const rule of now.once) {
    const same = was.get(rule.text);
    if (!same || armsMeaning(same.arms, before) === armsMeaning(rule.arms, after)) continue;
    add({
      impact: 'safe',
      kind: 'changed',
      path: [...path, 'once', rule.text],
      was: armsWords(same.arms, before),
      is: armsWords(rule.arms, after),
      words: { zh: '到时按新规定', en: 'when its time comes, the new rule is taken' },
    });
  }
  for (const rule of come) {
    const former = twin(gone, rule, pair);
    const due = onceDeadline(rule, now.id, after.values);
    const earlier = former && onceDeadline(former, old.id, before.values);
    if (former) gone.splice(gone.indexOf(former), 1);
    const deadlines = due
      ? [{ id: id(rule), is: due.words, ...(earlier ? { was: earlier.words, fate: 'kept' as const } : { fate: 'counted' as const }) }]
      : [];
    add({
      impact: 'safe',
      kind: former ? 'changed' : 'added',
      path: [...path, 'once', rule.text],
      ...(former && { was: onceWords(former) }),
      is: former ? onceWords(rule) : listed([onceWords(rule), armsWords(rule.arms, after)], { zh: ' → ', en: ' → ' }),
      words: former
        ? { zh: '同一去向，另一个时刻', en: 'it leads to the same, at another time' }
        : { zh: '迁移时已是如此的，当即执行', en: 'where it is so already it is taken at the move' },
      deadlines,
    });
  }
  for (const rule of gone) {
    const due = onceDeadline(rule, old.id, before.values);
    add({
      impact: due ? 'mapping' : 'safe',
      kind: 'removed',
      path: [...oldPath, 'once', rule.text],
      was: listed([onceWords(rule), armsWords(rule.arms, before)], { zh: ' → ', en: ' → ' }),
      words: due
        ? {
            zh: '在办个案正等着它：请说明不再等，或由哪个期限接替',
            en: 'running cases are waiting for it: say that they wait no more, or which deadline takes its place',
          }
        : { zh: '此后不再因此而动', en: 'nothing follows from it any more' },
      deadlines: due ? [{ id: id(rule), was: due.words, fate: 'falls' }] : [],
    });
  }
  compareMoments(pair, standing);
}

/** A moment that says the same words and yet means another time: what it counts from is another kind of thing. */
function compareMoments(pair: Pair, { old, now, path }: Standing): void {
  for (const rule of now.once) {
    const former = old.once.find(({ text }) => text === rule.text);
    const [was, is] = [former && onceDeadline(former, old.id, pair.old.values), onceDeadline(rule, now.id, pair.now.values)];
    if (!was || !is || !isOther(pair, was, is)) continue;
    pair.add({
      impact: 'safe',
      kind: 'changed',
      path: [...path, 'once', rule.text],
      was: was.words,
      is: is.words,
      words: { zh: '同样的写法，起算点已是另一个', en: 'the same words, counted from another thing' },
      deadlines: [{ id: is.id, was: was.words, is: is.words, fate: 'follows' }],
    });
  }
}

/** What was replaced by another time for the same. */
function twin(gone: readonly OnceRule[], rule: OnceRule, { old, now }: Pair): OnceRule | undefined {
  if (!('moment' in rule.trigger)) return undefined;
  return gone.find((former) => 'moment' in former.trigger && armsMeaning(former.arms, old) === armsMeaning(rule.arms, now));
}
