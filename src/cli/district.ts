import type { District } from '../kernel/index.ts';
import { districtInForce, type Ledger } from '../ledger/index.ts';
import type { Home } from '../temporal/index.ts';
import { checkFiles } from './check/check.ts';
import { gather } from './check/gather.ts';
import { theUnits } from './library.ts';

/** The district in force; before anything was published, that of the installation's folder. Undefined where there is neither. */
export async function districtOf(home: Home, ledger: Ledger): Promise<District | undefined> {
  const published = await districtInForce(ledger)();
  if (published) return published;
  const { library } = await checkFiles(gather(home, []).filter(({ kind }) => kind === 'units' || kind === 'roster'));
  const { units, rosters } = library;
  return units && { units, rosters };
}

/** The same where nothing can be done without it. */
export async function theDistrict(home: Home, ledger: Ledger): Promise<District> {
  return (await districtOf(home, ledger)) ?? { units: theUnits(home), rosters: [] };
}
