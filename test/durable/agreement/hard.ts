import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, type Machine } from '../../../src/kernel/index.ts';
import { readProtocol, readScenarios, type Scenario } from '../../../src/language/index.ts';
import { canonicalJson, sha256 } from '../../../src/ledger/canonical.ts';

const folder = join(import.meta.dirname, 'hard');
const text = (file: string) => readFileSync(join(folder, file), 'utf8');

/** Protocols and scenarios that no plan asks for: whatever could make two machines disagree, close together. */
export function readHard(): { machines: Machine[]; scenarios: Scenario[] } {
  const machines = ['course', 'sequel', 'companion', 'file'].map((name) => {
    const { protocol, problems } = readProtocol(text(`${name}.yaml`), `${name}.yaml`);
    if (!protocol) throw new Error(JSON.stringify(problems));
    return load(protocol, sha256(canonicalJson(protocol)));
  });
  const scenarios = ['scenarios.yaml', 'overrides.yaml'].flatMap((file) => {
    const { scenarios, problems } = readScenarios(text(file), file);
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
    return scenarios;
  });
  return { machines, scenarios };
}
