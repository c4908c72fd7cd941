import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { load, type Machine, type Units } from '../src/kernel/index.ts';
import {
  type Edition,
  kindOf,
  type LibraryText,
  type Order,
  type Problem,
  readLibrary as read,
  type Scenario,
} from '../src/language/index.ts';
import { canonicalJson, sha256 } from '../src/ledger/canonical.ts';

export const protocolsFolder = join(import.meta.dirname, '..', 'protocols');

/** Every file of the library. */
export function libraryTexts(): LibraryText[] {
  return readdirSync(protocolsFolder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => kindOf(path))
    .map((path) => ({ path, text: readFileSync(join(protocolsFolder, path), 'utf8') }));
}

export interface ShippedLibrary {
  /** The present editions, then all others in `editions`. */
  machines: Machine[];
  editions: Machine[];
  protocols: Map<string, Edition[]>;
  scenarios: Scenario[];
  orders: Order[];
  units: Units;
  problems: Problem[];
}

/** The protocols shipped with the project, with everything that was found wrong in them. */
export function readLibrary(): ShippedLibrary {
  const { protocols, units, ...library } = read(libraryTexts(), (path) => `protocols/${path}`);
  const machinesOf = (some: (editions: Edition[]) => Edition[]) =>
    [...protocols.values()].flatMap((editions) => some(editions).map(({ protocol }) => load(protocol, sha256(canonicalJson(protocol)))));
  return {
    ...library,
    protocols,
    units: units!,
    machines: machinesOf((editions) => editions.slice(0, 1)),
    editions: machinesOf((editions) => editions.slice(1)),
  };
}

/** Scenarios of one case under the present edition: what a single workflow of this library can play. */
export const alone =
  ({ machines }: Pick<ShippedLibrary, 'machines'>) =>
  ({ protocol, edition, steps }: Scenario): boolean =>
    machines.some(
      (machine) => machine.protocol.protocol === protocol && (edition ?? machine.protocol.edition) === machine.protocol.edition,
    ) && steps.every((step) => step.case === undefined && step.open === undefined);
