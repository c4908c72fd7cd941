import { armsFor, follow, settle } from './arms.ts';
import type { Attention } from './attention.ts';
import type { Draft } from './draft.ts';
import type { Effect, EffectBody } from './effect.ts';
import type { Input } from './input.ts';
import { perform, refuseDecision, refuseOverride } from './overrides.ts';
import { send } from './performing.ts';
import type { Instant } from './protocol.ts';
import type { Refusal } from './refusal.ts';
import { retime } from './slots.ts';
import { refusal } from './validate.ts';

/**
 * Deals with what needs attention: it is let be, tried again, or the case is put into another state. Where a protocol names no
 * supervisors anybody may let it be.
 */
export function resolve(draft: Draft, input: Extract<Input, { kind: 'resolve' }>, now: Instant): Refusal | undefined {
  const { seq, retry, to } = input;
  const found = draft.case.attention.find((attention) => attention.seq === seq && !attention.resolved);
  if (!found) return refusal('unknown_attention', { entry: seq });
  const decides = draft.machine.protocol.supervisors !== undefined || retry || to !== undefined;
  const refused = decides ? refuseDecision(draft, input) : undefined;
  if (refused) return refused;
  const move = to === undefined ? undefined : { kind: 'move' as const, to };
  const impossible = move && refuseOverride(draft, move, now);
  if (impossible) return impossible;
  draft.begin(now);
  draft.resolve(found, input);
  if (move) {
    const { by, reason } = input;
    draft.case.overrides = [...(draft.case.overrides ?? []), { ...move, recorded: now, by, reason, seq: draft.case.seq }];
    perform(draft, { ...move, recorded: now, by, reason });
  } else if (retry) again(draft, found);
  return undefined;
}

/** What an effect asks for, without its place in the story. */
export function bodyOf({ seq: _, index: __, at: ___, ...body }: Effect): EffectBody {
  return body as EffectBody;
}

/** Asks the world again for what was not done, chooses the arms of the entry again, folds the facts anew. */
function again(draft: Draft, { undone = [], entry: id }: Attention): void {
  for (const effect of undone) {
    if (effect.kind === 'send') {
      const { to, event, data, estate } = effect;
      send(draft, to, { event, data, ...(estate && { estate }) });
    } else draft.emit({ ...effect });
  }
  draft.refold();
  const entry = id === undefined ? undefined : draft.case.record.find((known) => known.id === id && !known.withdrawn);
  if (entry && draft.case.status === 'running') {
    draft.present = entry.id;
    draft.data = draft.view(entry);
    follow(draft, armsFor(draft, entry), entry.event);
    draft.data = undefined;
    draft.present = undefined;
  }
  retime(draft);
  settle(draft);
}
