import type { Arm, Moment, Protocol, State, Window } from '../../kernel/index.ts';
import { chinesePhrase, pathsOf } from '../../language/index.ts';
import { answers, ruleIds } from '../rules.ts';
import { at, mutant, ofEffects, type Where } from './effects.ts';
import { isNamed, laterMoment, laterSeries, minute } from './later.ts';
import { type Mutant, without } from './mutant.ts';

/** A ladder without a step. */
export const noLadder = '$none';

const silenced =
  (where: Where): Mutant['change'] =>
  (protocol) =>
    at(where, 'ladder')(() => noLadder)({ ...protocol, ladders: { ...protocol.ladders, [noLadder]: [] } });

/** What the states promise and do, missing or later. */
export function* ofStates(protocol: Protocol): Generator<Mutant> {
  const paths = pathsOf(protocol.states);
  for (const [index, state] of protocol.states.entries()) {
    const name = state.id || protocol.protocol;
    const where: Where = { id: state.id || 'file', words: { zh: `“${name}”`, en: name }, compiled: ['states', index], path: paths[index]! };
    yield* ofTasks(where, state);
    yield* ofHandOff(where, state);
    yield* ofEffects(inside(where, { compiled: ['entry'], rule: ruleIds.entry(state.id) }), state.entry);
    yield* ofOnce(where, state);
    yield* ofOn(where, state);
  }
}

interface Further {
  /** Keys from there in the compiled protocol, and in the file. */
  compiled: (string | number)[];
  path?: (string | number)[];
  rule: string;
  id?: string;
  zh?: string;
  en?: string;
}

/** A place further in. */
const inside = (where: Where, { compiled, path = [], rule, id, zh = '', en }: Further): Where => ({
  id: id === undefined ? where.id : `${where.id}.${id}`,
  words: { zh: `${where.words.zh}${zh}`, en: en === undefined ? where.words.en : `${en} in ${where.words.en}` },
  compiled: [...where.compiled, ...compiled],
  path: [...where.path, ...path],
  rule,
});

function* ofTasks(where: Where, state: State): Generator<Mutant> {
  for (const [n, { id, event, by, of, each, due, owed, when }] of state.tasks.entries()) {
    const task = inside(where, {
      compiled: ['tasks', n],
      rule: ruleIds.deadline(id),
      path: ['tasks', event],
      id: event,
      zh: `的任务“${event}”`,
      en: event,
    });
    yield mutant(task, 'not asked', { zh: '不提出', en: 'is not asked' }, (protocol) => without(protocol, task.compiled));
    yield mutant(task, 'no late', { zh: '没有逾期的阶梯', en: 'nothing follows when it is late' }, silenced(task));
    if (!isNamed(due))
      yield mutant(
        task,
        'due later',
        { zh: '晚到期', en: 'is due later' },
        at(
          task,
          'due',
        )((old: typeof due) => ('moment' in old ? { moment: laterMoment(old.moment) } : { ...old, series: laterSeries(old.series) })),
      );
    if (owed)
      yield mutant(
        task,
        'not owed',
        { zh: '离开即作废', en: 'is not owed until done' },
        at(task, 'owed')(() => false),
      );
    if (when)
      yield mutant(task, 'always asked', { zh: '总是提出', en: 'is always asked' }, (protocol) =>
        without(protocol, [...task.compiled, 'when']),
      );
    if (of !== undefined)
      yield mutant(task, 'asked at home', { zh: '向本地的角色提出', en: 'is asked of the role at home' }, (protocol) =>
        without(protocol, [...task.compiled, 'of']),
      );
    if (each)
      yield mutant(task, 'asked once for all', { zh: '只提出一次', en: 'is asked once for all' }, (protocol) =>
        without(protocol, [...task.compiled, 'each']),
      );
    if ('series' in due && due.series.until)
      yield mutant(task, 'endless', { zh: '没有止期', en: 'has no end' }, (protocol) =>
        without(protocol, [...task.compiled, 'due', 'series', 'until']),
      );
    if (by.length > 1)
      for (const [i, role] of by.entries())
        yield mutant(task, `not asked of ${role}`, { zh: `不向“${role}”提出`, en: `is not asked of ${role}` }, (protocol) =>
          without(protocol, [...task.compiled, 'by', i]),
        );
    if ('window' in due && due.window) yield* ofWindow(task);
  }
}

function* ofWindow(task: Where): Generator<Mutant> {
  const edges = {
    before: { zh: '时间窗早开', en: 'its window opens earlier' },
    after: { zh: '时间窗晚关', en: 'its window closes later' },
  };
  for (const edge of ['before', 'after'] as const)
    yield mutant(
      task,
      `window longer ${edge}`,
      edges[edge],
      at(task, 'due', 'window', edge)((old: Window['before']) => ({ elapsed: old.elapsed + minute })),
    );
}

function* ofHandOff(where: Where, { handOff }: State): Generator<Mutant> {
  if (!handOff) return;
  const offer = inside(where, {
    compiled: ['handOff'],
    rule: ruleIds.deadline(handOff.id),
    path: ['hand_off'],
    id: 'hand_off',
    zh: '的移交',
    en: 'the offer',
  });
  yield mutant(offer, 'not offered', { zh: '不移交', en: 'is not made' }, (protocol) => without(protocol, offer.compiled));
  yield mutant(offer, 'no late', { zh: '没有逾期的阶梯', en: 'nothing follows when it lapses' }, silenced(offer));
  if (handOff.of !== undefined)
    yield mutant(offer, 'offered at home', { zh: '移交给本地的角色', en: 'is made to the role at home' }, (protocol) =>
      without(protocol, [...offer.compiled, 'of']),
    );
  if (handOff.bounces !== undefined)
    yield mutant(
      offer,
      'bounces once more',
      { zh: '多容忍一次拒收', en: 'bears one refusal more' },
      at(offer, 'bounces')((old: number) => old + 1),
    );
  if (!isNamed({ moment: handOff.due }))
    yield mutant(offer, 'due later', { zh: '晚到期', en: 'lapses later' }, at(offer, 'due')(laterMoment));
}

function* ofOnce(where: Where, state: State): Generator<Mutant> {
  for (const [n, { id, text, trigger, arms }] of state.once.entries()) {
    const once = inside(where, {
      compiled: ['once', n],
      rule: ruleIds.once(id),
      path: ['once', text],
      id: `once ${text}`,
      zh: `中一旦“${chinesePhrase(text)}”`,
      en: `once ${text}`,
    });
    yield mutant(once, 'missing', { zh: '没有', en: 'is missing' }, (protocol) => without(protocol, once.compiled));
    if ('moment' in trigger && !isNamed(trigger))
      yield mutant(
        once,
        'later',
        { zh: '晚到', en: 'comes later' },
        at(once, 'trigger')((old: { moment: Moment }) => ({ moment: laterMoment(old.moment) })),
      );
    yield* ofArms(once, arms, ['arms']);
  }
}

function* ofOn(where: Where, state: State): Generator<Mutant> {
  for (const [event, arms] of Object.entries(state.on)) {
    const isAnswer = state.handOff !== undefined && answers.includes(event);
    const rule = isAnswer ? ruleIds.answer(state.id, event) : ruleIds.arm(arms[0]!.id);
    const on = inside(where, { compiled: ['on', event], rule, path: ['on', event], id: `on ${event}`, zh: `中“${event}”`, en: event });
    yield mutant(on, 'ignored', { zh: '不予理会', en: 'is ignored' }, (protocol) => without(protocol, on.compiled));
    yield* ofArms(on, arms, []);
  }
}

function* ofArms(where: Where, arms: readonly Arm[], more: string[]): Generator<Mutant> {
  for (const [n, { id, to, when, effects }] of arms.entries()) {
    const several = arms.length > 1;
    const arm: Where = {
      id: several ? `${where.id} ${n + 1}` : where.id,
      words: several ? { zh: `${where.words.zh}第 ${n + 1} 个分支`, en: `arm ${n + 1} of ${where.words.en}` } : where.words,
      compiled: [...where.compiled, ...more, n],
      path: [...where.path, n],
      rule: several ? ruleIds.arm(id) : where.rule!,
    };
    if (to)
      yield mutant(arm, 'leads nowhere', { zh: '不转到别处', en: 'leads nowhere' }, (protocol) =>
        without(protocol, [...arm.compiled, 'to']),
      );
    if (when)
      yield mutant(arm, 'always', { zh: '总是成立', en: 'always holds' }, (protocol) => without(protocol, [...arm.compiled, 'when']));
    if (when)
      yield mutant(
        arm,
        'never',
        { zh: '从不成立', en: 'never holds' },
        at(arm, 'when')(() => 'false'),
      );
    const own = { ...arm, compiled: [...arm.compiled, 'effects'] };
    yield* ofEffects(own, effects);
  }
}
