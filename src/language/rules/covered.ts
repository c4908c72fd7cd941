import type { Rule } from './rule.ts';

/** Some scenario plays the protocol; how much of it they prove is for `early test --coverage` to say. */
export const covered: Rule = ({ compilation, protocol }) => {
  if (compilation.context.isPlayed?.(protocol.protocol) === false)
    compilation.problem('not-covered', ['protocol'], { name: protocol.protocol });
};
