import { type Migration, type RawBuilder, sql } from 'kysely';
import type { KeyRing } from '../keys.ts';
import type { Store } from '../store.ts';
import { personsCasesProtocols } from './001-persons-cases-protocols.ts';
import { countsByIndex } from './002-counts-by-index.ts';
import { aKeyForEachPerson } from './003-a-key-for-each-person.ts';
import { auditStep } from './004-audit.ts';
import { exposuresFindingsReports } from './005-exposures-findings-reports.ts';
import { nights } from './006-nights.ts';
import { publicationsStep } from './007-publications.ts';
import { reportsOfCases } from './008-reports-of-cases.ts';
import { leads } from './009-leads.ts';
import { balancesStep } from './010-balances.ts';
import { toldByCases } from './011-told-by-cases.ts';
import { answers } from './012-answers.ts';
import { standingStep } from './013-standing.ts';
import { onePerson } from './014-one-person.ts';
import { refusedBefore } from './015-refused-before.ts';

/** The type of a column of text: in the order of its bytes on both engines. */
export type Words = 'text' | RawBuilder<string>;

/** The schema's history, oldest first, each step both ways. A step that has run anywhere is never edited. */
export function migrationsOf(engine: Store['engine'], keys: KeyRing): Record<string, Migration> {
  const words: Words = engine === 'postgres' ? sql`text collate "C"` : 'text';
  return {
    '001-persons-cases-protocols': personsCasesProtocols(words),
    '002-counts-by-index': countsByIndex,
    '003-a-key-for-each-person': aKeyForEachPerson(words, keys),
    '004-audit': auditStep(words, engine),
    '005-exposures-findings-reports': exposuresFindingsReports(words),
    '006-nights': nights(words),
    '007-publications': publicationsStep(words),
    '008-reports-of-cases': reportsOfCases(words),
    '009-leads': leads(words),
    '010-balances': balancesStep(words),
    '011-told-by-cases': toldByCases(words),
    '012-answers': answers(words),
    '013-standing': standingStep(words, engine),
    '014-one-person': onePerson(words),
    '015-refused-before': refusedBefore,
  };
}
