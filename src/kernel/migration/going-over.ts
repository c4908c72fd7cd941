import type { Draft } from '../draft.ts';
import type { Outcome } from '../effect.ts';
import type { Input } from '../input.ts';
import { load, type Machine } from '../machine.ts';
import { refuseDecision } from '../overrides.ts';
import type { Instant } from '../protocol.ts';
import type { Refusal } from '../refusal.ts';
import { isRefusal, refusal } from '../validate.ts';
import { migrate } from './migrate.ts';
import { undoMigration } from './undo.ts';

export type GoingOver = Extract<Input, { kind: 'migrate' | 'unmigrate' }>;

/**
 * To another edition or back, after what was due before. Whoever supervises under the edition that is left may do it; where that one names
 * nobody, whoever does under the one that is entered: else nobody could ever bring its cases to one that names somebody.
 */
export function goOver(draft: Draft, input: GoingOver, now: Instant): Outcome | Refusal {
  const { effects, took, machine } = draft;
  const to = enteredBy(draft, input);
  const refused = refuseDecision(draft, input, machine.protocol.supervisors ?? to?.protocol.supervisors);
  if (refused) return refused;
  const current = draft.commit();
  let outcome: Outcome | Refusal;
  if (input.kind === 'unmigrate') outcome = undoMigration(draft.editions, current, input, now);
  else if (!to) return refusal('not_mapped', { why: 'not_published', hash: input.to.$protocol });
  else outcome = migrate(machine, to, current, input, now);
  return isRefusal(outcome) ? outcome : { ...outcome, effects: [...effects, ...outcome.effects], took: [...took, ...outcome.took] };
}

function enteredBy({ editions }: Draft, input: GoingOver): Machine | undefined {
  if (input.kind === 'unmigrate') return editions(input.from);
  const { body, $protocol } = input.to;
  return body && load(body, $protocol);
}
