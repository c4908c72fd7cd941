import type { Opening } from '../kernel/input.ts';
import type { Protocol } from '../kernel/protocol.ts';
import type { Units } from '../kernel/units.ts';
import { unitValuesOf } from '../kernel/values.ts';
import { endedCasesOf } from './cases.ts';
import type { Ledger } from './open.ts';

/**
 * An opening with what its protocol wants to know besides. Whoever opens a case (a person, a register, a lead, another case) starts it
 * with this.
 */
export async function completeOpening(ledger: Ledger, opening: Opening, protocol: Protocol, units: Units): Promise<Opening> {
  return { ...opening, ...(await wantedBesides(ledger, opening, protocol, units)) };
}

/** What a protocol wants to know of a case besides its facts: the values of its unit and, where it asks, the ended cases of the subject. */
export async function wantedBesides(
  ledger: Ledger,
  { subject, place }: Pick<Opening, 'subject' | 'place'>,
  protocol: Protocol,
  units: Units,
): Promise<Pick<Opening, 'values' | 'earlier'>> {
  const values = unitValuesOf(protocol, units, place);
  return {
    ...(Object.keys(values).length > 0 && { values }),
    ...(protocol.wantsEarlier && { earlier: await endedCasesOf(ledger, subject, protocol.protocol) }),
  };
}
