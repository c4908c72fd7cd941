import { type Data, dateOf, type Field, instantOf, timeOf } from '../kernel/index.ts';

/** Civil time `YYYY-MM-DD HH:MM[:SS]` in a zone as an instant. */
export function scenarioInstant(zone: string, text: string): number {
  return instantOf(zone, text.slice(0, 10), text.slice(11, 16)) + Number(text.slice(17, 19) || 0) * 1000;
}

/** An instant as a scenario writes it; seconds only where there are some. */
export function civilOf(zone: string, at: number): string {
  const seconds = Math.floor(at / 1000) % 60;
  return `${dateOf(zone, at)} ${timeOf(zone, at)}${seconds === 0 ? '' : `:${String(seconds).padStart(2, '0')}`}`;
}

/** Data as an author writes them: civil times become instants. */
export function typed(data: Record<string, unknown>, shape: Record<string, Field>, zone: string) {
  return Object.fromEntries(
    Object.entries(data).map(([field, value]) => [field, shape[field]?.type === 'time' ? instantsIn(value, zone) : value]),
  ) as Data;
}

const instantsIn = (value: unknown, zone: string): unknown =>
  Array.isArray(value) ? value.map((one) => instantsIn(one, zone)) : typeof value === 'string' ? scenarioInstant(zone, value) : value;
