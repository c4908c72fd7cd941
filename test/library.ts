import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, type Machine, type Units } from '../src/kernel/index.ts';
import { type Context, type Problem, readProtocol, readScenarios, readUnits, type Scenario } from '../src/language/index.ts';

export const protocolsFolder = join(import.meta.dirname, '..', 'protocols');

/** The protocols shipped with the project, with everything that was found wrong in them. */
export function readLibrary(): { machines: Machine[]; scenarios: Scenario[]; units: Units; problems: Problem[] } {
  const unitsFile = join(protocolsFolder, 'units', 'qinzhou.yaml');
  const { units, problems } = readUnits(readFileSync(unitsFile, 'utf8'), unitsFile);
  const names = readdirSync(protocolsFolder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !['units', 'mappings'].includes(entry.name),
  );
  const text = (name: string, file: string) => readFileSync(join(protocolsFolder, name, file), 'utf8');
  const required: NonNullable<Context['protocols']> = {};
  for (const { name } of names) {
    const { protocol } = readProtocol(text(name, 'protocol.yaml'), name);
    const opened = Object.entries(protocol?.events.opened?.data ?? {});
    required[name] = { required: opened.filter(([, field]) => field.required).map(([field]) => field) };
  }
  const machines: Machine[] = [];
  const scenarios: Scenario[] = [];
  for (const { name } of names) {
    const read = readProtocol(text(name, 'protocol.yaml'), `protocols/${name}/protocol.yaml`, {
      ...(units && { units }),
      protocols: required,
    });
    problems.push(...read.problems);
    if (read.protocol) machines.push(load(read.protocol, createHash('sha256').update(JSON.stringify(read.protocol)).digest('hex')));
    const told = readScenarios(text(name, 'scenarios.yaml'), `protocols/${name}/scenarios.yaml`);
    problems.push(...told.problems);
    scenarios.push(...told.scenarios);
  }
  return { machines, scenarios, units: units!, problems };
}
