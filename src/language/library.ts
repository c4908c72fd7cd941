import type { LadderStep, Protocol, Roster, Units } from '../kernel/index.ts';
import { readCalendar } from './calendar.ts';
import type { Context } from './compilation.ts';
import { Memory } from './memory.ts';
import { readMigrationAmong } from './migration/read.ts';
import { type Order, readOrders } from './orders.ts';
import { withEndings } from './outline.ts';
import type { Population } from './population/population.ts';
import { readPopulation } from './population/read.ts';
import type { Problem } from './problem.ts';
import { draftProtocol, readLadders } from './protocol.ts';
import { readRoster } from './roster.ts';
import type { ScenarioContext } from './scenario/check.ts';
import { readScenarios } from './scenario/read.ts';
import type { Scenario } from './scenario/scenario.ts';
import { readSurvivors, type Survivor } from './survivors.ts';
import { readUnits } from './units/read.ts';

/** A file of the folder of protocols: its path from there, with `/`. */
export interface LibraryText {
  path: string;
  text: string;
  /** What kind of file it is where its path does not say so. */
  kind?: LibraryKind | undefined;
}

/** One edition of a protocol, with the file it was read from. */
export interface Edition {
  protocol: Protocol;
  path: string;
  text: string;
}

/** Everything in a folder of protocols, read and checked against one another. */
export interface Library {
  units?: Units;
  rosters: Roster[];
  orders: Order[];
  /** Every edition of a protocol by its name, the present one (`protocol.yaml`) first. */
  protocols: Map<string, Edition[]>;
  scenarios: Scenario[];
  /** Accepted survivors by the folder of their protocol. */
  survivors: Map<string, Survivor[]>;
  populations: Population[];
  /** Names of protocols with mistakes. */
  unread: string[];
  problems: Problem[];
}

export type LibraryKind =
  | 'units'
  | 'roster'
  | 'calendar'
  | 'ladders'
  | 'orders'
  | 'protocol'
  | 'scenarios'
  | 'survivors'
  | 'population'
  | 'migration';

/** What kind of file a path is: protocols lie in a folder each, with their editions and scenarios beside them. */
export function kindOf(path: string): LibraryKind | undefined {
  if (/^units\/[^/]+\.yaml$/.test(path)) return 'units';
  if (/^rosters\/[^/]+\.yaml$/.test(path)) return 'roster';
  if (/^calendars\/[^/]+\.yaml$/.test(path)) return 'calendar';
  if (/^populations\/[^/]+\.yaml$/.test(path)) return 'population';
  if (path === 'ladders.yaml') return 'ladders';
  if (path === 'orders.yaml') return 'orders';
  if (/^[^/]+\/(protocol|edition-[^/]+)\.yaml$/.test(path)) return 'protocol';
  if (/^[^/]+\/scenarios(-[^/]+)?\.yaml$/.test(path)) return 'scenarios';
  if (/^[^/]+\/survivors\.yaml$/.test(path)) return 'survivors';
  if (/^[^/]+\/migration(-[^/]+)?\.yaml$/.test(path)) return 'migration';
  return undefined;
}

/**
 * Reads a folder of protocols. `named` makes of a path what problems and scenarios call their file; with the `memory` of an earlier
 * reading only what has changed is read again, and what was read against it.
 */
export function readLibrary(
  texts: readonly LibraryText[],
  named: (path: string) => string = (path) => path,
  memory = new Memory(),
): Library {
  const problems: Problem[] = [];
  // protocol.yaml before the editions beside it.
  const sorted = texts.map((text) => ({ ...text, kind: text.kind ?? kindOf(text.path), order: order(text.path) }));
  sorted.sort((a, b) => (a.order < b.order ? -1 : 1));
  const of = (kind: LibraryKind) => sorted.filter((text) => text.kind === kind);
  const note = <T extends { problems: Problem[] }>(read: T): T => {
    problems.push(...read.problems);
    return read;
  };
  /** Reads one file against what else there is. */
  const read = <T>({ path, text }: LibraryText, against: readonly unknown[], how: (text: string, file: string) => T): T =>
    memory.made(path, [text, ...against], () => how(text, named(path)));
  const [unitsText] = of('units');
  const units = unitsText && note(read(unitsText, [], readUnits)).units;
  const withUnits = units ? { units } : {};
  const others = of('roster').flatMap(({ path, text }) => memory.made(`${path} alone`, [text], () => readRoster(text, path)).roster ?? []);
  const rosters = of('roster').flatMap(
    (each) => note(read(each, [units, ...others], (text, file) => readRoster(text, file, { ...withUnits, others }))).roster ?? [],
  );
  const orders = of('orders').flatMap((each) => note(read(each, [], readOrders)).orders);
  let ladders: Record<string, LadderStep[]> | undefined;
  for (const each of of('ladders')) ladders = note(read(each, [units], (text, file) => readLadders(text, file, withUnits))).ladders;
  const calendars: NonNullable<Context['calendars']> = {};
  for (const each of of('calendar')) {
    const { name, workdays } = note(read(each, [], readCalendar));
    if (name !== undefined && workdays) calendars[name] = workdays;
  }
  const stories = of('scenarios');
  const isPlayed = (name: string) => stories.some(({ text }) => new RegExp(`^ *(protocol|规程): *["']?${name}["']?\\s*$`, 'm').test(text));
  const context: Context = { calendars, ...(ladders && { ladders }), ...withUnits, ...(stories.length > 0 && { isPlayed }) };
  const drafts = of('protocol').map((each) => {
    const played =
      stories.length > 0 &&
      stories
        .filter(({ text }) => text.includes(folderOf(each.path)))
        .map(({ path }) => path)
        .join();
    const draft = read(each, [units, ladders, played, ...Object.values(calendars)], (text, file) => draftProtocol(text, file, context));
    // A draft that says the same to others as before is none of their business.
    const outline = memory.made(`${each.path} outline`, [JSON.stringify(draft.outline)], () => draft.outline);
    return { ...each, draft, outline };
  });
  const outlines: NonNullable<Context['protocols']> = {};
  // Of several editions the present one, which comes first; how cases ended under the others is known as well.
  for (const { path, draft, outline } of drafts) {
    const { name } = draft;
    if (name === undefined) continue;
    const present = Object.hasOwn(outlines, name) ? outlines[name]! : undefined;
    outlines[name] = present ? memory.made(`${path} endings`, [present, outline], () => withEndings(present, outline)) : outline;
  }
  const protocols: Library['protocols'] = new Map();
  const unread: string[] = [];
  for (const { path, text, draft } of drafts) {
    const known = Object.entries(outlines).flat();
    const { protocol } = note(memory.made(`${path} against others`, [draft, ...known], () => draft.against(outlines)));
    if (protocol) protocols.set(protocol.protocol, [...(protocols.get(protocol.protocol) ?? []), { protocol, path, text }]);
    else unread.push(draft.name ?? folderOf(path));
  }
  const editions = [...protocols.values()].map((list) => list.map(({ protocol }) => protocol));
  const known: ScenarioContext = {
    protocols: new Map([...protocols.keys()].map((name, n) => [name, editions[n]!])),
    ...withUnits,
    // A library without a list of orders may tag its scenarios as it likes.
    ...(of('orders').length > 0 && { orders: orders.map(({ id }) => id) }),
  };
  // What names a protocol with mistakes is not held against it: they are not its own.
  const namesUnread = (text: string) => unread.some((name) => text.includes(name));
  for (const each of of('migration'))
    if (!namesUnread(each.text)) note(read(each, editions.flat(), (text, file) => readMigrationAmong(text, file, editions.flat())));
  const scenarios = of('scenarios').flatMap((each) => {
    const against = namesUnread(each.text)
      ? []
      : // Whatever a scenario plays under it names.
        [
          units,
          orders.map(({ id }) => id).join(),
          [...protocols.keys()].join(),
          ...editions.filter(([first]) => each.text.includes(first!.protocol)).flat(),
        ];
    const how = (text: string, file: string) => readScenarios(text, file, ...(against.length > 0 ? [known] : []));
    const opens = ({ protocol, steps }: Scenario) => [protocol, ...steps.flatMap(({ open }) => open?.protocol ?? [])];
    return note(read(each, against, how)).scenarios.filter((scenario) => !opens(scenario).some((name) => unread.includes(name)));
  });
  const survivors = new Map(of('survivors').map((each) => [folderOf(each.path), note(read(each, [], readSurvivors)).survivors]));
  const present = editions.map(([first]) => first!);
  const populations = of('population').flatMap((each) => {
    const livesUnder = unread.length > 0 ? [] : present;
    const population = read(each, [units, ...livesUnder], (text, file) =>
      readPopulation(text, file, { ...withUnits, protocols: livesUnder }),
    );
    return note(population).population ?? [];
  });
  return { ...withUnits, rosters, orders, protocols, scenarios, survivors, populations, unread, problems };
}

/** The folder of a protocol's file. */
export const folderOf = (path: string): string => path.split('/')[0]!;

const order = (path: string) => path.replace(/protocol\.yaml$/, '');
