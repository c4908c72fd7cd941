import { onceAt, settle } from '../arms.ts';
import type { Case, Input, Outcome, Refusal } from '../case.ts';
import { Draft } from '../draft.ts';
import { momentAt } from '../due.ts';
import { activeOf, type Editions, type Machine } from '../machine.ts';
import { runUntil } from '../moments.ts';
import type { Instant, OnceRule } from '../protocol.ts';
import { ask, offer, retime, withdraw } from '../slots.ts';
import { refusal } from '../validate.ts';
import { configurationWith } from './configuration.ts';
import { hold } from './held.ts';
import type { MigrationMap, Unmapped } from './map.ts';
import { dueChoice, type Pairing, pair } from './pairing.ts';
import { recordUnder } from './record.ts';
import { closedUnder, goOnWithSlots } from './slots.ts';

/** What is said of a migration besides its editions. */
export type Migration = Pick<Extract<Input, { kind: 'migrate' }>, 'map' | 'by' | 'reason' | 'values' | 'earlier'>;

/** Why a case cannot go over to another edition; empty when it can. */
export function unmappedIn(from: Machine, to: Machine, current: Case, map: MigrationMap): Unmapped[] {
  if (current.status !== 'running') return [{ why: 'not_running' }];
  if (current.hash !== from.hash) return [{ why: 'other_edition', edition: current.edition }];
  const pairing = pair(from.protocol, to.protocol, map);
  return [...configurationOf(to, current, pairing).unmapped, ...recordUnder(to, current.record, map, current.seq + 1).unmapped];
}

function configurationOf(to: Machine, current: Case, pairing: Pairing): { active: number[]; unmapped: Unmapped[] } {
  const unmapped: Unmapped[] = [];
  const wanted: number[] = [];
  for (const leaf of current.at) {
    const target = pairing.states.get(leaf);
    if (target === undefined) unmapped.push({ why: 'state_gone', state: leaf });
    else wanted.push(target);
  }
  const found = configurationWith(to.protocol, wanted);
  if ('unmapped' in found) return { active: [], unmapped: [...unmapped, found.unmapped] };
  for (const index of found.active) {
    const { end, id } = to.protocol.states[index]!;
    if (end && !('track' in end)) unmapped.push({ why: 'would_end', state: id });
  }
  return { active: found.active, unmapped };
}

/**
 * A running case goes over to another edition of its protocol at `now`: card, record, tasks and ladders go along as the map says, and what
 * the new edition asks besides is asked. Refused when something cannot be mapped; then nothing has changed.
 */
export function migrate(from: Machine, to: Machine, current: Case, migration: Migration, now: Instant): Outcome | Refusal {
  const { map, by, reason } = migration;
  if (reason.trim() === '') return refusal('reason_needed', { event: 'migrate' });
  const [unmapped] = unmappedIn(from, to, current, map);
  if (unmapped) return refusal('not_mapped', { ...unmapped });
  const pairing = pair(from.protocol, to.protocol, map);
  const { states } = to.protocol;
  const { active } = configurationOf(to, current, pairing);
  const activeIds = new Set(active.map((index) => states[index]!.id));
  const entered = enteredUnder(current, pairing, to, active, now);
  const added = active.filter((index) => !entered.known.has(states[index]!.id));
  const moved = carriedOver(from, to, current, migration, { pairing, active, entered: entered.at, now });
  const former = new Draft(from, current);
  const draft = new Draft(to, moved);
  draft.begin(now);
  const edition = ({ hash, protocol }: Machine) => ({ hash, edition: protocol.edition });
  draft.note({ note: 'migrated', from: edition(from), to: edition(to), at: moved.at, by, reason });
  draft.case.held = momentsUnder(draft, from, former, pairing, map);
  goOnWithSlots(draft, from, former, pairing, map);
  askBesides(draft, { active, added, pairing, map });
  retime(draft);
  settle(draft);
  // What has left the house, or moved the case on, cannot be unsaid.
  const isSaid =
    draft.took.length > 0 || draft.effects.some(({ kind }) => kind === 'open' || kind === 'send') || !sameStates(draft.case, activeIds);
  if (!isSaid) draft.case.undo = { before: withoutUndo(current) };
  draft.case.nextWake = runUntil(draft, now, true);
  return { case: draft.commit(), effects: draft.effects, took: draft.took };
}

const sameStates = (current: Case, states: ReadonlySet<string>) => current.at.every((id) => states.has(id));

function withoutUndo({ undo: _, ...rest }: Case): Case {
  return rest;
}

/** When the states that are now active were entered: those that correspond to a former one when that was, the others now. */
function enteredUnder(current: Case, pairing: Pairing, to: Machine, active: readonly number[], now: Instant) {
  const at: Record<string, Instant> = {};
  const known = new Set<string>();
  for (const index of active) at[to.protocol.states[index]!.id] = now;
  for (const [id, instant] of Object.entries(current.entered)) {
    const target = pairing.states.get(id);
    if (target === undefined || !active.includes(target)) continue;
    const name = to.protocol.states[target]!.id;
    at[name] = Math.min(instant, at[name]!);
    known.add(name);
  }
  return { at, known };
}

interface Placed {
  pairing: Pairing;
  active: number[];
  entered: Record<string, Instant>;
  now: Instant;
}

/** The case as data of the new edition, before anything is asked. */
function carriedOver(from: Machine, to: Machine, current: Case, migration: Migration, { pairing, active, entered, now }: Placed): Case {
  const { states, protocol, edition, values, events } = to.protocol;
  const { map, by, reason, earlier } = migration;
  const { undo: _, held: __, each, set, unitValues, reassigned, ...rest } = current;
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
  const kept = Object.fromEntries(Object.entries(set ?? {}).filter(([fact]) => Object.hasOwn(events.opened!.data, fact)));
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
    ...(set && { set: kept }),
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

/** Moments that were promised, where the new edition's rule says otherwise and the map keeps or restarts them. */
function momentsUnder(draft: Draft, from: Machine, former: Draft, pairing: Pairing, map: MigrationMap): NonNullable<Case['held']> {
  const held: NonNullable<Case['held']> = {};
  const rules = activeOf(draft.machine, draft.case.at).once;
  for (const { rule, state } of activeOf(from, former.case.at).once) {
    const next = rules.find((known) => known.rule === pairing.once.get(rule.id));
    if (!next || rule.id in former.case.fired) continue;
    const ruled = onceAt(draft, next.rule, next.state);
    const { id } = from.protocol.states[state]!;
    const choice = dueChoice(map, id, map.states?.[id]?.once?.[rule.text]?.due);
    const due = choice === 'kept' ? onceAt(former, rule, state) : choice === 'restarted' ? anew(draft, next.rule) : null;
    const kept = hold(due, ruled);
    if (kept) held[next.rule.id] = kept;
  }
  return held;
}

const anew = (draft: Draft, { trigger }: OnceRule) =>
  'moment' in trigger ? momentAt(draft, trigger.moment, draft.case.now, 'start') : null;

/** What the new edition asks that goes on from nothing: in states it enters also what is done on entering. */
function askBesides(
  draft: Draft,
  { active, added, pairing, map }: { active: number[]; added: number[]; pairing: Pairing; map: MigrationMap },
): void {
  const { states } = draft.machine.protocol;
  if (added.length > 0) {
    const ids = added.map((index) => states[index]!.id);
    draft.note({ note: 'moved', left: [], entered: ids, at: draft.case.at });
  }
  const isAsked = (id: string) => !pairing.continued.has(id) && !map.notAsked?.includes(id);
  for (const index of active) {
    const state = states[index]!;
    if (added.includes(index)) draft.perform(state.entry, { reason: 'entry', of: state.id }, { asOf: draft.case.now });
    for (const task of state.tasks) if (isAsked(task.id)) ask(draft, task);
    if (state.handOff && isAsked(state.handOff.id)) offer(draft, state.handOff);
  }
}

/**
 * Takes a migration back: the case is again as it was before, at `now`. Refused when there was none, or when anything has happened since:
 * that would be undone with it.
 */
export function undoMigration(
  editions: Editions,
  current: Case,
  { by, reason }: Pick<Migration, 'by' | 'reason'>,
  now: Instant,
): Outcome | Refusal {
  if (reason.trim() === '') return refusal('reason_needed', { event: 'unmigrate' });
  const last = current.migrations?.at(-1);
  if (!last) return refusal('not_migrated');
  if (!current.undo) return refusal('moved_on', { edition: current.edition });
  const { before } = current.undo;
  const machine = editions(before.hash);
  if (!machine) throw new Error(`the edition ${before.hash} is not at hand`);
  const draft = new Draft(machine, {
    ...before,
    seq: current.seq,
    now: current.now,
    // What was heard since, and said nothing, stays heard.
    attention: current.attention,
    heard: current.heard,
    ...(current.followers && { followers: current.followers }),
  });
  draft.begin(now);
  draft.note({ note: 'unmigrated', to: { hash: before.hash, edition: before.edition }, at: before.at, by, reason });
  takeBackSlots(draft, current);
  draft.case.nextWake = runUntil(draft, now, true);
  return { case: draft.commit(), effects: draft.effects, took: draft.took };
}

/** Says which tasks stand again, and tells whoever was offered the case in between. */
function takeBackSlots(draft: Draft, current: Case): void {
  const known = new Set(draft.case.slots.map(({ id }) => id));
  const passing = new Draft(draft.machine, current);
  for (const slot of current.slots) {
    if (known.has(slot.id) || draft.case.slots.some((own) => own.event === slot.event && own.asked === slot.asked)) continue;
    withdraw(passing, slot);
  }
  for (const effect of passing.effects) {
    const { seq: _, index: __, at: ___, ...body } = effect;
    draft.emit(body);
  }
  for (const slot of draft.case.slots) {
    const now = current.slots.find(({ id }) => id === slot.id);
    if (JSON.stringify(now) !== JSON.stringify(slot)) draft.emit({ kind: 'task', change: now ? 'retimed' : 'reopened', slot });
  }
}
