import { isDate } from '../../kernel/index.ts';

/** Whether a text is a civil time `YYYY-MM-DD HH:MM[:SS]`. */
export function isTime(text: string): boolean {
  const [day = '', clock = '', ...rest] = text.split(' ');
  return rest.length === 0 && isDate(day) && /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(clock);
}
