import type { Node, Scalar } from 'yaml';
import { canonicalExpression } from './expression-words.ts';
import { canonicalPhrase, isSpan } from './phrase-words.ts';
import { inverse } from './vocabulary.ts';
import { type Schema, walk } from './walk.ts';

/** In which language the fixed words of a file are written. Names are the author's in either. */
export type Tongue = 'zh' | 'en';

/** A fixed word as it stands in the file, in the other language than the rest. */
export interface Stray {
  node: Scalar;
  said: string;
  /** The same word in the language of the file. */
  other: string;
}

export interface Canonical {
  tongue: Tongue;
  strays: Stray[];
  /** Expressions that stand differently in the file: as they stand, and the way back from an offset in the canonical text. */
  respelled: Map<Scalar, { written: string; back(offset: number): number }>;
}

interface Vote {
  tongue: Tongue;
  node: Scalar;
  /** Canonical, that is English. */
  word: string;
  zh: string;
}

/** Gives every fixed word of a document its canonical, English spelling, in place. The language is that of most of them. */
export function canonicalise(contents: Node | null, schema: object): Canonical {
  const votes: Vote[] = [];
  const respelled: Canonical['respelled'] = new Map();
  const see = (node: Scalar, known: Record<string, string> | undefined, isFlag = false): void => {
    if (!known || typeof node.value !== 'string') return;
    const said = node.value;
    const word = inverse(known).get(said);
    if (word !== undefined) {
      votes.push({ tongue: 'zh', node, word, zh: said });
      node.value = isFlag ? word === 'true' : word;
    } else if (Object.hasOwn(known, said) && known[said] !== said) votes.push({ tongue: 'en', node, word: said, zh: known[said]! });
  };
  walk(contents, schema, {
    key: (node, known, schema) => {
      see(node, known);
      respellPhrase(node, schema);
    },
    value: (node, schema: Schema) => {
      if (schema['x-reads'] === 'expression') respellExpression(node, respelled);
      else see(node, schema['x-zh'], schema.type === 'boolean');
      respellPhrase(node, schema);
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
function respellPhrase(node: Scalar, schema: Schema | undefined): void {
  if (typeof node.value !== 'string') return;
  const reads = schema?.['x-reads'];
  const phrase = reads === 'phrase' || reads === 'value' ? canonicalPhrase(node.value) : node.value;
  if (reads === 'phrase' || isSpan(phrase)) node.value = phrase;
}

function respellExpression(node: Scalar, respelled: Canonical['respelled']): void {
  if (typeof node.value !== 'string') return;
  const { text, back } = canonicalExpression(node.value);
  if (text === node.value) return;
  respelled.set(node, { written: node.value, back });
  node.value = text;
}
