import { armsOf, askXState } from '../../src/kernel/chart.ts';
import type { Machine } from '../../src/kernel/index.ts';
import type { TourStep } from './inside.ts';

/** From each configuration every arm that moves, until nothing new comes, as XState says it. */
export function tourOf({ chart, protocol, stateOf }: Machine, most = 300): TourStep[] {
  const tour: TourStep[] = [];
  const seen = new Set<string>();
  const visit = ({ at, history }: Pick<TourStep, 'at' | 'history'>): void => {
    for (const leaf of at) {
      for (let index = stateOf.get(leaf)!; index >= 0; index = protocol.states[index]!.parent) {
        for (const { id: arm, to } of armsOf(protocol.states[index]!)) {
          const key = `${at.join()}>${arm}`;
          if (!to || seen.has(key) || tour.length >= most) continue;
          seen.add(key);
          const step = askXState(chart, { at, history }, [arm]);
          tour.push({ at, history, arm, to: { at: step.at, left: step.left, entered: step.entered } });
          visit(step);
        }
      }
    }
  };
  visit(chart.initial);
  return tour;
}
