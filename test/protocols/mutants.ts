import type { Arm, Moment, Protocol, Series, Span, State, ValueRef } from '../../src/kernel/index.ts';

/** One thing taken out of a protocol, or moved by the least that matters. */
export interface Mutant {
  what: string;
  change(protocol: Protocol): void;
}

const minute = 60_000;
const aDay = { calendar: 1, unit: 'day' } as const;

const replaced = <T, K extends keyof T>(what: string, of: (changed: Protocol) => T, key: K, to: (old: T[K]) => T[K]): Mutant => ({
  what,
  change(protocol) {
    const owner = of(protocol);
    owner[key] = to(owner[key]);
  },
});
const dropped = <T extends object>(what: string, of: (changed: Protocol) => T, key: keyof T): Mutant => ({
  what,
  change: (protocol) => void Reflect.deleteProperty(of(protocol), key),
});
const cut = (what: string, of: (changed: Protocol) => unknown[], n: number): Mutant => ({
  what,
  change: (protocol) => void of(protocol).splice(n, 1),
});

/** A value that differs by window or unit is mutated where it stands. */
function longer(span: Span | ValueRef): Span | ValueRef {
  if ('value' in span) return span;
  return 'elapsed' in span ? { elapsed: span.elapsed + minute } : { ...span, calendar: span.calendar + 1 };
}

const laterTime = (time: string | ValueRef) => (typeof time === 'string' ? time.replace(/0$/, '1') : time);

function laterMoment(moment: Moment): Moment {
  switch (moment.kind) {
    case 'span':
      return { ...moment, span: longer(moment.span) };
    case 'anchor':
      return { ...moment, kind: 'span', span: aDay, from: moment.anchor };
    case 'next':
      return { ...moment, at: moment.at.map(laterTime) };
    case 'date':
      return { ...moment, date: moment.date.replace(/^\d+/, (year) => String(Number(year) + 1)) };
    default:
      return moment satisfies never;
  }
}

function laterSeries(series: Series): Series {
  switch (series.kind) {
    case 'daily':
    case 'workdays':
      return { ...series, at: series.at.map(laterTime) };
    case 'days':
      return { ...series, days: series.days.map((day) => day + 1) };
    case 'every':
      return { ...series, span: longer(series.span) };
    default:
      return series satisfies never;
  }
}

/** Every single promise and rule of a protocol, missing or a minute (a day) off. */
export function* mutantsOf(protocol: Protocol): Generator<Mutant> {
  for (const name of Object.keys(protocol.ladders)) yield* ofLadder(protocol, name);
  for (const [index, state] of protocol.states.entries()) {
    const same = (changed: Protocol) => changed.states[index]!;
    yield* ofTasks(protocol, state, same);
    yield* ofHandOff(protocol, state, same);
    yield* ofRules(state, same);
  }
  for (const name of Object.keys(protocol.events)) yield* ofEvent(protocol, name);
}

function* ofLadder(protocol: Protocol, name: string): Generator<Mutant> {
  for (const [n, step] of protocol.ladders[name]!.entries()) {
    const what = `step ${n + 1} of the ladder ${name}`;
    const same = (changed: Protocol) => changed.ladders[name]![n]!;
    yield replaced(`${what} is silent`, same, 'effects', () => []);
    yield replaced(`${what} comes a minute late`, same, 'offset', (offset) => offset + minute);
    for (const [i, effect] of step.effects.entries()) {
      if (effect.kind !== 'tell') continue;
      for (const role of effect.roles) {
        const rest = { ...effect, roles: effect.roles.filter((told) => told !== role) };
        yield replaced(`${what} does not tell ${role}`, same, 'effects', (effects) => effects.with(i, rest));
      }
    }
  }
}

function* ofTasks(protocol: Protocol, state: State, same: (changed: Protocol) => State): Generator<Mutant> {
  for (const [n, { id, due, owed, when, ladder }] of state.tasks.entries()) {
    const own = (changed: Protocol) => same(changed).tasks[n]!;
    yield cut(`${id} is not asked`, (changed) => same(changed).tasks, n);
    yield replaced(`${id} is due later`, own, 'due', (old) =>
      'moment' in old ? { moment: laterMoment(old.moment) } : { ...old, series: laterSeries(old.series) },
    );
    if (owed) yield replaced(`${id} is not owed until done`, own, 'owed', () => false);
    if (when) yield dropped(`${id} is always asked`, own, 'when');
    for (const edge of 'window' in due ? (['before', 'after'] as const) : []) {
      yield replaced(`the window of ${id} is longer ${edge}`, own, 'due', (old) => {
        if (!('series' in old) || !old.window) return old;
        return { ...old, window: { ...old.window, [edge]: { elapsed: old.window[edge].elapsed + minute } } };
      });
    }
    for (const other of Object.keys(protocol.ladders))
      if (other !== ladder) yield replaced(`${id} climbs the ladder ${other}`, own, 'ladder', () => other);
  }
}

function* ofHandOff(protocol: Protocol, state: State, same: (changed: Protocol) => State): Generator<Mutant> {
  if (!state.handOff) return;
  const own = (changed: Protocol) => same(changed).handOff!;
  yield dropped(`${state.id} offers nothing`, same, 'handOff');
  yield replaced(`the offer in ${state.id} is due later`, own, 'due', laterMoment);
  for (const other of Object.keys(protocol.ladders))
    if (other !== state.handOff.ladder) yield replaced(`the offer in ${state.id} climbs the ladder ${other}`, own, 'ladder', () => other);
}

function* ofRules(state: State, same: (changed: Protocol) => State): Generator<Mutant> {
  const where = state.id || 'the file';
  for (const n of state.entry.keys()) yield cut(`entering ${where} is silent`, (changed) => same(changed).entry, n);
  for (const [n, { text, trigger, arms }] of state.once.entries()) {
    const own = (changed: Protocol) => same(changed).once[n]!;
    yield cut(`${where} misses "${text}"`, (changed) => same(changed).once, n);
    if ('moment' in trigger)
      yield replaced(`${where} comes late to "${text}"`, own, 'trigger', () => ({ moment: laterMoment(trigger.moment) }));
    yield* ofArms(`${where} once ${text}`, arms, (changed) => own(changed).arms);
  }
  for (const [event, arms] of Object.entries(state.on)) {
    yield dropped(`${where} ignores ${event}`, (changed) => same(changed).on, event);
    yield* ofArms(`${where} on ${event}`, arms, (changed) => same(changed).on[event]!);
  }
}

function* ofArms(what: string, arms: Arm[], same: (changed: Protocol) => Arm[]): Generator<Mutant> {
  for (const [n, { to, when, effects }] of arms.entries()) {
    const own = (changed: Protocol) => same(changed)[n]!;
    if (to) yield dropped(`${what}: arm ${n + 1} leads nowhere`, own, 'to');
    if (when) yield dropped(`${what}: arm ${n + 1} holds always`, own, 'when');
    if (when) yield replaced(`${what}: arm ${n + 1} never holds`, own, 'when', () => 'false');
    for (const [i, { kind }] of effects.entries())
      yield cut(`${what}: arm ${n + 1} does not ${kind}`, (changed) => own(changed).effects, i);
  }
}

function* ofEvent(protocol: Protocol, name: string): Generator<Mutant> {
  const { by, backTo, must, notBy } = protocol.events[name]!;
  const same = (changed: Protocol) => changed.events[name]!;
  for (const [n, role] of by.entries()) yield cut(`${name} is refused to ${role}`, (changed) => same(changed).by, n);
  if (backTo) yield dropped(`${name} may be dated back at will`, same, 'backTo');
  for (const n of must.keys()) yield cut(`${name} need not hold`, (changed) => same(changed).must, n);
  for (const [n, other] of notBy.entries()) yield cut(`${name} may come from who did ${other}`, (changed) => same(changed).notBy, n);
}
