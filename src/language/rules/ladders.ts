import type { Rule } from './rule.ts';

/** A ladder climbs in order of time and reaches somebody else than those who were asked. */
export const ladders: Rule = ({ compilation, protocol }) => {
  for (const [name, steps] of Object.entries(protocol.ladders)) {
    if (Object.hasOwn(compilation.context.ladders ?? {}, name)) continue;
    steps.forEach(({ offset }, n) => {
      if (n > 0 && offset < steps[n - 1]!.offset) compilation.problem('ladder-order', ['ladders', name, n]);
    });
    const silent = steps.every(({ effects }) =>
      effects.every((effect) => effect.kind === 'tell' && effect.roles.every((r) => r === 'asked')),
    );
    if (silent) compilation.problem('ladder-ends-in-silence', ['ladders', name, steps.length - 1]);
  }
};
