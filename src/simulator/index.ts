/** The simulator: what would happen, in virtual time. */
export type { Difference } from './agree.ts';
export { civilOf, scenarioInstant } from './civil.ts';
export { editionKey, type Shown, shownBy } from './coverage.ts';
export { countsOf, coverageOf, type FileCoverage, type Proof, type Proved, percent, unproved } from './coverage-report.ts';
export { furtherOf, inputOf, openingOf, subjectCase } from './input.ts';
export { type Mutant, mutantsOf } from './mutants/index.ts';
export { tryMutants, type Verdict, type Witness } from './mutation.ts';
export { castOf, type Failure, type Look, type Played, playScenario } from './play.ts';
export { type Body, bodyOf } from './population/body.ts';
export { type Draw, draw } from './population/chance.ts';
export { bodiesOf, type Exercise, type Participant, playExercise, registrar, reportsOf } from './population/exercise.ts';
export type { Report } from './population/forms.ts';
export { registerColumns, syntheticRegister } from './population/register.ts';
export { type Deed, deedsOf, type Situation, type Staff } from './population/staff.ts';
export { courseOf, isEscalation, isLapsed, isRefused, partingOf } from './population/tally.ts';
export { promises, type Rule, type RuleKind, ruleKinds, rulesOf } from './rules.ts';
export { type Happened, type Traced, World } from './world.ts';
