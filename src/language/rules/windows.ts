import type { Protocol } from '../../kernel/index.ts';
import type { Rule } from './rule.ts';

const DAY = 1440;

/** The windows of neighbouring slots leave each other room. */
export const windows: Rule = ({ compilation, protocol, places }) => {
  for (const { state, path } of places) {
    for (const { event, due } of state.tasks) {
      if (!('series' in due) || !due.window || (due.series.kind !== 'daily' && due.series.kind !== 'workdays')) continue;
      const length = (due.window.before.elapsed + due.window.after.elapsed) / 60_000;
      const times = due.series.at.map((time) => timesOf(protocol, time));
      if (choices(times).some((day) => closest(day) < length)) compilation.problem('window-overlap', [...path, 'tasks', event, 'window']);
    }
  }
};

/** Every time of day that a time in a series can come to be. */
function timesOf({ values }: Protocol, time: string | { value: string }): string[] {
  if (typeof time === 'string') return [time];
  const { is, in: others = [] } = values[time.value]!;
  return [is, ...others.map((other) => other.is)].map(String);
}

function choices(lists: string[][]): string[][] {
  return lists.reduce<string[][]>((days, list) => days.flatMap((day) => list.map((time) => [...day, time])), [[]]);
}

/** Minutes between the two nearest slots of a day, or over midnight. */
function closest(day: string[]): number {
  const minutes = day.map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))).sort((a, b) => a - b);
  return Math.min(...minutes.map((minute, n) => (minutes[n + 1] ?? minutes[0]! + DAY) - minute));
}
