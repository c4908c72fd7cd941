import type { Code } from './code.ts';
import { district } from './district.ts';
import { names } from './names.ts';
import { population } from './population.ts';
import { promises } from './promises.ts';
import { scenario } from './scenario.ts';
import { shape } from './shape.ts';
import { structure } from './structure.ts';

/** Every mistake the checker knows. */
export const codes = { ...shape, ...names, ...promises, ...structure, ...scenario, ...population, ...district };

export type ProblemCode = keyof typeof codes;

/** What a code means, why it matters, a wrong and a right example; undefined when there is no such code. */
export function explain(code: string): Code | undefined {
  return Object.hasOwn(codes, code) ? codes[code as ProblemCode] : undefined;
}

export type { Code } from './code.ts';
