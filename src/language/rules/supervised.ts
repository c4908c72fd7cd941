import type { Rule } from './rule.ts';

/** Somebody may put the course of a case right. */
export const supervised: Rule = ({ compilation, protocol }) => {
  if (protocol.supervisors === undefined) compilation.keyProblem('no-supervisors', ['protocol']);
};
