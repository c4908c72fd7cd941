import type { Rule } from './rule.ts';

/** What is declared is used: values by a phrase or an expression, ladders by a promise. */
export const idle: Rule = ({ compilation, protocol }) => {
  const { ladders = {} } = compilation.source.value as { ladders?: object };
  const climbed = new Set(protocol.states.flatMap(({ tasks, handOff }) => [...tasks.map(({ ladder }) => ladder), handOff?.ladder]));
  for (const name of Object.keys(protocol.values))
    if (!compilation.usedValues.has(name)) compilation.keyProblem('unused', ['values', name], { name });
  for (const name of Object.keys(ladders)) if (!climbed.has(name)) compilation.keyProblem('unused', ['ladders', name], { name });
};
