import { isDate } from '../../kernel/time.ts';
import type { Sex } from '../persons/fields.ts';

/** What a number of an identity card (GB 11643-1999) says of its owner. */
export interface Told {
  born: string;
  sex: Sex;
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK = '10X98765432';

/** A number as it is written on the card: half-width, without spaces, X as a capital. */
export const identityText = (written: string): string => written.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();

/**
 * Reads the number of a Chinese identity card, of 18 signs or of the former 15. What is no such number, a passport's for instance, tells
 * nothing and is not wrong; a run of figures of another length, an impossible birthday or a wrong check digit is.
 */
export function readIdentity(number: string): Told | { wrong: { zh: string; en: string } } | undefined {
  const text = identityText(number);
  if (/^\d{15}$/.test(text)) return told(`19${text.slice(6, 12)}`, text[14]!);
  if (/^\d{17}[\dX]$/.test(text)) {
    const sum = WEIGHTS.reduce((all, weight, i) => all + weight * Number(text[i]), 0);
    if (CHECK[sum % 11] !== text[17]) return { wrong: { zh: '校验码不符', en: 'its check digit is wrong' } };
    return told(text.slice(6, 14), text[16]!);
  }
  if (!/^\d{12,}X?$/.test(text)) return undefined;
  return { wrong: { zh: `有 ${text.length} 位，应为 18 位`, en: `it has ${text.length} signs instead of 18` } };
}

function told(digits: string, sexDigit: string): ReturnType<typeof readIdentity> {
  const born = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
  if (!isDate(born)) return { wrong: { zh: `没有 ${born} 这一天`, en: `there is no day ${born}` } };
  return { born, sex: Number(sexDigit) % 2 === 1 ? 'male' : 'female' };
}
