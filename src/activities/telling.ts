import { type Asked, askedFor, type District, type Effect } from '../kernel/index.ts';
import { type Finding, type Ledger, openFinding, tell } from '../ledger/index.ts';
import type { Delivery } from '../workflow/contract.ts';

/** In whose name the house finds something by itself. */
const watch = { role: 'ledger', place: 'house' };

/**
 * Tells roles as they are held, and whoever is on duty there, at the effect's instant. Somebody who was to be told and is not there is no
 * silence: it is a finding against the unit, and where nobody holds the role attention on the case.
 */
export async function tellRoles(
  ledger: Ledger,
  district: District,
  caseId: string,
  { seq, index, roles, place, about, at }: Extract<Effect, { kind: 'tell' }>,
): Promise<Delivery | undefined> {
  const asked = [...new Set(roles)].map((role) => askedFor(district, role, place, at));
  const told = asked.map(({ role, unit = null, duty }) => ({ role, unit, ...(duty && { duty: duty.on }) }));
  await tell(ledger, { key: `${caseId}:${seq}:${index}`, caseId, roles: told, place, about, at });
  for (const each of asked) {
    const finding = absenceOf(each, place);
    if (finding) await openFinding(ledger, { ...finding, case: caseId }, watch);
  }
  const vacant = asked.filter(({ unit }) => unit === undefined).map(({ role }) => role);
  return vacant.length > 0 ? { failed: { detail: { says: 'vacant', roles: vacant, place }, at, roles: vacant } } : undefined;
}

function absenceOf({ role, unit, duty }: Asked, place: string): Finding | undefined {
  if (unit === undefined) return { matter: `role_vacant ${role} ${place}`, kind: 'role_vacant', unit: place, detail: { role } };
  if (duty?.on.length !== 0) return undefined;
  const { roster, from } = duty;
  return { matter: `nobody_on_duty ${roster} ${from}`, kind: 'nobody_on_duty', unit, detail: { role, roster } };
}
