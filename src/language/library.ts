import type { LadderStep, Protocol, Roster, Units } from '../kernel/index.ts';
import { readCalendar } from './calendar.ts';
import type { Context } from './compilation.ts';
import { type Order, readOrders } from './orders.ts';
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
  problems: Problem[];
}

/** What kind of file a path is: protocols lie in a folder each, with their editions and scenarios beside them. */
export function kindOf(
  path: string,
): 'units' | 'roster' | 'calendar' | 'ladders' | 'orders' | 'protocol' | 'scenarios' | 'survivors' | undefined {
  if (/^units\/[^/]+\.yaml$/.test(path)) return 'units';
  if (/^rosters\/[^/]+\.yaml$/.test(path)) return 'roster';
  if (/^calendars\/[^/]+\.yaml$/.test(path)) return 'calendar';
  if (path === 'ladders.yaml') return 'ladders';
  if (path === 'orders.yaml') return 'orders';
  if (/^[^/]+\/(protocol|edition-[^/]+)\.yaml$/.test(path)) return 'protocol';
  if (/^[^/]+\/scenarios(-[^/]+)?\.yaml$/.test(path)) return 'scenarios';
  if (/^[^/]+\/survivors\.yaml$/.test(path)) return 'survivors';
  return undefined;
}

/** Reads a folder of protocols. `named` makes of a path what problems and scenarios call their file. */
export function readLibrary(texts: readonly LibraryText[], named: (path: string) => string = (path) => path): Library {
  const problems: Problem[] = [];
  const of = (kind: ReturnType<typeof kindOf>) =>
    // protocol.yaml before the editions beside it.
    texts.filter(({ path }) => kindOf(path) === kind).toSorted((a, b) => (order(a.path) < order(b.path) ? -1 : 1));
  const note = <T extends { problems: Problem[] }>(read: T): T => {
    problems.push(...read.problems);
    return read;
  };
  const [unitsText] = of('units');
  const units = unitsText && note(readUnits(unitsText.text, named(unitsText.path))).units;
  const rosters = rostersIn(of('roster'), units, note, named);
  const orders = of('orders').flatMap(({ path, text }) => note(readOrders(text, named(path))).orders);
  let ladders: Record<string, LadderStep[]> | undefined;
  for (const { path, text } of of('ladders')) ladders = note(readLadders(text, named(path), units ? { units } : {})).ladders;
  const calendars: NonNullable<Context['calendars']> = {};
  for (const { path, text } of of('calendar')) {
    const { name, workdays } = note(readCalendar(text, named(path)));
    if (name !== undefined && workdays) calendars[name] = workdays;
  }
  const shared: Context = { calendars, ...(ladders && { ladders }) };
  const context: Context = { ...shared, ...(units && { units }) };
  const drafts = of('protocol').map(({ path, text }) => ({ path, text, draft: draftProtocol(text, named(path), context) }));
  const outlines: NonNullable<Context['protocols']> = {};
  // Of several editions the present one, which comes first.
  for (const { draft } of drafts)
    if (draft.name !== undefined && !Object.hasOwn(outlines, draft.name)) outlines[draft.name] = draft.outline;
  const protocols: Library['protocols'] = new Map();
  for (const { path, text, draft } of drafts) {
    const { protocol } = note(draft.against(outlines));
    if (protocol) protocols.set(protocol.protocol, [...(protocols.get(protocol.protocol) ?? []), { protocol, path, text }]);
  }
  const known: ScenarioContext = {
    protocols: new Map([...protocols].map(([name, editions]) => [name, editions.map(({ protocol }) => protocol)])),
    ...(units && { units }),
    // A library without a list of orders may tag its scenarios as it likes.
    ...(of('orders').length > 0 && { orders: orders.map(({ id }) => id) }),
  };
  const scenarios = of('scenarios').flatMap(({ path, text }) => note(readScenarios(text, named(path), known)).scenarios);
  const survivors = new Map(of('survivors').map(({ path, text }) => [folderOf(path), note(readSurvivors(text, named(path))).survivors]));
  return { ...(units && { units }), rosters, orders, protocols, scenarios, survivors, problems };
}

/** Rosters are checked against one another, so all are read before. */
export function rostersIn(
  texts: readonly LibraryText[],
  units: Units | undefined,
  note: (read: ReturnType<typeof readRoster>) => ReturnType<typeof readRoster>,
  named: (path: string) => string = (path) => path,
): Roster[] {
  const others = texts.flatMap(({ path, text }) => readRoster(text, path).roster ?? []);
  return texts.flatMap(({ path, text }) => note(readRoster(text, named(path), { ...(units && { units }), others })).roster ?? []);
}

/** The folder of a protocol's file. */
export const folderOf = (path: string): string => path.split('/')[0]!;

const order = (path: string) => path.replace(/protocol\.yaml$/, '');
