import { nearest } from '../source.ts';
import type { Rule } from './rule.ts';

/** Who is asked may answer; what is declared is used; what is cited exists. */
export const owners: Rule = ({ compilation, protocol, places }) => {
  for (const { state, path } of places) {
    for (const task of state.tasks) {
      for (const role of task.by) {
        if (!protocol.events[task.event]!.by.includes(role)) {
          compilation.problem('owner-cannot-send', [...path, 'tasks', task.event, 'by'], { role, event: task.event });
        }
      }
    }
  }
};

export const usedUp: Rule = ({ compilation, protocol }) => {
  const spoken = new Set(protocol.states.flatMap((state) => [...Object.keys(state.on), ...state.tasks.map((task) => task.event)]));
  for (const name of Object.keys(protocol.events)) {
    if (!['opened', 'accepted', 'declined'].includes(name) && !spoken.has(name))
      compilation.keyProblem('event-accepted-nowhere', ['events', name], { name });
  }
  for (const name of Object.keys(protocol.outcomes)) {
    if (!protocol.states.some((state) => state.end && 'outcome' in state.end && state.end.outcome === name)) {
      compilation.keyProblem('outcome-unused', ['outcomes', name], { name });
    }
  }
};

export const cites: Rule = ({ compilation, protocol }) => {
  const visit = (value: unknown, path: (string | number)[]): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const here = [...path, Array.isArray(value) ? Number(key) : key];
      if (key === 'cite' && typeof inner === 'string' && !(inner in protocol.sources)) {
        compilation.problem('cite-unknown', here, { name: inner }, nearest(inner, Object.keys(protocol.sources)));
      }
      visit(inner, here);
    }
  };
  visit(compilation.source.value, []);
};

export const ladders: Rule = ({ compilation, protocol }) => {
  for (const [name, steps] of Object.entries(protocol.ladders)) {
    steps.forEach((step, n) => {
      if (n > 0 && step.offset < steps[n - 1]!.offset) compilation.problem('ladder-order', ['ladders', name, n]);
    });
    const last = steps.at(-1)!;
    if (last.effects.every((effect) => effect.kind === 'tell' && effect.roles.every((role) => role === 'asked'))) {
      compilation.problem('ladder-ends-in-silence', ['ladders', name, steps.length - 1]);
    }
  }
};

export const windows: Rule = ({ compilation, places }) => {
  for (const { state, path } of places) {
    for (const { event, due } of state.tasks) {
      if (!('series' in due) || !due.window || (due.series.kind !== 'daily' && due.series.kind !== 'workdays')) continue;
      const minutes = due.series.at.map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))).sort((a, b) => a - b);
      const length = (due.window.before.elapsed + due.window.after.elapsed) / 60_000;
      const gaps = minutes.map((minute, n) => (minutes[n + 1] ?? minutes[0]! + 1440) - minute);
      if (gaps.some((gap) => gap < length)) compilation.problem('window-overlap', [...path, 'tasks', event, 'window']);
    }
  }
};

/** Two tracks handle one event and one of them leaves, or a track hides what its ancestor does: an arm would vanish by document order. */
export const tracks: Rule = ({ compilation, protocol, places }) => {
  const { states } = protocol;
  const inside = (index: number, ancestor: number): boolean =>
    index === ancestor || (states[index]!.parent >= 0 && inside(states[index]!.parent, ancestor));
  for (const { index, state } of places) {
    if (state.kind !== 'tracks') continue;
    const members = state.children.map((child) => places.filter((place) => inside(place.index, child)));
    members.forEach((track, n) => {
      for (const place of track) {
        for (const [event, arms] of Object.entries(place.state.on)) {
          const path = [...place.path, 'on', event];
          const leaves = arms.some((arm) => arm.to && !inside(arm.to.state, index));
          if (leaves && members.some((other, m) => m !== n && other.some((there) => event in there.state.on)))
            compilation.keyProblem('track-leaves', path, { name: event });
          for (let above = index; above >= 0; above = states[above]!.parent) {
            if (states[above]!.on[event]?.some((arm) => arm.to)) compilation.keyProblem('track-hides', path, { name: event });
          }
        }
      }
    });
  }
};
