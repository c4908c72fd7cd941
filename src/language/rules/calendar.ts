import type { Rule } from './rule.ts';

const counted = /"unit":"workday"|"kind":"workdays"|"orNextWorkday":true/;
const written = /\d+ ?wd\b|\bworkdays?\b|工作日/;

/** Whoever counts working days says by which calendar. */
export const calendar: Rule = ({ compilation, protocol }) => {
  const { source } = compilation;
  const found = written.exec(source.text);
  // The words may also stand in a title.
  if (!found || (source.value as { calendar?: unknown }).calendar !== undefined || !counted.test(JSON.stringify(protocol))) return;
  source.problems.add('no-calendar', { from: found.index, to: found.index + found[0].length });
};
