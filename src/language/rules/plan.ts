import type { Rule } from './rule.ts';

/** The numbers of the plan stand once, under `values`, and say where they come from. */
export const plan: Rule = ({ compilation }) => {
  const { values = {} } = compilation.source.value as { values?: Record<string, { cite?: unknown }> };
  for (const [name, { cite }] of Object.entries(values))
    if (cite === undefined) compilation.keyProblem('no-source', ['values', name], { name });
  for (const { text, range } of compilation.numbers) compilation.source.problems.add('literal-number', range, { text });
};
