import { canonicalExpression } from './expression-words.ts';
import { canonicalPhrase, isSpan } from './phrase-words.ts';
import { inverse } from './vocabulary.ts';
import { type Schema, type Sight, walk } from './walk.ts';

/** In which language the fixed words of a file are written. Names are the author's in either. */
export type Tongue = 'zh' | 'en';

/** A fixed word as it stands in the file, in the other language than the rest. */
export interface Stray<N> {
  node: N;
  said: string;
  /** The same word in the language of the file. */
  other: string;
}

export interface Canonical<N> {
  tongue: Tongue;
  strays: Stray<N>[];
  /** Expressions that stand differently in the file: as they stand, and the way back from an offset in the canonical text. */
  respelled: Map<N, { written: string; back(offset: number): number }>;
}

interface Vote<N> {
  tongue: Tongue;
  node: N;
  /** Canonical, that is English. */
  word: string;
  zh: string;
}

/** Gives every fixed word of a tree its canonical, English spelling, in place. The language is that of most of them. */
export function canonicalise<N>(root: N | undefined, schema: object, sight: Sight<N>): Canonical<N> {
  const votes: Vote<N>[] = [];
  const respelled: Canonical<N>['respelled'] = new Map();
  const see = (node: N, known: Record<string, string> | undefined, isFlag = false): void => {
    const scalar = sight.scalar(node);
    if (!known || typeof scalar?.value !== 'string') return;
    const said = scalar.value;
    // The same word in both languages tells nothing.
    if (Object.hasOwn(known, said) && known[said] === said) return;
    const word = inverse(known).get(said);
    if (word !== undefined) {
      votes.push({ tongue: 'zh', node, word, zh: said });
      scalar.value = isFlag ? word === 'true' : word;
    } else if (Object.hasOwn(known, said) && known[said] !== said) votes.push({ tongue: 'en', node, word: said, zh: known[said]! });
  };
  walk(root, schema, sight, {
    key: (node, known, schema) => {
      see(node, known);
      respellPhrase(sight.scalar(node), schema);
    },
    value: (node, schema) => {
      if (schema['x-reads'] === 'expression') respellExpression(node, sight, respelled);
      else see(node, schema['x-zh'], schema.type === 'boolean');
      respellPhrase(sight.scalar(node), schema);
    },
  });
  const chinese = votes.filter(({ tongue }) => tongue === 'zh').length;
  const tongue = chinese * 2 > votes.length || (chinese * 2 === votes.length && votes[0]?.tongue === 'zh') ? 'zh' : 'en';
  const strays = votes
    .filter((vote) => vote.tongue !== tongue)
    .map(({ node, word, zh }) => (tongue === 'zh' ? { node, said: word, other: zh } : { node, said: zh, other: word }));
  return { tongue, strays, respelled };
}

/** Phrases in their one spelling; a number of the plan only where it is a span. */
function respellPhrase(scalar: { value: unknown } | undefined, schema: Schema | undefined): void {
  const reads = schema?.['x-reads'];
  if ((reads !== 'phrase' && reads !== 'value') || typeof scalar?.value !== 'string') return;
  const phrase = canonicalPhrase(scalar.value);
  if (reads === 'phrase' || isSpan(phrase)) scalar.value = phrase;
}

function respellExpression<N>(node: N, sight: Sight<N>, respelled: Canonical<N>['respelled']): void {
  const scalar = sight.scalar(node);
  if (typeof scalar?.value !== 'string') return;
  const { value: written } = scalar;
  const { text, back } = canonicalExpression(written);
  if (text === written) return;
  respelled.set(node, { written, back });
  scalar.value = text;
}
