import { settle } from './arms.ts';
import type { Draft } from './draft.ts';
import type { Input } from './input.ts';
import { saidAnew } from './migration/record.ts';
import { misfitOf } from './payload.ts';
import type { Instant } from './protocol.ts';
import type { Entry } from './record.ts';
import type { Refusal } from './refusal.ts';
import { compareWithReplay } from './replaying.ts';
import { reopen, retime } from './slots.ts';
import { refusal, saidBefore } from './validate.ts';

/** Both versions are kept; facts and deadlines follow; nothing that fired is undone. */
export function correct(draft: Draft, input: Extract<Input, { kind: 'correct' | 'withdraw' }>, now: Instant): Refusal | undefined {
  const { by, reason } = input;
  const after = draft.case.archive?.seq;
  if (after !== undefined && input.entry > 0 && input.entry <= after) return refusal('archived', { entry: input.entry, after });
  const entry = draft.case.record.find(({ id }) => id === input.entry);
  if (!entry || entry.withdrawn) return refusal('unknown_entry', { entry: input.entry });
  const rule = draft.machine.protocol.events[entry.event];
  if (!rule) return refusal('unknown_event', { event: entry.event });
  const allowed = new Set([...rule.by, entry.by.role, ...(draft.machine.protocol.supervisors ?? [])]);
  if (!allowed.has(by.role)) return refusal('wrong_role', { event: entry.event, role: by.role, roles: [...allowed].join(', ') });
  if (reason.trim() === '') return refusal('reason_needed', { event: entry.event });
  const at = (input.kind === 'correct' ? input.at : undefined) ?? entry.at;
  if (at > now) return refusal('in_the_future', { event: entry.event });
  const data = input.kind === 'correct' ? { ...entry.data, ...input.data } : entry.data;
  const misfit = misfitOf(data, rule.data);
  if (misfit) return refusal('bad_data', { event: entry.event, ...misfit });
  const same = input.kind === 'correct' ? saidBefore(draft, rule, { at, data }, entry) : undefined;
  if (same) return refusal('said_before', { event: entry.event, entry: same.id });
  draft.begin(now);
  const former = [...(entry.former ?? []), { at: entry.at, data: entry.data, by, reason, corrected: now }];
  const corrected: Entry = { ...entry, at, data, former, ...(input.kind === 'withdraw' && { withdrawn: true as const }) };
  const next = input.kind === 'correct' ? saidAnew(corrected, input.data ?? {}) : corrected;
  draft.write(next, entry);
  draft.note({ note: 'corrected', entry: next, reason, by });
  if (input.kind === 'withdraw') reopen(draft, entry);
  retime(draft);
  settle(draft);
  compareWithReplay(draft);
  return undefined;
}
