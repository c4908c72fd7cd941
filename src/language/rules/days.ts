import type { Path } from '../source.ts';
import type { Rule } from './rule.ts';

const LEAST = 48;

/** Hours that make whole days were often meant as days, which end with the day; where they were not, the plan says so. */
export const days: Rule = ({ compilation, places }) => {
  const look = (written: unknown, path: Path, isKey = false): void => {
    const hours = Number(/^(\d+)h\b/.exec(String(written))?.[1] ?? 0);
    if (hours < LEAST || hours % 24 !== 0) return;
    const params = { text: `${hours}h`, days: `${hours / 24}d` };
    if (isKey) compilation.keyProblem('day-versus-24h', path, params);
    else compilation.problem('day-versus-24h', path, params);
  };
  for (const { path, written } of places) {
    for (const [event, task] of Object.entries((written.tasks ?? {}) as Record<string, { due?: unknown }>))
      look(task.due, [...path, 'tasks', event, 'due']);
    look((written.hand_off as { due?: unknown } | undefined)?.due, [...path, 'hand_off', 'due']);
    for (const text of Object.keys((written.once ?? {}) as object)) look(text, [...path, 'once', text], true);
  }
};
