import type { ASTNode } from '@marcbachmann/cel-js';
import { typeName } from './closed-lists.ts';
import { below, rangeOf } from './reading.ts';
import { entryType } from './types.ts';

/** A word that how a case ended is compared with: an earlier case of the same subject, or one that was opened here. */
export interface OutcomeNamed {
  of: 'earlier' | 'children';
  word: string;
  from: number;
  to: number;
}

/** The type whose `outcome` is read → whose it is. */
const whose: Record<string, OutcomeNamed['of']> = { Earlier: 'earlier', Child: 'children', [entryType('case_closed')]: 'children' };

/** Every word with which a type-checked expression compares an outcome. Which there are, other protocols say too. */
export function outcomesIn(node: ASTNode): OutcomeNamed[] {
  return [...compared(node), ...below(node).flatMap(outcomesIn)];
}

function compared(node: ASTNode): OutcomeNamed[] {
  if (node.op !== '==' && node.op !== '!=' && node.op !== 'in') return [];
  const [left, right] = node.args;
  if (node.op === 'in') return right.op === 'list' ? named(left, right.args) : [];
  return [...named(left, [right]), ...named(right, [left])];
}

function named(node: ASTNode, words: ASTNode[]): OutcomeNamed[] {
  const of = node.op === '.' && node.args[1] === 'outcome' ? whose[typeName(node.args[0]) ?? ''] : undefined;
  if (!of) return [];
  return words.flatMap((word) => (word.op === 'value' && typeof word.args === 'string' ? { of, word: word.args, ...rangeOf(word) } : []));
}
