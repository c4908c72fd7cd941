import type { Projection } from '../../../src/kernel/index.ts';
import { type Contact, stageOf } from './contact.ts';

/** The rows that the ledger keeps of a contact, with the lines of his story that it does not have yet. */
export function projectionOf(contact: Contact, run: string, lines: Projection['lines']): Projection {
  const { id, seq, subject, place, status, outcome, state, holder, openedAt, endedAt, now, nextWake, attention } = contact;
  return {
    row: {
      id,
      run,
      seq,
      subject,
      place,
      hash: '',
      protocol: 'close-contact',
      edition: '2020-01-28',
      status,
      outcome: outcome ?? null,
      at: [state],
      stages: [stageOf[state]],
      holderPlace: holder.place,
      holderRole: holder.role ?? null,
      openedAt,
      endedAt: endedAt ?? null,
      now,
      nextWake,
      attention: attention.length,
    },
    slots: [...contact.closed, ...contact.slots],
    lines,
  };
}
