/** The simulator: what would happen, in virtual time. */
export { type Failure, inputOf, openingOf, playScenario, scenarioInstant, subjectCase } from './scenario.ts';
export { type Traced, World } from './world.ts';
