import type { Rule } from './rule.ts';

const counted = /"unit":"workday"|"kind":"workdays"|"orNextWorkday":true/;
const written = /\d+ ?wd\b|\bworkdays?\b|工作日/;

/** Whoever counts working days says by which calendar. */
export const calendar: Rule = ({ compilation, protocol }) => {
  const { source } = compilation;
  if ((source.value as { calendar?: unknown }).calendar !== undefined || !counted.test(JSON.stringify(protocol))) return;
  const found = written.exec(source.text);
  const from = found?.index ?? 0;
  source.problems.add('no-calendar', { from, to: from + (found?.[0].length ?? 1) });
};
