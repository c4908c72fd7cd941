/** The house: one supervisor with its children, and the drill that runs in it. */
export { setEveryClock } from './clock.ts';
export { type Departure, departuresOf } from './drill/compare.ts';
export type { Done } from './drill/desk.ts';
export { Drill, type DrillEvents, type DrillOptions, type Phase } from './drill/drill.ts';
export {
  drillHome,
  forgetDrill,
  keepSetup,
  keptProgress,
  keptSetup,
  makeWish,
  type Progress,
  type Setup,
  type Wish,
} from './drill/keeping.ts';
export { Obstacle } from './drill/obstacle.ts';
export { mostLag } from './drill/pace.ts';
export { type Cast, castOf } from './drill/people.ts';
export { fromHistories, type Summary, summaryOf } from './drill/summary.ts';
export type { News, Seen } from './drill/watch.ts';
export { type Child, House, type HouseOptions, type Said } from './house.ts';
export type { MigrationTotals, MigrationWork, Published } from './migration/batches.ts';
export { planEach } from './migration/dry-run.ts';
export { type MigrationOrder, runMigration } from './migration/run.ts';
export { undoMigration } from './migration/undo.ts';
