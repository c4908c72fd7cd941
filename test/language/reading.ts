import {
  kindOf,
  outlineOf,
  type Problem,
  readCalendar,
  readProtocol,
  readRoster,
  readScenarios,
  readUnits,
} from '../../src/language/index.ts';
import { libraryTexts, readLibrary } from '../library.ts';

const library = readLibrary();
const present = [...library.protocols.values()].map(([first]) => first!);
const texts = libraryTexts();
const calendars = Object.fromEntries(
  texts
    .filter(({ path }) => kindOf(path) === 'calendar')
    .map(({ path, text }) => {
      const { name, workdays } = readCalendar(text, path);
      return [name!, workdays!];
    }),
);
const context = {
  units: library.units,
  calendars,
  protocols: Object.fromEntries(present.map(({ protocol }) => [protocol.protocol, outlineOf(protocol)])),
  isPlayed: () => true,
};
const told = {
  units: library.units,
  protocols: new Map([...library.protocols].map(([name, editions]) => [name, editions.map(({ protocol }) => protocol)])),
  orders: library.orders.map(({ id }) => id),
};
export type ReadKind = 'protocol' | 'scenarios' | 'units' | 'roster' | 'calendar';

/** What is wrong with a file of the library, against all others as they are. */
export const readers: Record<ReadKind, (text: string, path: string) => Problem[]> = {
  protocol: (text, path) => readProtocol(text, path, context).problems,
  scenarios: (text, path) => readScenarios(text, path, told).problems,
  units: (text, path) => readUnits(text, path).problems,
  roster: (text, path) => readRoster(text, path, { units: library.units }).problems,
  calendar: (text, path) => readCalendar(text, path).problems,
};

/** The files of the library that have such a reader. */
export const files = texts.flatMap(({ path, text }) => {
  const kind = kindOf(path);
  return kind && Object.hasOwn(readers, kind) ? [{ kind: kind as ReadKind, path, text }] : [];
});
