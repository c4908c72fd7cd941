import { move, settle } from './arms.ts';
import type { Case } from './case.ts';
import type { Draft } from './draft.ts';
import type { Opening } from './input.ts';
import type { Machine } from './machine.ts';
import { runUntil } from './moments.ts';
import type { Instant } from './protocol.ts';
import type { Entry } from './record.ts';

/** A case before anything has happened to it. */
export function blank(machine: Machine, opening: Opening): Case {
  const { protocol, hash } = machine;
  const { id, subject, place, now } = opening;
  const holder = { place };
  return {
    format: 1,
    id,
    subject,
    place,
    hash,
    protocol: protocol.protocol,
    edition: protocol.edition,
    openedAt: now,
    since: { seq: 1, at: now, holder },
    now,
    seq: 0,
    record: [],
    at: [],
    history: {},
    entered: {},
    slots: [],
    closed: [],
    fired: {},
    holder,
    ...(opening.values && { unitValues: [{ from: 0, is: opening.values }] }),
    ...(opening.opener !== undefined && { opener: opening.opener }),
    ...(opening.follow && opening.opener !== undefined && { followers: [opening.opener] }),
    ...(opening.earlier && { earlier: opening.earlier }),
    links: [],
    sent: [],
    heard: opening.from !== undefined && opening.number !== undefined ? { [opening.from]: opening.number } : {},
    attention: [],
    status: 'running',
    nextWake: null,
  };
}

/** Enters the first configuration with `opened` in the record. */
export function start(draft: Draft, entry: Entry): Instant | null {
  draft.write(entry);
  draft.note({ note: 'event', entry });
  move(draft, draft.machine.chart.initial);
  settle(draft);
  return runUntil(draft, draft.case.now, true);
}
