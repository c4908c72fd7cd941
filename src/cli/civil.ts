import { dateOf, instantOf, isDate, timeOf } from '../kernel/index.ts';
import { exit, Stop } from './terminal.ts';

export const zone = 'Asia/Shanghai';

/** An instant as people read it. */
export function civil(at: number | null | undefined): string {
  return at === null || at === undefined ? '–' : `${dateOf(zone, at)} ${timeOf(zone, at)}`;
}

/** `2020-01-30 08:00` as an instant; undefined when it is none. */
export function civilInstant(text: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[ T]((?:[01]\d|2[0-3]):[0-5]\d)$/.exec(text);
  return match && isDate(match[1]!) ? instantOf(zone, match[1]!, match[2]!) : undefined;
}

/** The same; stops with a usage error when it is none. */
export function instantFrom(text: string): number {
  const instant = civilInstant(text);
  if (instant !== undefined) return instant;
  throw new Stop(exit.usage, { zh: `“${text}”不是“YYYY-MM-DD HH:MM”`, en: `"${text}" is not "YYYY-MM-DD HH:MM"` });
}
