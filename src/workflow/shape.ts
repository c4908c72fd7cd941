import type { Action, Clock, Message } from './contract.ts';

/** What a payload decodes to says nothing of what its sender took it for: only what has the right shape may touch a case. */
const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const areNumbers = (...values: unknown[]) => values.every((value) => Number.isFinite(value));
/** Names of cases, events and actions, letters. */
const LONGEST_NAME = 200;
const areShort = (...texts: string[]) => texts.every(({ length }) => length <= LONGEST_NAME);
const areTexts = (...values: unknown[]) => values.every((value) => typeof value === 'string');

export function isClock(value: unknown): value is Clock {
  return isMap(value) && areNumbers(value.virtual, value.real, value.rate) && (value.rate as number) >= 0;
}

export function isMessage(value: unknown): value is Message {
  if (!isMap(value) || !areTexts(value.event, value.from) || !areShort(value.event as string, value.from as string)) return false;
  return areNumbers(value.number, value.at, value.recorded) && isMap(value.data);
}

export function isAction(value: unknown): value is Action {
  if (!isMap(value) || !isMap(value.by) || !isMap(value.input) || !areTexts(value.key)) return false;
  const { kind, recorded, at = recorded } = value.input;
  return areTexts(kind) && areNumbers(recorded, at);
}
