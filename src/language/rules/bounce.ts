import type { Fact } from '../../kernel/index.ts';
import { armsOf, type Rule } from './rule.ts';

/**
 * Nothing leads back to a state that a flag which stays true would leave again at once. Claimed only of flags that no later event can
 * take back: that something was ever recorded.
 */
export const bounce: Rule = ({ compilation, protocol, places }) => {
  const { states, facts } = protocol;
  for (const { index, path, state } of places) {
    for (const { trigger, arms, text } of state.once) {
      const flag = 'flag' in trigger ? facts.find(({ name }) => name === trigger.flag) : undefined;
      const [arm] = arms;
      if (!flag || !staysTrue(flag) || !arm?.to || arm.when !== undefined) continue;
      const beyond = states[arm.to.state]!;
      if (armsOf(beyond).some(({ to }) => to?.state === index))
        compilation.keyProblem('bounce', [...path, 'once', text], { name: text, from: beyond.id, to: state.id });
    }
  }
};

const staysTrue = ({ is }: Fact) => /^(size\(\w+\) *>=? *[1-9]\d*|size\(\w+\) *> *0|\w+\.exists\([^()]*\))$/.test(is.trim());
