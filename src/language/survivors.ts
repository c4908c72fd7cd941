import type { Text } from '../kernel/index.ts';
import { key, listOf, mapOf, text, words } from './definition.ts';
import type { Problem } from './problem.ts';
import { checkShape } from './shape.ts';
import { Source, textOf } from './source.ts';

/** A damage to a protocol that no scenario needs to notice, and why. */
export interface Survivor {
  id: string;
  /** Of which edition; undefined: of all. */
  edition?: string;
  because: Text;
  file: string;
  line: number;
  col: number;
}

const survivorKeys = [
  key(
    'survivor',
    '幸存',
    { zh: '变异的代号，照 early test --mutate 所写。', en: 'The id of the mutant, as early test --mutate writes it.' },
    words,
    true,
  ),
  key('edition', '版本', { zh: '哪个版本的；不写则各版本。', en: 'Of which edition; of all without it.' }, words),
  key('because', '理由', { zh: '为何不必有情景发现它。', en: 'Why no scenario needs to notice it.' }, text, true),
];

export const survivorsSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Six Earlies survivors',
  ...listOf(mapOf(survivorKeys)),
};

/** Reads the accepted survivors beside a protocol (`survivors.yaml`). */
export function readSurvivors(text: string, file: string): { survivors: Survivor[]; problems: Problem[] } {
  const source = new Source(text, file);
  if (!checkShape(source, survivorsSchema)) return { survivors: [], problems: source.problems.sorted() };
  const written = source.value as { survivor: string; edition?: string; because: unknown }[];
  const survivors = written.map(({ survivor: id, edition, because }, n): Survivor => {
    const { line, col } = source.problems.place(source.at([n, 'survivor']));
    return { id, ...(edition !== undefined && { edition }), because: textOf(because), file, line, col };
  });
  survivors.forEach(({ id, edition }, n) => {
    if (survivors.findIndex((other) => other.id === id && other.edition === edition) < n)
      source.problems.add('duplicate-key', source.at([n, 'survivor']), { key: id });
  });
  return { survivors, problems: source.problems.sorted() };
}
