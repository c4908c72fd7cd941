import type { Client } from '@temporalio/client';
import { load, type MigrationMap, type MigrationPlan, planMigration, virtualAt } from '../../kernel/index.ts';
import { casesUnder, clock, forEachBounded, operator, wantedBesides } from '../../ledger/index.ts';
import { askCase } from '../../temporal/index.ts';
import { type Kept, kept } from '../../workflow/contract.ts';
import type { MigrationWork, Progress, Published } from './batches.ts';

const AT_ONCE = 16;

/** What would become of every running case of an edition, as each says that it stands; sorted by case. Nothing is written. */
export async function planEach(
  { client, ledger, units }: MigrationWork,
  { from, to, map }: { from: Published; to: Published; map: MigrationMap },
  progress: Progress,
): Promise<{ plans: MigrationPlan[]; silent: { case: string; why: string }[] }> {
  const machines = { from: load(from.protocol, from.hash), to: load(to.protocol, to.hash) };
  const cases = await casesUnder(ledger, from.hash);
  const setting = await clock(ledger);
  const plans: MigrationPlan[] = [];
  const silent: { case: string; why: string }[] = [];
  await forEachBounded(cases, AT_ONCE, async (id) => {
    const file = await standing(client, id, silent);
    if (!file) return;
    const besides = await wantedBesides(ledger, file, to.protocol, units);
    const migration = { map, by: operator, reason: 'dry run', ...besides };
    plans.push(planMigration(machines.from, machines.to, file, migration, virtualAt(setting, Date.now())));
    progress(plans.length, cases.length);
  });
  return { plans: plans.sort((a, b) => a.case.localeCompare(b.case)), silent };
}

async function standing(client: Client, id: string, silent: { case: string; why: string }[]) {
  try {
    return (await askCase<Kept>(client, id, kept)).carried.case;
  } catch (error) {
    silent.push({ case: id, why: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}
