/** The language: how a protocol is written. Text in, compiled protocol and problems out. */

export { type Code, explain } from './codes/index.ts';
export type { Context } from './compilation.ts';
export type { Problem } from './problem.ts';
export { readLadders, readProtocol } from './protocol.ts';
export { renderProblem } from './render.ts';
export { type Expect, readScenarios, type Scenario, type ScenarioStep } from './scenario.ts';
export { laddersSchema, protocolSchema } from './schema.ts';
export { readUnits, unitsSchema } from './units.ts';
