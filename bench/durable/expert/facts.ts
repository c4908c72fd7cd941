import type { Attention, Detail, Input, Opening, Slot } from '../../../src/kernel/index.ts';
import { dayOfDate, endOfObservation, type Fact } from './contact.ts';
import type { Course } from './course.ts';
import { runUntil } from './moments.ts';
import { misfitOf } from './refuse.ts';

/** Refusals in a row after which the next is passing the buck. */
const MOST_REFUSALS = 2;

/** Opens a case: its first fact is the exposure. */
export function open(course: Course, opening: Opening): void {
  const { now, at, by, data, from } = opening;
  course.begin(now);
  const fact: Fact = {
    id: course.contact.seq,
    event: 'opened',
    at: at ?? now,
    recorded: now,
    by,
    data,
    ...(from !== undefined && { from }),
  };
  expose(course, fact);
  course.record(fact);
  course.go('observed', [], ['', 'observed']);
  course.settle();
  runUntil(course, now, true);
}

const expose = ({ contact }: Course, { from, data }: Fact) =>
  contact.exposures.push({ from: from ?? '', day: dayOfDate(String(data.exposed_on)) });

/** A person's fact that was not refused, at the instant at which it was recorded. */
export function happen(course: Course, { event, at, by, data, recorded }: Extract<Input, { kind: 'event' }>): void {
  const now = Math.max(recorded, course.contact.now);
  runUntil(course, now, false);
  course.begin(now);
  take(course, { id: course.contact.seq, event, at, recorded: now, by, data });
  runUntil(course, now, true);
}

/** A fact from another case: told again it changes nothing; what does not belong here is put before a person. */
export function hear(course: Course, { event, from, number, at, data, recorded }: Extract<Input, { kind: 'message' }>): void {
  const { contact } = course;
  const now = Math.max(recorded, contact.now);
  runUntil(course, now, true);
  if ((contact.heard[from] ?? -1) < number) {
    contact.heard[from] = number;
    const known = event === 'opened' || event === 'source_excluded';
    const detail = `${event} from ${from} ${JSON.stringify(data)}`;
    if (!known || contact.status === 'ended' || misfitOf(event, data)) {
      if (!course.isAttended('unplaced', detail)) {
        course.begin(now);
        course.attend('unplaced', detail, { event, from, at: Math.min(at, now), data });
      }
    } else {
      course.begin(now);
      const by = { role: 'case', place: contact.place };
      take(course, { id: contact.seq, event, at: Math.min(at, now), recorded: now, by, from, data });
    }
  }
  runUntil(course, now, true);
}

export function attend(course: Course, code: Attention['code'], detail: Detail, recorded: number): void {
  const now = Math.max(recorded, course.contact.now);
  runUntil(course, now, false);
  if (!course.isAttended(code, detail)) {
    course.begin(now);
    course.attend(code, detail);
  }
  runUntil(course, now, true);
}

function take(course: Course, fact: Fact): void {
  const { contact } = course;
  course.record(fact);
  // A fact older than the present state was about another time.
  const present = fact.at >= contact.entered;
  const { state } = contact;
  switch (fact.event) {
    case 'opened':
      expose(course, fact);
      if (present && state === 'release_due' && endOfObservation(dayOfDate(String(fact.data.exposed_on))) > fact.recorded)
        course.go('observed');
      break;
    case 'source_excluded':
      contact.excluded.push(fact.from!);
      break;
    case 'temperature_taken': {
      fillReading(course, fact);
      const fever = Number(fact.data.celsius) >= 37.3 || fact.data.symptoms === true;
      if (fever && present && (state === 'observed' || state === 'release_due')) {
        course.tell(['township_government', 'township_health_centre'], { reason: 'arm', of: `${state}.on.temperature_taken.0` });
        course.go('febrile');
      }
      break;
    }
    case 'accepted': {
      course.change(contact.slots[0]!, 'done', { status: 'done', filled: answering(contact.slots[0]!, fact) });
      contact.accepted = Math.max(contact.accepted ?? fact.at, fact.at);
      course.hold(fact.by);
      if (present) course.go('at_clinic');
      break;
    }
    case 'declined':
      course.change(contact.slots[0]!, 'declined', { status: 'declined', filled: answering(contact.slots[0]!, fact) });
      contact.refusals.push(fact.at);
      if (present) {
        if (contact.refusals.filter((at) => at >= (contact.accepted ?? at)).length > MOST_REFUSALS) {
          course.supervise('fever_clinic', 'transfer_refused', { reason: 'arm', of: 'febrile.on.bounced.0' });
          course.tell(['county_cdc', 'township_leader', 'county_leader'], { reason: 'arm', of: 'febrile.on.bounced.0' });
        } else course.tell(['county_cdc', 'township_leader'], { reason: 'arm', of: 'febrile.on.declined.0' });
        course.go('febrile');
      }
      break;
    case 'seen_by_clinic':
      fill(course, contact.slots[0], fact);
      if (present) course.go(fact.data.finding === 'suspected' ? 'became_suspected' : 'observed');
      break;
    case 'release_noticed':
      fill(course, contact.slots[0], fact);
      if (present) course.go('released');
      break;
  }
  course.settle();
}

const answering = ({ due }: Slot, { id, at }: Fact): NonNullable<Slot['filled']> => ({
  entry: id,
  at,
  late: at > due!,
  recordedLate: false,
});

const filling = (slot: Slot, { id, at, recorded }: Fact): NonNullable<Slot['filled']> => ({
  entry: id,
  at,
  late: at > slot.due!,
  recordedLate: at <= slot.due! && recorded > slot.due!,
});

/** What happened before it was asked fills nothing. */
function fill(course: Course, slot: Slot | undefined, fact: Fact): void {
  if (slot && slot.opens <= fact.at) course.change(slot, 'done', { status: 'done', filled: filling(slot, fact) });
}

/** A reading fills the slot in whose window it was taken, else the earliest that had opened by then. */
function fillReading(course: Course, fact: Fact): void {
  const { slots, closed } = course.contact;
  const opened = slots.filter((slot) => slot.on !== undefined && slot.opens <= fact.at).sort((a, b) => a.due! - b.due!);
  const best = opened.find((slot) => fact.at <= slot.due!) ?? opened[0];
  if (!best) {
    const index = closed.findLastIndex((slot) => slot.status === 'missed' && slot.opens <= fact.at && fact.at <= slot.due!);
    if (index < 0) return;
    closed[index] = { ...closed[index]!, status: 'done', filled: filling(closed[index]!, fact) };
    course.emit({ kind: 'task', change: 'noted', slot: closed[index]! });
    return;
  }
  fill(course, best, fact);
  for (const slot of slots.slice())
    if (slot.late !== undefined && slot.opens < best.opens) course.change(slot, 'missed', { status: 'missed' });
  if (best.late === undefined) course.askReading(course.contact.now, best);
}
