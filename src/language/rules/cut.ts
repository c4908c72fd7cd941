import type { Moment, Protocol } from '../../kernel/index.ts';
import type { Rule } from './rule.ts';

const DAY = 1440;

/** A state that time ends does not take away a daily task in the middle of its window: on the last day it could not be done in time. */
export const cut: Rule = ({ compilation, protocol, places }) => {
  for (const { path, state } of places) {
    for (const { event, due, owed } of state.tasks) {
      if (owed || !('series' in due) || (due.series.kind !== 'daily' && due.series.kind !== 'workdays')) continue;
      const { series, window } = due;
      const after = (window?.after.elapsed ?? 0) / 60_000;
      const before = (window?.before.elapsed ?? 0) / 60_000;
      for (const { trigger, arms, text } of state.once) {
        const end = 'moment' in trigger && arms.some(({ to }) => to) ? endOf(protocol, trigger.moment) : undefined;
        const slot =
          end === undefined ? undefined : series.at.map((at) => minuteOf(protocol, at)).find((at) => at - before < end && at + after > end);
        if (slot !== undefined) compilation.keyProblem('last-slot-cut', [...path, 'tasks', event], { text, slot: clockOf(slot) });
      }
    }
  }
};

/** The minute of the day at which a calendar moment falls: the end of its day unless it says when. */
function endOf(protocol: Protocol, moment: Moment): number | undefined {
  if (moment.kind !== 'span' || 'value' in moment.span || 'elapsed' in moment.span) return undefined;
  return moment.at === undefined ? DAY : minuteOf(protocol, moment.at);
}

function minuteOf({ values }: Protocol, at: string | { value: string }): number {
  const clock = typeof at === 'string' ? at : String(values[at.value]!.is);
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

const clockOf = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
