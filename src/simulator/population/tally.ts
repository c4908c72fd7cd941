import type { CaseRow, LadderStep, Machine, Slot } from '../../kernel/index.ts';

/** The ladder of a slot. One that was closed before its case became another is known to the former protocol alone. */
function ladderOf(machines: readonly Machine[], slot: Slot): readonly LadderStep[] {
  if (slot.carried) return slot.carried.ladder;
  for (const { tasks, handOffs, protocol } of machines) {
    const rule = tasks.get(slot.rule)?.rule ?? handOffs.get(slot.rule)?.rule;
    if (rule) return protocol.ladders[rule.ladder] ?? [];
  }
  return [];
}

/**
 * How many steps of a slot's ladder went to somebody above those who were asked, at or after the due instant. `machines`: the case's
 * present one first, then those it may have come from.
 */
export function escalationsOf(machines: readonly Machine[], slot: Slot): number {
  return ladderOf(machines, slot)
    .slice(0, slot.step)
    .filter(({ offset, effects }) => {
      if (offset < 0) return false;
      return effects.some((effect) =>
        effect.kind === 'tell' ? effect.roles.some((role) => role !== 'asked' && !slot.by.includes(role)) : effect.kind === 'open',
      );
    }).length;
}

/** A hand-off whose answer did not come in time. */
export const isLapsed = (slot: Slot) => slot.kind === 'hand_off' && slot.late !== undefined;
/** A hand-off that was turned down. */
export const isRefused = (slot: Slot) => slot.kind === 'hand_off' && slot.status === 'declined';

/** What two runs of one exercise must agree on for a case: where it is, and what became of everything that was asked. */
export function courseOf(row: Pick<CaseRow, 'protocol' | 'at' | 'status' | 'outcome' | 'holderRole'>, slots: readonly Slot[]): string[] {
  const { protocol, at, status, outcome, holderRole } = row;
  const asked = slots.map((slot) => {
    const { rule, on, status: how, asked, late, filled } = slot;
    return `${on ?? asked} ${rule} ${how} ${filled?.at ?? '-'} ${late ?? '-'}`;
  });
  return [`${protocol} ${at.join(',')} ${status} ${outcome ?? '-'} ${holderRole ?? '-'}`, ...asked.sort()];
}
