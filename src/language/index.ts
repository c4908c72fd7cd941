/** The language: how a protocol is written. Text in, compiled protocol and problems out. */

export { calendarSchema, readCalendar } from './calendar.ts';
export { type Code, codes, type Explanation, explain } from './codes/index.ts';
export type { Context } from './compilation.ts';
export {
  type Change,
  type Comparison,
  compareProtocols,
  type DeadlineChange,
  type Fate,
  fates,
  type Impact,
  impacts,
} from './diff/index.ts';
export { edited, editsFor, mended } from './fixes.ts';
export { format } from './fmt/index.ts';
export { type Kind, kindOfText } from './kind.ts';
export { type Edition, folderOf, kindOf, type Library, type LibraryKind, type LibraryText, readLibrary } from './library.ts';
export { Memory } from './memory.ts';
export { type MigrationContext, readMigration } from './migration/read.ts';
export { migrationSchema } from './migration/shape.ts';
export { type Order, ordersSchema, readOrders } from './orders.ts';
export { type Outline, outlineOf } from './outline.ts';
export { chinesePhrase } from './phrase-words.ts';
export { pathsOf, placesIn, type Spot, spelledPath } from './places.ts';
export {
  type Answer,
  type BodySign,
  bodySigns,
  type Health,
  type Manner,
  type Population,
  type Register,
  type Sometimes,
  type Spread,
} from './population/population.ts';
export { type PopulationContext, readPopulation } from './population/read.ts';
export { populationSchema } from './population/shape.ts';
export type { Problem, Related } from './problem.ts';
export { readLadders, readProtocol } from './protocol.ts';
export { renderProblem } from './render.ts';
export { readRoster, rosterSchema } from './roster.ts';
export type { ScenarioContext } from './scenario/check.ts';
export { type Expect, type Expectation, expectations, type Named } from './scenario/expect.ts';
export { readScenarios } from './scenario/read.ts';
export { type Rewriting, rewrite } from './scenario/rewrite.ts';
export type { Place, Scenario, ScenarioOpening, ScenarioOverride, ScenarioStep } from './scenario/scenario.ts';
export { scenariosSchema } from './scenario/schema.ts';
export { laddersSchema, protocolSchema } from './schema.ts';
export { readSurvivors, type Survivor, survivorsSchema } from './survivors.ts';
export { unitsSchema } from './units/keys.ts';
export { readUnits } from './units/read.ts';
export { answered, moments } from './vocabulary.ts';
