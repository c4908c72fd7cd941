/** The kernel: what a protocol means. Pure; time and ids come from outside. */
export { type Answered, MOST_REMEMBERED, REMEMBERED_FOR, remembered } from './answers.ts';
export { archive } from './archive/archive.ts';
export type * from './attention.ts';
export { become } from './becoming.ts';
export { bytesOf, bytesSaid, HEAVY_BYTES, isTooLarge, refuseFull, refuseSize } from './bounds.ts';
export type * from './case.ts';
export { askXState, type Configuration, chartOf, take } from './chart.ts';
export { type Clock, realAt, realTime, virtualAt } from './clock.ts';
export { byId, type Detail, detailText, isSameDetail, type Named, type Told } from './detail.ts';
export { type Asked, askedFor, type District } from './district.ts';
export { compareEditions, type Dated, editionAt } from './edition.ts';
export type * from './effect.ts';
export {
  type Checked,
  type Condition,
  certain,
  check,
  type ExpressionProblem,
  isNamed,
  type Logic,
  logicOf,
  nearest,
  type Reads,
  type Respelled,
  respell,
  type Scope,
  tellingValues,
  typeOfField,
} from './expression.ts';
export type * from './input.ts';
export { advance, advanceBefore, apply, classOf, flag, open } from './kernel.ts';
export { activeOf, type Editions, forget, load, type Machine, scopeOf, stagesOf, variant } from './machine.ts';
export { isNews } from './merging.ts';
export type { Held } from './migration/held.ts';
export type { DueChoice, MigrationMap, StateMap, TaskMap, Unmapped } from './migration/map.ts';
export { pair, targetOf } from './migration/pairing.ts';
export { type MigrationPlan, type PlannedDeadline, planMigration } from './migration/plan.ts';
export { builtinOutcomes } from './overrides.ts';
export { itemsIn, misfitOf } from './payload.ts';
export { type CaseRow, type Projection, projectionOf } from './projection.ts';
export type * from './protocol.ts';
export type * from './record.ts';
export type * from './refusal.ts';
export { bodyOf } from './resolving.ts';
export { type Away, onDuty, type Roster, type Shift, shiftAt } from './roster.ts';
export type * from './slot.ts';
export * from './time.ts';
export { type Answers, feetOf, holderOf, homeOf, inTree, type Role, seatedAt, servedBy, type Unit, type Units, wayUp } from './units.ts';
export { isRefusal } from './validate.ts';
export { unitValuesOf, varies, withUnitValues } from './values.ts';
export { type CaseView, deadlinesOf, viewCase } from './view.ts';
export { refusalText } from './words.ts';
