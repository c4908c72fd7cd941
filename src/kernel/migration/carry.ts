import type { Case } from '../case.ts';
import type { Machine } from '../machine.ts';
import type { Instant } from '../protocol.ts';
import type { Migration } from './migrate.ts';
import type { Pairing } from './pairing.ts';
import { recordUnder } from './record.ts';
import { closedUnder } from './slots.ts';

interface Placed {
  pairing: Pairing;
  active: number[];
  entered: Record<string, Instant>;
  now: Instant;
}

/** The case as data of the new edition, before anything is asked. */
export function carriedOver(
  from: Machine,
  to: Machine,
  current: Case,
  migration: Migration,
  { pairing, active, entered, now }: Placed,
): Case {
  const { states, protocol, edition, values, events } = to.protocol;
  const { map, by, reason, earlier } = migration;
  const { undo: _, held: __, each, set, setAt, unitValues, reassigned, ...rest } = current;
  const fired: Case['fired'] = {};
  for (const [id, was] of Object.entries(current.fired)) {
    const next = pairing.once.get(id);
    if (next) fired[next.id] = was;
  }
  const isFree = (name: string) => values[name]?.mayDifferBy !== undefined && values[name].type === from.protocol.values[name]?.type;
  const own = [
    ...(unitValues ?? []).map((each) => ({ ...each, is: Object.fromEntries(Object.entries(each.is).filter(([name]) => isFree(name))) })),
    ...(migration.values ? [{ from: now, is: migration.values }] : []),
  ];
  const known = <T>(table: Record<string, T>) =>
    Object.fromEntries(Object.entries(table).filter(([fact]) => Object.hasOwn(events.opened!.data, fact)));
  return {
    ...rest,
    hash: to.hash,
    protocol,
    edition,
    record: recordUnder(to, current.record, map, current.seq + 1).record,
    at: active
      .map((index) => states[index]!)
      .filter(({ kind }) => kind === 'leaf')
      .map(({ id }) => id),
    history: historyUnder(current, pairing, to),
    entered,
    fired,
    closed: closedUnder(from, current.closed, pairing),
    ...(each && { each: eachUnder(each, pairing) }),
    ...(set && { set: known(set) }),
    ...(setAt && { setAt: known(setAt) }),
    ...(reassigned && { reassigned: reassignedUnder(reassigned, pairing) }),
    ...(own.length > 0 && { unitValues: own }),
    ...(earlier && { earlier }),
    migrations: [
      ...(current.migrations ?? []),
      {
        seq: current.seq + 1,
        at: now,
        from: from.hash,
        to: to.hash,
        map,
        by,
        reason,
        ...(migration.values && { values: migration.values }),
        ...(earlier && { earlier }),
      },
    ],
  };
}

function eachUnder(each: NonNullable<Case['each']>, { tasks }: Pairing): NonNullable<Case['each']> {
  return Object.fromEntries(
    Object.entries(each).flatMap(([id, keys]) => {
      const next = tasks.get(id);
      return next ? [[next.rule.id, keys]] : [];
    }),
  );
}

/** What was given to others stays with them. */
function reassignedUnder(reassigned: NonNullable<Case['reassigned']>, { tasks, handOffs }: Pairing): NonNullable<Case['reassigned']> {
  return Object.fromEntries(
    Object.entries(reassigned).map(([of, to]) => {
      const [rule = '', ...key] = of.split('/');
      return [[(tasks.get(rule) ?? handOffs.get(rule))?.rule.id ?? rule, ...key].join('/'), to];
    }),
  );
}

/** Where somebody returns to: forgotten when it is no longer there as a whole. */
function historyUnder(current: Case, { states: pairs, remembered }: Pairing, to: Machine): Case['history'] {
  const named = (id: string) => {
    const index = pairs.get(id);
    return index === undefined ? undefined : to.protocol.states[index]!;
  };
  return Object.fromEntries(
    Object.entries(current.history).flatMap(([id, leaves]) => {
      const state = named(id);
      const inside = leaves.map(named);
      const whole = inside.every((leaf) => leaf?.kind === 'leaf' && (leaf.id.startsWith(`${state?.id}.`) || state?.id === ''));
      return state && whole && remembered.has(state.id) ? [[state.id, inside.map((leaf) => leaf!.id)]] : [];
    }),
  );
}
