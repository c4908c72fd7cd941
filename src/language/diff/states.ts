import type { Protocol, State, Text } from '../../kernel/index.ts';
import { pathsOf } from '../places.ts';
import { compareOn, compareOnce } from './arms.ts';
import { effectWords, listed } from './brief.ts';
import { type Pair, plain, same } from './change.ts';
import { deadlinesOf } from './deadlines.ts';
import { compareHandOff, compareTasks, type Standing } from './duties.ts';

/** The states: where running cases may stand. */
export function compareStates(pair: Pair): void {
  const { old, now } = pair;
  const [oldPaths, paths] = [pathsOf(old.states), pathsOf(now.states)];
  const before = new Map(old.states.map((state, index) => [state.id, index]));
  const after = new Set(now.states.map(({ id }) => id));
  now.states.forEach((state, index) => {
    const was = before.get(state.id);
    if (was === undefined) {
      if (before.has(now.states[state.parent]!.id)) addState(pair, state, paths[index]!);
      return;
    }
    compareState(pair, { old: old.states[was]!, now: state, oldPath: oldPaths[was]!, path: paths[index]! });
  });
  old.states.forEach((state, index) => {
    // What stands inside goes with it.
    if (!after.has(state.id) && after.has(old.states[state.parent]!.id)) removeState(pair, state, oldPaths[index]!);
  });
}

function addState({ now, add }: Pair, state: State, path: readonly (string | number)[]): void {
  const isTrack = now.states[state.parent]!.kind === 'tracks';
  add({
    impact: 'safe',
    kind: 'added',
    path,
    ...(state.title && { is: state.title }),
    words: isTrack
      ? { zh: '正处于此的个案在迁移时进入这一轨道的起点', en: 'cases that stand here begin this track at the move' }
      : { zh: '没有在办个案处于此状态', en: 'no running case stands there' },
    deadlines: isTrack
      ? deadlinesOf(now).flatMap(({ id, words }) => (isIn(id, state) ? [{ id, is: words, fate: 'asked' as const }] : []))
      : [],
  });
}

const isIn = (deadline: string, { id }: State) => deadline.startsWith(`${id}.`);

function removeState({ old, now, add }: Pair, state: State, path: readonly (string | number)[]): void {
  const holds = leavesOf(old, state).some(({ end }) => end === undefined || 'track' in end);
  const likely = now.states.find((other) => !old.states.some(({ id }) => id === other.id) && isAlike(old, state, now, other));
  const perhaps = likely ? { zh: `，可能是“${likely.id}”`, en: `, perhaps ${likely.id}` } : plain('');
  add({
    impact: holds ? 'mapping' : 'safe',
    kind: 'removed',
    path,
    ...(state.title && { was: state.title }),
    words: holds
      ? {
          zh: `个案可能正处于此：请说明改处于哪个状态${perhaps.zh}`,
          en: `a running case may stand there: say where it stands then${perhaps.en}`,
        }
      : { zh: '处于此的个案都已结束', en: 'cases that stand there have ended' },
    deadlines: holds
      ? deadlinesOf(old).flatMap(({ id, words }) => (isIn(id, state) ? [{ id, was: words, fate: 'falls' as const }] : []))
      : [],
  });
}

function leavesOf({ states }: Protocol, state: State): State[] {
  return state.kind === 'leaf' ? [state] : state.children.flatMap((child) => leavesOf({ states } as Protocol, states[child]!));
}

/** Called the same by people, or owing the same: a state that was given another name. */
function isAlike(old: Protocol, a: State, now: Protocol, b: State): boolean {
  if (a.title && b.title && same(a.title, b.title)) return true;
  const owed = (state: State) => [state.tasks.map(({ event }) => event), state.handOff?.to, Object.keys(state.on)];
  const parents = [old.states[a.parent]?.id, now.states[b.parent]?.id];
  return (a.tasks.length > 0 || a.handOff !== undefined) && parents[0] === parents[1] && same(owed(a), owed(b));
}

function compareState(pair: Pair, standing: Standing): void {
  const { old: before, now: after, add } = pair;
  const { old, now, path } = standing;
  if (old.kind !== now.kind && old.kind !== 'sequence')
    add({
      impact: 'mapping',
      kind: 'changed',
      path: [...path, now.kind === 'tracks' ? 'tracks' : 'states'],
      was: kinds[old.kind],
      is: kinds[now.kind],
      words: { zh: '正处于此的个案：请说明处于里面的哪一处', en: 'a case that stands here: say where inside' },
    });
  else if (old.kind !== now.kind && now.kind === 'tracks')
    add({
      impact: 'mapping',
      kind: 'changed',
      path: [...path, 'tracks'],
      was: kinds.sequence,
      is: kinds.tracks,
      words: { zh: '正处于此的个案：请说明在各轨道中处于哪一处', en: 'a case that stands here: say where in each track' },
    });
  if (old.stage !== now.stage && now.kind === 'leaf')
    add({
      impact: 'safe',
      kind: 'changed',
      path: [...path, 'stage'],
      was: plain(old.stage ?? '–'),
      is: plain(now.stage ?? '–'),
      words: { zh: '此后计入另一阶段', en: 'it is counted in another stage from then on' },
    });
  compareEnds(pair, standing);
  compareTasks(pair, standing);
  compareHandOff(pair, standing);
  compareOn(pair, standing);
  compareOnce(pair, standing);
  if (!same(old.entry, now.entry))
    add({
      impact: 'safe',
      kind: 'changed',
      path,
      was: entryWords(before, old),
      is: entryWords(after, now),
      words: { zh: '对此后进入的个案', en: 'for cases that enter from then on' },
    });
}

const kinds: Record<State['kind'], Text> = {
  leaf: { zh: '单一状态', en: 'one state' },
  sequence: { zh: '先后相继的状态', en: 'states in sequence' },
  tracks: { zh: '并行的轨道', en: 'tracks side by side' },
};

const entryWords = (_: Protocol, { entry }: State): Text => (entry.length === 0 ? plain('–') : listed(entry.map(effectWords)));

function compareEnds({ add }: Pair, { old, now, path }: Standing): void {
  if (same(old.end, now.end)) return;
  const stands = old.end === undefined || 'track' in old.end;
  add({
    impact: stands && now.end !== undefined && !('track' in now.end) ? 'mapping' : 'safe',
    kind: 'changed',
    path: [...path, 'end'],
    was: endWords(old),
    is: endWords(now),
    words: stands
      ? {
          zh: '个案可能正处于此：请说明就此结束，或改处于哪个状态',
          en: 'a running case may stand there: say that it ends, or where it stands then',
        }
      : { zh: '处于此的个案都已结束', en: 'cases that stand there have ended' },
  });
}

function endWords({ end }: State): Text {
  if (!end) return plain('–');
  if ('outcome' in end) return plain(end.outcome);
  return 'becomes' in end ? { zh: `转为 ${end.becomes}`, en: `becomes ${end.becomes}` } : { zh: '轨道', en: 'track' };
}
