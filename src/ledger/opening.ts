import type { Opening } from '../kernel/case.ts';
import type { Protocol } from '../kernel/protocol.ts';
import type { Units } from '../kernel/units.ts';
import { withUnitValues } from '../kernel/values.ts';
import { endedCasesOf } from './cases.ts';
import type { Ledger } from './open.ts';

/**
 * An opening with what its protocol wants to know besides: the values of its unit and, where it asks, the ended cases of the subject.
 * Whoever opens a case (a person, a register, a lead, another case) starts it with this.
 */
export async function completeOpening(ledger: Ledger, opening: Opening, protocol: Protocol, units: Units): Promise<Opening> {
  const known = withUnitValues(opening, protocol, units);
  return protocol.wantsEarlier ? { ...known, earlier: await endedCasesOf(ledger, opening.subject, protocol.protocol) } : known;
}
