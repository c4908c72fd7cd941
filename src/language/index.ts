/** The language: how a protocol is written. Text in, compiled protocol and problems out. */
export type { Context } from './compilation.ts';
export type { Problem } from './problem.ts';
export { readProtocol } from './protocol.ts';
export { renderProblem } from './render.ts';
export { type Expect, readScenarios, type Scenario, type ScenarioStep } from './scenario.ts';
export { protocolSchema } from './schema.ts';
export { nearest } from './source.ts';
export { readUnits } from './units.ts';
