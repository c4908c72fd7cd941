import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Protocol, Roster, Units } from '../kernel/index.ts';
import {
  type Context,
  outlineOf,
  type Population,
  type Problem,
  readCalendar,
  readOrders,
  readPopulation,
  readProtocol,
  readRoster,
  readScenarios,
  readSurvivors,
  readUnits,
} from '../language/index.ts';
import type { Home } from '../temporal/index.ts';
import { exit, Stop } from './terminal.ts';

export interface Checked {
  file: string;
  text: string;
  problems: Problem[];
  protocol?: Protocol;
  units?: Units;
  roster?: Roster;
  population?: Population;
}

/** What files are checked against, with the protocols themselves. */
export interface Library extends Context {
  library: Protocol[];
  rosters: Roster[];
}

const unitsFile = (home: Home) => join(home.protocols, 'units', 'qinzhou.yaml');

/** The unit tree of the installation; undefined when it is not there or has mistakes. */
export function unitsOf(home: Home): Units | undefined {
  const file = unitsFile(home);
  return existsSync(file) ? readUnits(readFileSync(file, 'utf8'), file).units : undefined;
}

/** The same where nothing can be done without it. */
export function theUnits(home: Home): Units {
  const units = unitsOf(home);
  if (units) return units;
  const file = unitsFile(home);
  throw new Stop(exit.environment, {
    zh: `单位文件 ${file} 不存在或有错误：请执行 early check ${file}`,
    en: `the units in ${file} are missing or have mistakes: early check ${file} names them`,
  });
}

/** The units and the names of the protocols in the installation's folder: what a file is checked against. */
export function contextOf(home: Home): Library {
  const units = unitsOf(home);
  const protocols: NonNullable<Context['protocols']> = {};
  const library: Protocol[] = [];
  for (const file of protocolFiles(home)) {
    const { protocol } = readProtocol(readFileSync(file, 'utf8'), file);
    if (!protocol) continue;
    library.push(protocol);
    protocols[protocol.protocol] = outlineOf(protocol);
  }
  return { ...(units && { units }), protocols, library, calendars: calendarsOf(home), rosters: rostersOf(home, units) };
}

/** The duty rosters of the folder that can be read. */
function rostersOf(home: Home, units: Units | undefined): Roster[] {
  const folder = join(home.protocols, 'rosters');
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];
  return files.flatMap((name) => readRoster(readFileSync(join(folder, name), 'utf8'), name, units ? { units } : {}).roster ?? []);
}

function calendarsOf(home: Home): NonNullable<Context['calendars']> {
  const folder = join(home.protocols, 'calendars');
  const calendars: NonNullable<Context['calendars']> = {};
  for (const file of existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : []) {
    const { name, workdays } = readCalendar(readFileSync(join(folder, file), 'utf8'), file);
    if (name !== undefined && workdays) calendars[name] = workdays;
  }
  return calendars;
}

/** Every protocol of the folder. */
export function protocolFiles(home: Home): string[] {
  if (!existsSync(home.protocols)) return [];
  return readdirSync(home.protocols, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(home.protocols, entry.name, 'protocol.yaml'))
    .filter((file) => existsSync(file));
}

/** Checks one file by what it is: units, scenarios, a population, or a protocol. Throws when it cannot be read at all. */
export function checkFile(file: string, context: Library): Checked {
  const bytes = readFileSync(file);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  if (/^["']?(roster|值班表)["']? *:/m.test(text))
    return { file, text, ...readRoster(text, file, { ...(context.units && { units: context.units }), others: context.rosters }) };
  if (/^units:/m.test(text)) return { file, text, ...readUnits(text, file) };
  if (/^(calendar|日历):/m.test(text) && !/^(protocol|规程):/m.test(text))
    return { file, text, problems: readCalendar(text, file).problems };
  if (/^- (scenario|情景):/m.test(text)) return { file, text, problems: readScenarios(text, file).problems };
  if (/^- (survivor|幸存):/m.test(text)) return { file, text, problems: readSurvivors(text, file).problems };
  if (/^- (order|要求):/m.test(text)) return { file, text, problems: readOrders(text, file).problems };
  if (/^population:/m.test(text))
    return { file, text, ...readPopulation(text, file, { ...(context.units && { units: context.units }), protocols: context.library }) };
  const own = /^protocol:\s*["']?([\w-]+)/m.exec(text)?.[1];
  const protocols =
    own && context.protocols ? { ...context.protocols, [own]: context.protocols[own] ?? { required: [] } } : context.protocols;
  return { file, text, ...readProtocol(text, file, { ...context, ...(protocols && { protocols }) }) };
}
