import { isReadable } from '../archive/readable.ts';
import { onceAt, settle } from '../arms.ts';
import type { Case } from '../case.ts';
import { Draft } from '../draft.ts';
import { momentAt } from '../due.ts';
import type { Outcome } from '../effect.ts';
import type { Input } from '../input.ts';
import { activeOf, type Machine } from '../machine.ts';
import { runUntil } from '../moments.ts';
import { perform } from '../performing.ts';
import type { Instant, OnceRule } from '../protocol.ts';
import type { Refusal } from '../refusal.ts';
import { ask, offer, retime } from '../slots.ts';
import { refusal } from '../validate.ts';
import { carriedOver } from './carry.ts';
import { configurationWith } from './configuration.ts';
import { hold } from './held.ts';
import type { MigrationMap, Unmapped } from './map.ts';
import { dueChoice, type Pairing, pair } from './pairing.ts';
import { recordUnder } from './record.ts';
import { goOnWithSlots } from './slots.ts';

/** What is said of a migration besides its editions. */
export type Migration = Pick<Extract<Input, { kind: 'migrate' }>, 'map' | 'by' | 'reason' | 'values' | 'earlier'>;

/** Why a case cannot go over to another edition; empty when it can. */
export function unmappedIn(from: Machine, to: Machine, current: Case, map: MigrationMap): Unmapped[] {
  if (current.status !== 'running') return [{ why: 'not_running' }];
  if (current.hash !== from.hash) return [{ why: 'other_edition', edition: current.edition }];
  const pairing = pair(from.protocol, to.protocol, map);
  const { unmapped } = configurationOf(to, current, pairing);
  const unread = Object.keys(current.archive?.entries ?? {}).filter(
    (event) => map.events?.[event] !== undefined || !isReadable(from, to, event),
  );
  return [
    ...unmapped,
    ...recordUnder(to, current.record, map, current.seq + 1).unmapped,
    ...unread.map((event) => ({ why: 'archived' as const, event })),
  ];
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
  return draft.finish(runUntil(draft, now, true));
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
    if (added.includes(index)) perform(draft, state.entry, { reason: 'entry', of: state.id }, { asOf: draft.case.now });
    for (const task of state.tasks) if (isAsked(task.id)) ask(draft, task);
    if (state.handOff && isAsked(state.handOff.id)) offer(draft, state.handOff);
  }
}
