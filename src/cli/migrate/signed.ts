import type { Actor, Units } from '../../kernel/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import { officerFrom } from '../do/actor.ts';
import { checkPersons } from '../do/checks.ts';
import { exit, Stop } from '../terminal.ts';

/** Who moves cases or takes them back, and why: both stand in the story of every case. */
export interface Signing {
  as?: string;
  person?: string;
  because?: string;
}

/** Reads it; a Stop says what is missing. */
export async function signed(ledger: Ledger, units: Units, { as, person, because }: Signing): Promise<{ by: Actor; reason: string }> {
  if (as === undefined)
    throw new Stop(exit.usage, { zh: '请用 --as 角色@单位 写明由谁迁移', en: 'say with --as ROLE@UNIT who migrates the cases' });
  if (because === undefined || because.trim() === '')
    throw new Stop(exit.usage, {
      zh: '请用 --because 写明理由，它会记入每个个案',
      en: 'say why with --because: it stands in the story of every case',
    });
  const by = officerFrom(as, units, person);
  await checkPersons(ledger, {}, {}, person);
  return { by, reason: because };
}
