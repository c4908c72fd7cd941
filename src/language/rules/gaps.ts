import type { ValueIs } from '../../kernel/index.ts';
import type { Rule } from './rule.ts';

/** Between the slots of a series lies some time, whatever window or unit says how much. */
export const gaps: Rule = ({ compilation, protocol, places }) => {
  const units = Object.values(compilation.context.units?.units ?? {});
  for (const { state, path } of places) {
    for (const { event, due } of state.tasks) {
      if (!('series' in due) || due.series.kind !== 'every' || !('value' in due.series.span)) continue;
      const name = due.series.span.value;
      const { is, type, in: others = [] } = protocol.values[name]!;
      const own = units.flatMap(({ values }) => values?.[protocol.protocol]?.[name] ?? []);
      if ([{ type, is } as ValueIs, ...others.map((other) => ({ type, is: other.is }) as ValueIs), ...own].some(isNothing))
        compilation.problem('no-gap', [...path, 'tasks', event, 'due'], { name });
    }
  }
};

const isNothing = ({ type, is }: ValueIs): boolean => type === 'span' && ('elapsed' in is ? is.elapsed : is.calendar) === 0;
