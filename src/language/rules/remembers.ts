import type { Rule } from './rule.ts';

/** What is set does not follow a correction: said once everything else is right. */
export const remembers: Rule = ({ compilation }) => {
  if (compilation.source.problems.failed) return;
  for (const path of compilation.sets) compilation.keyProblem('set-remembers', path, { name: String(path.at(-1)) });
};
