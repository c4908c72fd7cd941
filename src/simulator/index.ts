/** The simulator: what would happen, in virtual time. */
export type { Difference } from './agree.ts';
export { civilOf, scenarioInstant } from './civil.ts';
export { inputOf, openingOf, subjectCase } from './input.ts';
export { castOf, type Failure, type Look, type Played, playScenario } from './play.ts';
export { type Happened, type Traced, World } from './world.ts';
