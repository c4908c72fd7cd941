import fc, { type GeneratorValue } from 'fast-check';
import { stringify } from 'yaml';

/** A state as an author writes it. */
interface State {
  [key: string]: unknown;
  on?: Record<string, unknown>;
  once?: Record<string, unknown>;
  states?: Record<string, State>;
  tracks?: Record<string, State>;
}

export const events = ['e0', 'e1', 'e2', 'e3'];
const stages = ['discover', 'report', 'isolate', 'diagnose', 'treat', 'control'];
const dues = ['30m', '4h', '2d', 'wait', '1d at 12:00', '2d from met', '1d from seen_last', 'next 08:00 and 20:00', 'next_visit'];
const series = [
  { due: 'daily at 08:00 and 17:00', window: '3h before to 4h after' },
  { due: 'every 2d', window: '12h before to 12h after' },
  { due: 'days 1 3 5 from met', window: '24h before to 0h after' },
  { due: 'daily at 09:00 until until_day', window: '1h before to 1h after' },
];
const moments = ['6h', '3d', 'wait', '4d from met', '12h from seen_last', 'next_visit', '2d at 12:00'];
const flags = ['twice', 'hot', 'calm'];
const conditions = ['data.f', '!data.f', 'data.n > 37.5', 'twice', 'hot && data.f', 'size(e1) > 1', 'calm || data.n < 36'];

/**
 * A protocol of arbitrary shape: states in sequence and tracks to three levels, tasks single and repeated, hand-offs, deadlines that follow
 * facts, history. Most of them are valid; what is not is for the checker to say.
 */
export function generatedProtocol(draw: GeneratorValue): string {
  const pick = <T>(list: readonly T[]): T => list[draw(fc.nat, list.length - 1)]!;
  const chance = (percent: number): boolean => draw(fc.integer, { min: 1, max: 100 }) <= percent;
  const count = (min: number, max: number): number => draw(fc.integer, { min, max });

  const tasksOf = (): Record<string, unknown> => {
    const tasks: Record<string, unknown> = {};
    for (let n = count(0, 2); n > 0; n--) {
      const when = chance(15) ? { when: pick(flags) } : {};
      const owed = chance(15) ? { owed: 'until_done' } : {};
      tasks[pick(events)] = { by: 'doctor', ...(chance(35) ? pick(series) : { due: pick(dues), ...owed }), late: 'slow', ...when };
    }
    return tasks;
  };

  /** Something that leads from a state to another, and what else it answers. */
  const answersOf = (state: State, targets: string[]): void => {
    const on: Record<string, unknown> = {};
    const once: Record<string, unknown> = {};
    for (const event of Object.keys((state.tasks ?? {}) as object)) on[event] = 'record';
    for (let n = count(0, 2); n > 0 && targets.length > 0; n--) {
      const to = pick(targets);
      if (chance(60))
        on[pick(events)] = [
          { when: pick(conditions), to, ...(chance(30) && { tell: 'leader' }) },
          { otherwise: chance(50) ? 'record' : { tell: 'leader' } },
        ];
      else if (chance(70)) once[pick(moments)] = { to, tell: 'doctor' };
      else once[pick(flags)] = [{ when: pick(flags), to }, { otherwise: 'record' }];
    }
    state.on = { ...on, ...state.on };
    state.once = { ...once, ...state.once };
    if (Object.keys(state.on).length === 0) delete state.on;
    if (Object.keys(state.once).length === 0) delete state.once;
  };

  /** A state below `depth`; `next`: where it leads to in the end, `within`: what is beside it. */
  const stateOf = (name: string, depth: number, next: string | undefined, within: string[]): State => {
    const state: State = { title: name, stage: pick(stages) };
    const tasks = tasksOf();
    if (Object.keys(tasks).length > 0) state.tasks = tasks;
    const kind = depth === 0 ? 'leaf' : pick(['leaf', 'leaf', 'states', 'tracks']);
    if (kind === 'leaf' && chance(20)) {
      state.hand_off = { to: 'clinic', due: pick(['2h', '1d at 12:00']), late: 'slow', ...(chance(50) && { bounces: 1 }) };
      state.on = { accepted: next === undefined ? 'record' : { to: next }, declined: { to: `again ${name}` }, bounced: { tell: 'leader' } };
      if (!('bounces' in (state.hand_off as object))) delete state.on.bounced;
    }
    if (kind === 'states') {
      const names = Array.from({ length: count(2, 3) }, (_, n) => `${name}_${n}`);
      state.states = Object.fromEntries(
        names.map((own, n) => [
          own,
          stateOf(
            own,
            depth - 1,
            names[n + 1],
            names.filter((other) => other !== own),
          ),
        ]),
      );
    }
    if (kind === 'tracks') {
      const names = ['x', 'y'].map((own) => `${name}_${own}`);
      state.tracks = Object.fromEntries(names.map((own) => [own, trackOf(own)]));
      if (next !== undefined) state.once = { done: { to: next } };
    }
    if (next !== undefined) state.once = { ...state.once, [pick(moments)]: { to: next } };
    answersOf(state, [...within, ...(kind === 'leaf' ? [`again ${name}`] : within.map((other) => `last ${other}`))]);
    return state;
  };

  /** A track runs through its own states to its own end. */
  const trackOf = (name: string): State => {
    const names = Array.from({ length: count(1, 2) }, (_, n) => `${name}_${n}`);
    const last = `${name}_end`;
    const states = names.map(
      (own, n) =>
        [
          own,
          stateOf(
            own,
            0,
            names[n + 1] ?? last,
            names.filter((other) => other !== own),
          ),
        ] as const,
    );
    return { title: name, states: { ...Object.fromEntries(states), [last]: { title: last, end: 'track' } } };
  };

  const top = Array.from({ length: count(1, 3) }, (_, n) => `s${n}`);
  const states = Object.fromEntries(
    top.map((name, n) => [
      name,
      stateOf(
        name,
        2,
        top[n + 1] ?? 'over',
        top.filter((other) => other !== name),
      ),
    ]),
  );
  return stringify(
    {
      protocol: 'generated',
      edition: '1',
      title: 'Generated',
      subject: 'person',
      zone: pick(['Asia/Shanghai', 'Europe/Berlin', 'UTC']),
      values: { wait: { is: pick(['90m', '36h', '2d', '1mo']) } },
      facts: {
        met: { type: 'date', required: true },
        until_day: { is: 'plus_days(met, 4)' },
        twice: { is: 'size(e0) >= 2' },
        hot: { is: 'e1.last().n >= 38' },
        calm: { is: 'size(e2.run(x, !x.f)) > 1' },
        seen_last: { is: 'e3.last().at' },
        next_visit: { is: 'when(calm, plus(e2.last().at, values.wait))' },
      },
      events: Object.fromEntries(
        events.map((name) => [name, { by: 'doctor', back_to: '30d', title: name, data: { n: { type: 'number' }, f: { type: 'flag' } } }]),
      ),
      ladders: {
        slow: [
          { before: '30m', tell: 'doctor' },
          { after: '0m', tell: ['doctor', 'leader'] },
          { after: '26h', tell: 'leader' },
        ],
      },
      outcomes: { over: 'Over' },
      states: { ...states, over: { title: 'Over', stage: 'control', end: 'over' } },
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}
