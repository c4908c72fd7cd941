import type { Rule } from './rule.ts';

/** Where one person may not do two things, somebody is left to do the second. */
export const notBy: Rule = ({ compilation, protocol }) => {
  const roles = compilation.context.units?.roles;
  if (!roles) return;
  for (const { name, by, notBy } of Object.values(protocol.events)) {
    for (const other of notBy) {
      // Whoever holds the role alone has certainly done the other, when nobody else may.
      const done = protocol.events[other]?.by ?? [];
      const left = by.filter((role) => !(roles[role]?.onePerson && done.length === 1 && done[0] === role));
      if (by.length > 0 && left.length === 0)
        compilation.nameProblem('not-by-nobody-left', ['events', name, 'not_by'], other, undefined, { role: by.join(', ') });
    }
  }
};
