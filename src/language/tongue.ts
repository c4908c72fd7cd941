import { canonicalExpression } from './expression-words.ts';
import { canonicalPhrase, isSpan } from './phrase-words.ts';
import { inverse } from './vocabulary.ts';
import { type Schema, type Sight, type Visitor, walk } from './walk.ts';

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

/** Gives every fixed word of a tree its canonical, English spelling, in place. The language is that of most of them. */
export function canonicalise<N>(root: N | undefined, schema: object, sight: Sight<N>, visitor: Visitor<N> = {}): Canonical<N> {
  const words = new FixedWords(sight);
  walk(root, schema, sight, {
    ...visitor,
    key: (node, known, schema) => {
      words.see(node, known);
      respellPhrase(sight.scalar(node), schema);
    },
    value: (node, schema) => {
      if (schema['x-reads'] === 'expression') respellExpression(node, sight, words.respelled);
      else words.see(node, schema['x-zh'], schema.type === 'boolean');
      respellPhrase(sight.scalar(node), schema);
    },
  });
  return words.canonical();
}

type Words = Record<string, string>;

class FixedWords<N> {
  readonly respelled: Canonical<N>['respelled'] = new Map();
  private readonly chinese: { node: N; word: string; said: string }[] = [];
  private readonly english: N[] = [];
  private readonly tables: Words[] = [];
  private readonly sight: Sight<N>;

  constructor(sight: Sight<N>) {
    this.sight = sight;
  }

  see(node: N, known: Words | undefined, isFlag = false): void {
    const scalar = this.sight.scalar(node);
    if (!known || typeof scalar?.value !== 'string') return;
    const said = scalar.value;
    if (said.charCodeAt(0) < FIRST_HAN) {
      // The same word in both languages tells nothing.
      if (!Object.hasOwn(known, said) || known[said] === said) return;
      this.english.push(node);
      this.tables.push(known);
      return;
    }
    const word = inverse(known).get(said);
    if (word === undefined) return;
    this.chinese.push({ node, word, said });
    scalar.value = isFlag ? word === 'true' : word;
  }

  canonical(): Canonical<N> {
    const { chinese, english, respelled } = this;
    if (chinese.length < english.length)
      return { tongue: 'en', strays: chinese.map(({ node, word, said }) => ({ node, said, other: word })), respelled };
    if (chinese.length === 0) return { tongue: 'en', strays: [], respelled };
    const strays = english.map((node, n) => {
      const said = String(this.sight.scalar(node)?.value);
      return { node, said, other: this.tables[n]![said]! };
    });
    return { tongue: 'zh', strays, respelled };
  }
}

const FIRST_HAN = 0x4e00;

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
