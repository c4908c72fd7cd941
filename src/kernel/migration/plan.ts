import { onceAt } from '../arms.ts';
import type { Case } from '../case.ts';
import { Draft } from '../draft.ts';
import type { About, Outcome } from '../effect.ts';
import { advance } from '../kernel.ts';
import { activeOf, type Machine } from '../machine.ts';
import type { Instant } from '../protocol.ts';
import type { Slot } from '../slot.ts';
import { isRefusal } from '../validate.ts';
import type { Unmapped } from './map.ts';
import { type Migration, migrate, unmappedIn } from './migrate.ts';
import { pair } from './pairing.ts';

/** A deadline before and after; null: it waits for its anchor, absent: there is none. */
export interface PlannedDeadline {
  kind: 'task' | 'hand_off' | 'moment';
  /** The event that is owed, or the words of the moment. */
  what: string;
  by: string[];
  was?: Instant | null;
  due?: Instant | null;
  /** Its ladder has begun. */
  climbing: boolean;
  fate: 'kept' | 'moved' | 'asked' | 'withdrawn' | 'carried';
}

/** What would become of one case. */
export interface MigrationPlan {
  case: string;
  /** States before and after; the same where it cannot go over. */
  was: string[];
  at: string[];
  unmapped: Unmapped[];
  deadlines: PlannedDeadline[];
  /** Who would be told at once. */
  told: { roles: string[]; place: string; about: About }[];
  /** Cases of these protocols would be opened at once. */
  opens: string[];
  /** It could be taken back until something else happens. */
  reversible: boolean;
}

/** Plans a migration of one case at `now`: everything that the migration would do, and nothing done. */
export function planMigration(from: Machine, to: Machine, file: Case, migration: Migration, now: Instant): MigrationPlan {
  const current = advance(from, file, now).case;
  const plan = { case: current.id, was: current.at, at: current.at, deadlines: [], told: [], opens: [], reversible: true };
  const unmapped = unmappedIn(from, to, current, migration.map);
  if (unmapped.length > 0) return { ...plan, unmapped };
  const outcome = migrate(from, to, current, migration, Math.max(now, current.now));
  if (isRefusal(outcome)) throw new Error(`${current.id}: ${outcome.refused}`);
  return {
    ...plan,
    at: outcome.case.at,
    unmapped,
    deadlines: [...slotsOf(from, to, current, outcome, migration), ...momentsOf(from, to, current, outcome.case, migration)],
    told: outcome.effects.flatMap((effect) =>
      effect.kind === 'tell' ? [{ roles: effect.roles, place: effect.place, about: effect.about }] : [],
    ),
    opens: outcome.effects.flatMap((effect) => (effect.kind === 'open' ? [effect.protocol] : [])),
    reversible: outcome.case.undo !== undefined,
  };
}

function slotsOf(from: Machine, to: Machine, before: Case, { case: after }: Outcome, { map }: Migration): PlannedDeadline[] {
  const pairing = pair(from.protocol, to.protocol, map);
  const nextOf = (slot: Slot): Slot | undefined => {
    const rule = pairing.tasks.get(slot.rule)?.rule.id ?? pairing.handOffs.get(slot.rule)?.rule.id ?? slot.rule;
    return after.slots.find((other) => other.rule === rule && other.key === slot.key && (other.on === slot.on || other.carried));
  };
  const known = new Set<Slot>();
  const planned = before.slots.map((slot): PlannedDeadline => {
    const next = nextOf(slot);
    if (next) known.add(next);
    const of = describe(next ?? slot);
    if (!next) return { ...of, was: slot.due, fate: 'withdrawn' };
    return {
      ...of,
      was: slot.due,
      due: next.due,
      fate: next.carried && !slot.carried ? 'carried' : next.due === slot.due ? 'kept' : 'moved',
    };
  });
  const asked = after.slots
    .filter((slot) => !known.has(slot))
    .map((slot): PlannedDeadline => ({ ...describe(slot), due: slot.due, fate: 'asked' }));
  return [...planned, ...asked];
}

const describe = ({ kind, event, by, late, step }: Slot) => ({ kind, what: event, by, climbing: late !== undefined || step > 0 });

function momentsOf(from: Machine, to: Machine, before: Case, after: Case, { map }: Migration): PlannedDeadline[] {
  const pairing = pair(from.protocol, to.protocol, map);
  const dues = (machine: Machine, current: Case) => {
    const draft = new Draft(machine, current);
    return activeOf(machine, current.at).once.flatMap(({ rule, state }) =>
      'moment' in rule.trigger && !(rule.id in current.fired) ? [{ rule, due: onceAt(draft, rule, state) }] : [],
    );
  };
  const next = new Map(dues(to, after).map((held) => [held.rule.id, held]));
  const planned = dues(from, before).map(({ rule, due: was }): PlannedDeadline => {
    const held = next.get(pairing.once.get(rule.id)?.id ?? '');
    const of = { kind: 'moment' as const, by: [], climbing: false, what: held?.rule.text ?? rule.text };
    if (!held) return { ...of, was, fate: 'withdrawn' };
    next.delete(held.rule.id);
    return { ...of, was, due: held.due, fate: held.due === was ? 'kept' : 'moved' };
  });
  const asked = [...next.values()].map(
    ({ rule, due }): PlannedDeadline => ({ kind: 'moment', what: rule.text, by: [], due, climbing: false, fate: 'asked' }),
  );
  return [...planned, ...asked];
}
