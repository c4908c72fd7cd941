import { type Node, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import type { Spoken } from '../definition.ts';
import { kindOfText, schemaOf } from '../kind.ts';
import type { Problem } from '../problem.ts';
import { Source } from '../source.ts';
import { canonicalise, type Tongue } from '../tongue.ts';
import { walk } from '../walk.ts';
import { documentSight } from '../yaml/sight.ts';
import { syntaxWords } from '../yaml/words.ts';
import { layOut } from './layout.ts';
import { keepHead, sort } from './order.ts';
import { spell } from './spelling.ts';

const MOST_STEPS = 5;

/**
 * The canonical form of a file: fixed keys in the order of the documentation, phrases in one spelling, brackets only where they fit on
 * their line, comments kept. `to` turns its fixed words over into that language; without it they stay in the language of most of them.
 * Problems instead when the text cannot be read as YAML.
 */
export function format(text: string, file: string, options: { to?: Tongue } = {}): Formatted {
  let formatted = once(text, file, options);
  // A comment may find its place in two steps: before a list first, then before its first item.
  let before = text;
  for (let steps = 0; steps < MOST_STEPS && 'text' in formatted && formatted.text !== before; steps++) {
    before = formatted.text;
    formatted = once(before, file, options);
  }
  return formatted;
}

export type Formatted = { text: string } | { problems: Problem[] };

function once(text: string, file: string, { to }: { to?: Tongue }): Formatted {
  const source = new Source(text, file);
  const schema = schemaOf(kindOfText(text));
  if (!source.read(schema)) return { problems: source.problems.sorted() };
  const document = parseDocument(text, { uniqueKeys: false, merge: false, prettyErrors: false });
  const [broken] = document.errors;
  if (broken) {
    source.problems.add('yaml-syntax', { from: broken.pos[0], to: broken.pos[0] + 1 }, { detail: syntaxWords('') });
    return { problems: source.problems.sorted() };
  }
  canonicalise(document.contents as Node, schema, documentSight);
  const tongue = to ?? source.problems.tongue;
  keepHead(document);
  // The way through the document goes by its canonical keys, so they are spelled when it is over.
  const words: [Scalar, Spoken][] = [];
  walk(document.contents as Node, schema, documentSight, {
    map: (map, order) => sort(map as YAMLMap, order),
    key: (node, known, schema) => words.push([node as Scalar, { ...schema, 'x-zh': known }]),
    value: (node, schema) => words.push([node as Scalar, schema]),
  });
  for (const [node, spoken] of words) spell(node, spoken, tongue);
  return { text: layOut(document) };
}
