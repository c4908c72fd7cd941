import { builtinOutcomes } from '../../kernel/index.ts';
import type { Compilation } from '../compilation.ts';
import { addressees, answered, moments, ofPhrases, ofExpressions as ofTheFile, receivers, reporters } from '../vocabulary.ts';

/** Words that mean something else where a name may stand. */
const fixed = { ...answered, ...reporters, ...addressees, ...receivers, ...moments, ...ofTheFile, ...ofPhrases };
const reserved = new Set([...Object.entries(fixed).flat(), '起', '天', 'corrected', 'case_merged', 'now']);
/** Words of the expression language. */
const ofExpressions = new Set(
  [
    'true false null in as break const continue else for function if import let loop package namespace return var void while',
    'int uint double string bool bytes list map type dyn google optional inside',
  ].flatMap((line) => line.split(' ')),
);

/** Whether a field, fact, event or value may not be called so. */
export const isReserved = (name: string): boolean => ofExpressions.has(name);

/** Every name means one thing: reports those that are reserved or given twice. */
export function checkNames(compilation: Compilation, written: Record<string, unknown>): void {
  const taken = new Set<string>();
  for (const block of ['events', 'facts', 'values']) {
    for (const name of Object.keys((written[block] ?? {}) as object)) {
      const path = [block, name];
      if (reserved.has(name) || isReserved(name)) compilation.keyProblem('reserved-name', path, { name });
      else if (taken.has(name)) compilation.keyProblem('name-taken', path, { name });
      taken.add(name);
    }
  }
  for (const name of Object.keys((written.outcomes ?? {}) as object))
    if (Object.hasOwn(builtinOutcomes, name)) compilation.keyProblem('reserved-name', ['outcomes', name], { name });
}
