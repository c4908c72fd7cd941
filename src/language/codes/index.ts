import { care } from './care.ts';
import type { Code } from './code.ts';
import { district } from './district.ts';
import examples from './examples.json' with { type: 'json' };
import { migration } from './migration.ts';
import { names } from './names.ts';
import { population } from './population.ts';
import { promises } from './promises.ts';
import { scenario } from './scenario.ts';
import { shape } from './shape.ts';
import { structure } from './structure.ts';

/** Every mistake the checker knows. */
export const codes = { ...shape, ...names, ...promises, ...structure, ...scenario, ...population, ...district, ...migration, ...care };

export type ProblemCode = keyof typeof codes;

/** A mistake and the same put right, as they stand in a file. */
export interface Example {
  wrong: string;
  right: string;
}

export interface Explanation extends Code {
  code: ProblemCode;
  /** With English and with Chinese keys. Made of the golden files of the tests, which run them: `npm run docs`. */
  examples: { zh: Example; en: Example };
}

/** What a code means, why it matters, a wrong and a right example; undefined when there is no such code. */
export function explain(code: string): Explanation | undefined {
  if (!Object.hasOwn(codes, code)) return undefined;
  const known = code as ProblemCode;
  return { code: known, ...codes[known], examples: (examples as Record<ProblemCode, Explanation['examples']>)[known] };
}

export type { Code } from './code.ts';
