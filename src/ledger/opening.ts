import type { Effect } from '../kernel/effect.ts';
import type { Opening } from '../kernel/input.ts';
import type { Protocol } from '../kernel/protocol.ts';
import type { Units } from '../kernel/units.ts';
import { unitValuesOf } from '../kernel/values.ts';
import { canonicalJson } from './canonical.ts';
import { endedCasesOf } from './cases.ts';
import type { Ledger } from './open.ts';
import { idsOf } from './persons/same.ts';
import type { Wanted } from './reservation.ts';

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

/**
 * The case of a subject that has this opening in its record already, told by case `from` at instant `at`, whether it still runs or not: who
 * asks for it again has been answered.
 */
export async function openingHeard(
  ledger: Ledger,
  wanted: Wanted,
  { from, at }: { from: string; at: number },
): Promise<string | undefined> {
  const { subject, family, opening } = wanted;
  const told = await ledger.db
    .selectFrom('cases as c')
    .innerJoin('case_links as l', 'l.case_id', 'c.id')
    .innerJoin('timeline as t', (join) =>
      join.onRef('t.case_id', '=', 'l.case_id').onRef('t.seq', '=', 'l.seq').onRef('t.line', '=', 'l.line'),
    )
    .select(['c.id', 't.effect'])
    .where('c.subject', 'in', idsOf(subject))
    .where((e) => e.or([e('c.family', '=', family), e('c.protocol', '=', family)]))
    .where('l.name', '=', 'opened')
    .where('l.linked', '=', from)
    .orderBy('c.id')
    .execute();
  const data = canonicalJson(opening);
  const isSame = (effect: Effect) =>
    effect.kind === 'record' &&
    effect.note.note === 'event' &&
    effect.note.entry.at === at &&
    canonicalJson(effect.note.entry.data) === data;
  return told.find(({ effect }) => isSame(JSON.parse(effect)))?.id;
}
