import type { Slot } from '../../../src/kernel/index.ts';
import { endOfObservation, ladders } from './contact.ts';
import type { Course } from './course.ts';

/** What is due at an instant: a deadline passes, a ladder climbs, the observation ends; in this order at one instant. */
interface Due {
  at: number;
  rank: number;
  slot?: Slot;
}

function first({ contact }: Course, lastExposure: number | undefined): Due | undefined {
  let best: Due | undefined;
  const better = (at: number, rank: number) => !best || at < best.at || (at === best.at && rank < best.rank);
  for (const slot of contact.slots) {
    const from = Math.max(slot.due!, slot.asked);
    const rank = slot.kind === 'hand_off' ? 2 : 0;
    if (slot.late === undefined && better(from, rank)) best = { at: from, rank, slot };
    const step = ladders[slot.rule]![slot.step];
    if (!step) continue;
    const at = step.offset < 0 ? slot.due! + step.offset : from + step.offset;
    if (better(at, 1)) best = { at, rank: 1, slot };
  }
  if (contact.state === 'observed' && lastExposure !== undefined) {
    const at = endOfObservation(lastExposure);
    if (better(at, 3)) best = { at, rank: 3 };
  }
  return best;
}

/** Lets happen what is due before `until`, or at it too, each at its own instant; then says when something is due next. */
export function runUntil(course: Course, until: number, inclusive: boolean): void {
  const { contact } = course;
  for (;;) {
    const due = contact.status === 'becoming' ? undefined : first(course, course.lastExposure());
    if (!due || due.at > until || (!inclusive && due.at === until)) {
      contact.nextWake = due?.at ?? null;
      return;
    }
    course.begin(Math.max(due.at, contact.now));
    run(course, due);
    course.settle();
  }
}

function run(course: Course, { rank, slot }: Due): void {
  if (!slot) course.go('release_due');
  else if (rank === 1) course.climb(slot);
  else {
    course.change(slot, 'late', { late: course.contact.now });
    if (slot.on !== undefined) course.askReading(course.contact.now, slot);
  }
}
