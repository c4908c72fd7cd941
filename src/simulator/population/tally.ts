import { type CaseRow, dateOf, type Effect, type Instant, type Slot, timeOf } from '../../kernel/index.ts';

/** Whether a step of a ladder went to somebody above those who were asked, at or after the due instant. `slots`: those of its case. */
export function isEscalation(effect: Effect, slots: readonly Slot[]): boolean {
  if (effect.kind !== 'tell' && effect.kind !== 'open') return false;
  if (effect.about.reason !== 'ladder') return false;
  const slot = slots.find(({ id }) => id === effect.about.of);
  if (!slot || effect.at < (slot.due ?? effect.at)) return false;
  return effect.kind === 'open' || effect.roles.some((role) => !slot.by.includes(role));
}

/** A hand-off whose answer did not come in time. */
export const isLapsed = (slot: Slot) => slot.kind === 'hand_off' && slot.late !== undefined;
/** A hand-off that was turned down. */
export const isRefused = (slot: Slot) => slot.kind === 'hand_off' && slot.status === 'declined';

/** What two runs of one exercise must agree on for a case: where it is, and what became of everything that was asked. */
export interface Course {
  stands: string;
  /** By rule and occurrence. */
  asked: Map<string, Slot>;
}

/** Where two courses part: the instant from which they do, Infinity when only the end shows it, and what each has. */
export interface Parting {
  at: Instant;
  here: string;
  there: string;
}

export function courseOf(row: Pick<CaseRow, 'protocol' | 'at' | 'status' | 'outcome' | 'holderRole'>, slots: readonly Slot[]): Course {
  const { protocol, at, status, outcome, holderRole } = row;
  const asked: Course['asked'] = new Map();
  for (const slot of slots.toSorted((a, b) => a.asked - b.asked)) {
    const name = [slot.rule, slot.key, slot.on ?? slot.asked].join(' ');
    let again = name;
    for (let n = 2; asked.has(again); n++) again = `${name} ${n}`;
    asked.set(again, slot);
  }
  return { stands: `${protocol} ${at.join(',')} ${status} ${outcome ?? '-'} ${holderRole ?? '-'}`, asked };
}

/** The earliest difference between two courses, in words with civil times of `zone`; undefined when there is none. */
export function partingOf(here: Course, there: Course, zone: string): Parting | undefined {
  let first: Parting | undefined;
  for (const name of new Set([...here.asked.keys(), ...there.asked.keys()])) {
    const [a, b] = [here.asked.get(name), there.asked.get(name)];
    const at = partedAt(a, b);
    if (at !== undefined && (!first || at < first.at)) first = { at, here: fateOf(a, zone), there: fateOf(b, zone) };
  }
  if (!first && here.stands !== there.stands) return { at: Number.POSITIVE_INFINITY, here: here.stands, there: there.stands };
  return first;
}

function partedAt(a: Slot | undefined, b: Slot | undefined): Instant | undefined {
  if (!a || !b) return (a ?? b)?.asked;
  if (a.status === b.status && a.late === b.late && a.filled?.at === b.filled?.at) return undefined;
  const differing = [
    [a.late, b.late],
    [a.closed, b.closed],
  ].flatMap(([one, other]) => (one === other ? [] : [one, other].filter((at) => at !== undefined)));
  return differing.length > 0 ? Math.min(...differing) : a.asked;
}

function fateOf(slot: Slot | undefined, zone: string): string {
  if (!slot) return '–';
  const civil = (at: Instant | undefined) => (at === undefined ? '' : ` ${dateOf(zone, at)} ${timeOf(zone, at)}`);
  const late = slot.late === undefined ? '' : ` late${civil(slot.late)}`;
  return `${slot.rule}${civil(slot.on ?? slot.asked)} ${slot.status}${civil(slot.filled?.at ?? slot.closed)}${late}`;
}
