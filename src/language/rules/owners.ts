import type { Rule } from './rule.ts';

/** Who is asked for an event may report it. */
export const owners: Rule = ({ compilation, protocol, places }) => {
  for (const { state, path } of places) {
    for (const { by, event } of state.tasks) {
      for (const role of by)
        if (!protocol.events[event]!.by.includes(role))
          compilation.problem('owner-cannot-send', [...path, 'tasks', event, 'by'], { role, event });
    }
  }
};
