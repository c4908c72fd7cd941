/**
 * The one adapter of CEL: expressions over the record, with civil dates and instants of their own types, absence as a value, and no clock.
 * The language checks with it at author time, the kernel evaluates with it; both see the same rules.
 */

export { GuardError } from './expression/absence.ts';
export type { ChildView, EarlierView, Self, SlotView } from './expression/around.ts';
export { check } from './expression/check.ts';
export { type Compiled, compile } from './expression/compile.ts';
export { type Condition, tellingValues } from './expression/condition.ts';
export { type EntryView, viewOf } from './expression/entries.ts';
export { certain, type Logic, logicOf } from './expression/logic.ts';
export { nearest } from './expression/nearest.ts';
export { isNamed } from './expression/reading.ts';
export type { Checked, ExpressionProblem, Names, Pick, Reads, Scope } from './expression/scope.ts';
export { type Respelled, respell } from './expression/spelling.ts';
export { typeOfField } from './expression/types.ts';
