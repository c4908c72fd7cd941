import { archiveUnder } from './archive/readable.ts';
import { start } from './beginning.ts';
import type { Case } from './case.ts';
import { Draft } from './draft.ts';
import type { Outcome } from './effect.ts';
import type { Machine } from './machine.ts';
import { misfitOf } from './payload.ts';
import type { Entry } from './record.ts';
import { ladderOf } from './slots.ts';

/**
 * The case goes on under another protocol at the same instant: card, links, holder, owed tasks and same-shaped events go along.
 * `from` is the machine it ran under.
 */
export function become(from: Machine, to: Machine, current: Case): Outcome {
  const shapeOf = (machine: Machine, event: string) => JSON.stringify(machine.protocol.events[event]?.data);
  const { becomes: _, migrations: __, held: ___, archive, ...rest } = current;
  const left = archive && archiveUnder(from, to, archive);
  const { protocol, hash } = to;
  const moved: Case = {
    ...rest,
    hash,
    protocol: protocol.protocol,
    edition: protocol.edition,
    since: { seq: current.seq + 1, at: current.now, holder: current.holder },
    status: 'running',
    at: [],
    history: {},
    entered: {},
    fired: {},
    overrides: [],
    ...(left && { archive: left.archive }),
    record: current.record.map((entry) =>
      entry.event === 'opened' || shapeOf(from, entry.event) !== shapeOf(to, entry.event) ? { ...entry, hidden: true as const } : entry,
    ),
  };
  const former = new Draft(from, current);
  moved.slots = current.slots.map((slot) => {
    const task = from.tasks.get(slot.rule)?.rule;
    if (!task || slot.carried) return slot;
    return { ...slot, carried: { task, ladder: [...ladderOf(former, slot)], event: from.protocol.events[slot.event]! } };
  });
  const data: Entry['data'] = {};
  for (const [field, shape] of Object.entries(protocol.events.opened!.data)) {
    const known = former.standing('opened').at(-1)?.data[field] ?? former.fact(field);
    if (known !== undefined && !misfitOf({ [field]: known as never }, { [field]: shape })) data[field] = known as never;
  }
  const draft = new Draft(to, moved);
  draft.begin(current.now);
  for (const event of left?.unread ?? []) draft.attend('bound', { says: 'older_entries', event });
  draft.settleAttention('unknown_protocol', { by: { role: 'case', place: current.place }, reason: to.hash.slice(0, 12) });
  const next = start(draft, {
    id: draft.case.seq,
    event: 'opened',
    at: current.now,
    recorded: current.now,
    by: { role: 'case', place: current.place },
    from: current.id,
    data,
  });
  return draft.finish(next);
}
