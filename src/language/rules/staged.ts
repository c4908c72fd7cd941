import type { Rule } from './rule.ts';

/** Supervisors count by stage, so every leaf has one. */
export const staged: Rule = ({ compilation, places }) => {
  for (const { state, path } of places)
    if (state.kind === 'leaf' && !state.stage) compilation.keyProblem('leaf-without-stage', path, { name: state.id || 'file' });
};
