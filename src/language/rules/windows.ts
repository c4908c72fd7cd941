import type { Rule } from './rule.ts';

const DAY = 1440;

/** The windows of neighbouring slots leave each other room. */
export const windows: Rule = ({ compilation, places }) => {
  for (const { state, path } of places) {
    for (const { event, due } of state.tasks) {
      if (!('series' in due) || !due.window || (due.series.kind !== 'daily' && due.series.kind !== 'workdays')) continue;
      const minutes = due.series.at.map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))).sort((a, b) => a - b);
      const length = (due.window.before.elapsed + due.window.after.elapsed) / 60_000;
      const gaps = minutes.map((minute, n) => (minutes[n + 1] ?? minutes[0]! + DAY) - minute);
      if (gaps.some((gap) => gap < length)) compilation.problem('window-overlap', [...path, 'tasks', event, 'window']);
    }
  }
};
