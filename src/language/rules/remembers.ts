import type { Rule } from './rule.ts';

/** What is set does not follow a correction; what is counted by setting need not be set. */
export const remembers: Rule = ({ compilation }) => {
  for (const { path, is } of compilation.sets) {
    const name = String(path.at(-1));
    const counts = new RegExp(`^\\s*${name}\\s*[+-]\\s*\\d+\\s*$`).test(is);
    compilation.keyProblem(counts ? 'accumulate' : 'set-remembers', path, { name });
  }
};
