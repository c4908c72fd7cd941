import type { Case } from '../case.ts';
import { Draft } from '../draft.ts';
import type { Outcome } from '../effect.ts';
import type { Input } from '../input.ts';
import type { Editions } from '../machine.ts';
import { runUntil } from '../moments.ts';
import type { Instant } from '../protocol.ts';
import type { Refusal } from '../refusal.ts';
import { withdraw } from '../slots.ts';
import { refusal } from '../validate.ts';

/**
 * Takes a migration back: the case is again as it was before, at `now`. Refused when its last migration was another or none, or when
 * anything has happened since: that would be undone with it.
 */
export function undoMigration(
  editions: Editions,
  current: Case,
  { from, to, by, reason }: Extract<Input, { kind: 'unmigrate' }>,
  now: Instant,
): Outcome | Refusal {
  const last = current.migrations?.at(-1);
  if (last?.from !== from || last.to !== to) return refusal('not_migrated');
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
    ...(current.heardBefore && { heardBefore: current.heardBefore }),
    ...(current.followers && { followers: current.followers }),
  });
  draft.begin(now);
  draft.note({ note: 'unmigrated', to: { hash: before.hash, edition: before.edition }, at: before.at, by, reason });
  takeBackSlots(draft, current);
  return draft.finish(runUntil(draft, now, true));
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
