import type { Rule } from './rule.ts';

/** What the law demands stays owed wherever the case goes; and what stays owed ends some day. */
export const duties: Rule = ({ compilation, places }) => {
  const { sources = {}, values = {} } = compilation.source.value as {
    sources?: Record<string, unknown>;
    values?: Record<string, { cite?: string }>;
  };
  const isStatutory = (cite: string | undefined) =>
    cite !== undefined && Object.hasOwn(sources, cite) && (sources[cite] as { statutory?: unknown }).statutory === true;
  for (const { path, state, written } of places) {
    for (const { event, due, owed, cite } of state.tasks) {
      const here = [...path, 'tasks', event];
      if ('series' in due) {
        if (owed && due.series.kind !== 'days' && !due.series.until) compilation.problem('series-without-end', [...here, 'due']);
        continue;
      }
      const task = (written.tasks as Record<string, { due?: unknown }>)[event]!;
      const [value = ''] = String(task.due).split(' ');
      const cited = cite ?? (Object.hasOwn(values, value) ? values[value]!.cite : undefined);
      if (!owed && isStatutory(cited)) compilation.keyProblem('statutory-not-owed', here, { name: cited! });
    }
  }
};
