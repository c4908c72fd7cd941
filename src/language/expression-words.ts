import { type Respelled, respell } from '../kernel/index.ts';
import { inverse, ofExpressions } from './vocabulary.ts';

/** An expression with the words that also stand in the file in their canonical spelling: `参数.发热` → `values.发热`. */
export function canonicalExpression(written: string): Respelled {
  if (!/[\u4e00-\u9fff]/.test(written)) return { text: written, back: (offset) => offset };
  const words = inverse(ofExpressions);
  return respell(written, (name, afterDot) => (afterDot ? name : (words.get(name) ?? name)));
}

/** A canonical expression as it stands in a file with Chinese keys. */
export function chineseExpression(canonical: string): string {
  const words: Record<string, string> = ofExpressions;
  return respell(canonical, (name, afterDot) => (!afterDot && Object.hasOwn(words, name) ? words[name]! : name)).text;
}
