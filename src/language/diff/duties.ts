import type { HandOffRule, Protocol, TaskRule, Text } from '../../kernel/index.ts';
import type { Path } from '../source.ts';
import { expressionWords, listed } from './brief.ts';
import { type Pair, plain, same } from './change.ts';
import { isOther, offerDeadline, taskDeadline } from './deadlines.ts';
import { stepsChange } from './ladders.ts';

/** A state in both editions, with its place in the new file. */
export interface Standing {
  old: Protocol['states'][number];
  now: Protocol['states'][number];
  oldPath: Path;
  path: Path;
}

/** What is owed in a state. */
export function compareTasks(pair: Pair, { old, now, oldPath, path }: Standing): void {
  for (const task of now.tasks) {
    const was = old.tasks.find(({ event }) => event === task.event);
    if (was) compareTask(pair, was, task, [...path, 'tasks', task.event]);
    else
      pair.add({
        impact: 'safe',
        kind: 'added',
        path: [...path, 'tasks', task.event],
        is: taskDeadline(task, pair.now.values).words,
        words: { zh: '正处于此状态的个案从迁移时起应办', en: 'cases that stand here owe it from the move on' },
        deadlines: [{ id: task.id, is: taskDeadline(task, pair.now.values).words, fate: 'asked' }],
      });
  }
  for (const task of old.tasks) {
    if (now.tasks.some(({ event }) => event === task.event)) continue;
    const { words } = taskDeadline(task, pair.old.values);
    pair.add({
      impact: 'mapping',
      kind: 'removed',
      path: [...oldPath, 'tasks', task.event],
      was: words,
      words: elsewhere(pair, task),
      deadlines: [{ id: task.id, was: words, fate: 'falls' }],
    });
  }
}

function elsewhere({ old, now }: Pair, { event, owed }: TaskRule): Text {
  const askedIn = (edition: Protocol) =>
    edition.states.filter(({ tasks }) => tasks.some((task) => task.event === event)).map(({ id }) => id || 'file');
  const places = askedIn(now).filter((id) => !askedIn(old).includes(id));
  if (places.length > 0)
    return {
      zh: `可能正应办：现归“${places.join('”“')}”，请说明由它接替`,
      en: `it may be owed: it now stands in ${places.join(', ')}; say that this takes its place`,
    };
  return owed
    ? { zh: '可能正应办，且须办结为止：请说明由哪个任务接替', en: 'it may be owed until it is done: say which task takes its place' }
    : { zh: '可能正应办：请说明撤销，或由哪个任务接替', en: 'it may be owed: say that it is withdrawn, or which task takes its place' };
}

function compareTask(pair: Pair, old: TaskRule, now: TaskRule, path: Path): void {
  const { add } = pair;
  const [was, is] = [taskDeadline(old, pair.old.values), taskDeadline(now, pair.now.values)];
  const otherKind = 'series' in old.due !== 'series' in now.due;
  if (otherKind || isOther(pair, was, is))
    add({
      impact: otherKind ? 'mapping' : 'safe',
      kind: 'changed',
      path: [...path, 'due'],
      was: was.words,
      is: is.words,
      words: otherKind ? otherSlots : laterOnes,
      deadlines: [{ id: now.id, was: was.words, is: is.words, fate: otherKind ? 'falls' : 'kept' }],
    });
  if (!same([old.by, old.of], [now.by, now.of]))
    add({ impact: 'safe', kind: 'changed', path: [...path, 'by'], was: who(old.by, old.of), is: who(now.by, now.of), words: laterAsked });
  if (!same(old.each, now.each))
    add({ impact: 'mapping', kind: 'changed', path: [...path, 'each'], was: eachWords(old), is: eachWords(now), words: otherSlots });
  if (old.when !== now.when)
    add({ impact: 'safe', kind: 'changed', path: [...path, 'when'], was: whenWords(old), is: whenWords(now), words: laterAsked });
  if (old.owed !== now.owed)
    add({
      impact: 'safe',
      kind: 'changed',
      path: [...path, 'owed'],
      words: now.owed
        ? { zh: '此后离开状态或结案后仍须办', en: 'from then on it stays owed after the state and the end' }
        : { zh: '此后随状态撤销；已欠的照旧须办', en: 'from then on leaving the state withdraws it; what is owed stays owed' },
    });
  compareLate(pair, old, now, path);
}

const laterOnes: Text = { zh: '此后各次按新规定', en: 'holds for those asked from then on' };
const laterAsked: Text = { zh: '已提出的仍归原被要求者', en: 'what is asked stays with those who were asked' };
const otherSlots: Text = {
  zh: '正应办的一次在新版中没有对应：请说明撤销，或由哪一次接替',
  en: 'what is owed has no counterpart: say that it is withdrawn, or what takes its place',
};

const who = (roles: readonly string[], of: string | undefined): Text => {
  const { zh, en } = listed(roles.map(plain), { zh: '、', en: ', ' });
  return of === undefined ? { zh, en } : { zh: `${zh} 属 ${of}`, en: `${en} of ${of}` };
};
const eachWords = ({ each }: TaskRule): Text =>
  each ? { zh: `${each.field} 取自 ${each.list}`, en: `${each.field} in ${each.list}` } : plain('–');
const whenWords = ({ when }: TaskRule): Text => (when === undefined ? plain('–') : expressionWords(when));

/** Another ladder; where only its name is another, nothing changes. */
function compareLate(
  { old: before, now: after, add }: Pair,
  old: { ladder: string },
  now: { id: string; ladder: string },
  path: Path,
): void {
  if (old.ladder === now.ladder) return;
  const change = stepsChange(before.ladders[old.ladder] ?? [], after.ladders[now.ladder] ?? []);
  if (change) add({ kind: 'changed', path: [...path, 'late'], ...change, deadlines: [{ id: now.id, fate: 'kept' }] });
}

/** The offer of a state. */
export function compareHandOff(pair: Pair, { old, now, oldPath, path }: Standing): void {
  const { add } = pair;
  const [was, is] = [old.handOff, now.handOff];
  if (was && !is)
    add({
      impact: 'mapping',
      kind: 'removed',
      path: [...oldPath, 'hand_off'],
      was: who([was.to], was.of),
      words: { zh: '可能正在等对方答复：请说明撤回', en: 'an offer may be waiting for an answer: say that it is withdrawn' },
      deadlines: [{ id: was.id, was: offerDeadline(was, pair.old.values).words, fate: 'falls' }],
    });
  if (is && !was)
    add({
      impact: 'safe',
      kind: 'added',
      path: [...path, 'hand_off'],
      is: who([is.to], is.of),
      words: { zh: '正处于此状态的个案在迁移时移交', en: 'cases that stand here are offered at the move' },
      deadlines: [{ id: is.id, is: offerDeadline(is, pair.now.values).words, fate: 'asked' }],
    });
  if (was && is) compareOffers(pair, was, is, [...path, 'hand_off']);
}

function compareOffers(pair: Pair, old: HandOffRule, now: HandOffRule, path: Path): void {
  const { add } = pair;
  const [was, is] = [offerDeadline(old, pair.old.values), offerDeadline(now, pair.now.values)];
  if (!same([old.to, old.of], [now.to, now.of]))
    add({
      impact: 'mapping',
      kind: 'changed',
      path: [...path, 'to'],
      was: who([old.to], old.of),
      is: who([now.to], now.of),
      words: {
        zh: '可能正在等原来的一方答复：请说明等下去，或撤回另行移交',
        en: 'the former line may be about to answer: say that its answer is awaited, or that the offer is withdrawn and made anew',
      },
      deadlines: [{ id: now.id, was: was.words, is: is.words, fate: 'kept' }],
    });
  if (isOther(pair, was, is))
    add({
      impact: 'safe',
      kind: 'changed',
      path: [...path, 'due'],
      was: was.words,
      is: is.words,
      words: laterOnes,
      deadlines: [{ id: now.id, was: was.words, is: is.words, fate: 'kept' }],
    });
  if (old.bounces !== now.bounces)
    add({
      impact: 'safe',
      kind: 'changed',
      path: [...path, 'bounces'],
      was: plain(String(old.bounces ?? '–')),
      is: plain(String(now.bounces ?? '–')),
      words: { zh: '已有的拒收次数照算', en: 'refusals so far are counted' },
    });
  compareLate(pair, old, now, path);
}
