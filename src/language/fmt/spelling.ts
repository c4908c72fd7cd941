import type { Scalar } from 'yaml';
import type { Spoken } from '../definition.ts';
import { chineseExpression } from '../expression-words.ts';
import { chinesePhrase, isSpan } from '../phrase-words.ts';
import type { Tongue } from '../tongue.ts';

/** Writes what was read in canonical words as a language has it: a fixed word, a phrase, an expression. */
export function spell(node: Scalar, { 'x-zh': known = {}, 'x-reads': reads }: Spoken, tongue: Tongue): void {
  const said = String(node.value);
  const chinese = Object.hasOwn(known, said) ? known[said] : inChinese(node.value, reads);
  const spelled = tongue === 'zh' && chinese !== undefined ? chinese : node.value;
  // What it was written as in the file no longer counts.
  if (typeof spelled === 'string') delete node.source;
  node.value = spelled;
}

function inChinese(value: unknown, reads: Spoken['x-reads']): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (reads === 'phrase' || (reads === 'value' && isSpan(value))) return chinesePhrase(value);
  return reads === 'expression' ? chineseExpression(value) : undefined;
}
