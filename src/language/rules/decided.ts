import { type Condition, tellingValues } from '../../kernel/index.ts';
import type { Rule } from './rule.ts';

/**
 * Conditions that always or never hold, and arms that those before them leave nothing of. Decided for comparisons of one fact, datum or
 * count with constants, closed lists and flags; of anything else nothing is said.
 */
export const decided: Rule = ({ compilation }) => {
  for (const list of compilation.conditions) {
    for (const [n, { path, condition }] of list.entries()) {
      const before = list.slice(0, n).filter((other) => other.condition.of === condition.of);
      const values = tellingValues([condition, ...before.map((other) => other.condition)]);
      const held = values.filter((value) => condition.holds(value));
      const { of } = condition;
      if (held.length === 0) compilation.problem('always-false', path, { of });
      else if (held.length === values.length && condition.known) compilation.problem('always-true', path, { of });
      else if (before.length > 0 && held.every((value) => taken(before, value))) compilation.problem('overlap', path, { of });
    }
  }
  for (const { path, conditions } of compilation.unsaid) {
    const { of, among } = conditions[0]!.condition;
    if (!among || among.length < 3 || conditions.some(({ condition }) => condition.of !== of)) continue;
    const left = among.filter((value) => !taken(conditions, value));
    if (left.length > 1) compilation.keyProblem('values-without-arm', path, { of, list: left.join(', ') });
  }
};

const taken = (conditions: { condition: Condition }[], value: Parameters<Condition['holds']>[0]) =>
  conditions.some(({ condition }) => condition.holds(value));
