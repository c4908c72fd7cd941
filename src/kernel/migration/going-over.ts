import type { Input, Outcome, Refusal } from '../case.ts';
import type { Draft } from '../draft.ts';
import { load } from '../machine.ts';
import type { Instant } from '../protocol.ts';
import { isRefusal, refusal } from '../validate.ts';
import { migrate } from './migrate.ts';
import { undoMigration } from './undo.ts';

export type GoingOver = Extract<Input, { kind: 'migrate' | 'unmigrate' }>;

/** To another edition or back, after what was due before. */
export function goOver(draft: Draft, input: GoingOver, now: Instant): Outcome | Refusal {
  const { effects, took, machine } = draft;
  const current = draft.commit();
  let outcome: Outcome | Refusal;
  if (input.kind === 'unmigrate') outcome = undoMigration(draft.editions, current, input, now);
  else if (!input.to.body) return refusal('not_mapped', { why: 'not_published', hash: input.to.$protocol });
  else outcome = migrate(machine, load(input.to.body, input.to.$protocol), current, input, now);
  return isRefusal(outcome) ? outcome : { ...outcome, effects: [...effects, ...outcome.effects], took: [...took, ...outcome.took] };
}
