import {
  advance,
  apply,
  type Case,
  type Data,
  type Editions,
  type Effect,
  type Field,
  type Input,
  isRefusal,
  type Machine,
  open,
  viewCase,
} from '../../src/kernel/index.ts';

const HOUR = 3_600_000;

/** Numbers from 0 to 1, the same for the same seed. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Walked {
  case: Case;
  effects: Effect[];
}

/** What somebody may do next on a case, at random: an event that is possible with data that mostly fit; undefined: nobody does anything. */
export function nextInput(machine: Machine, current: Case, now: number, roll: () => number): Input | undefined {
  const { may, status } = viewCase(machine, current);
  if (status === 'running' && roll() < 0.12) return decided(machine, current, now, roll);
  const possible = status === 'running' ? may.filter(({ event }) => event !== 'died' && event !== 'contact_named') : [];
  if (possible.length === 0 || roll() < 0.45) return undefined;
  const { event, role } = possible[Math.floor(roll() * possible.length)]!;
  const data: Data = {};
  for (const [name, field] of Object.entries(machine.protocol.events[event]!.data)) {
    if (field.required || roll() < 0.5) data[name] = datum(name, field, now, roll);
  }
  return { kind: 'event', event, at: now, recorded: now, by: { role, place: 'sample-village' }, data };
}

/** What a supervisor may decide: not all of it is possible just then. */
function decided({ protocol }: Machine, { slots, record }: Case, now: number, roll: () => number): Input | undefined {
  const by = { role: protocol.supervisors![0]!, place: 'qinzhou-cdc' };
  const said = { recorded: now, by, reason: 'so decided' };
  const slot = slots[Math.floor(roll() * slots.length)];
  const entry = record[Math.floor(roll() * record.length)]!;
  const task = slot && (slot.kind === 'hand_off' ? 'hand_off' : slot.event);
  switch (Math.floor(roll() * 6)) {
    case 0:
      return task === undefined ? undefined : { kind: 'extend', task, due: (slot!.due ?? now) - Math.floor(roll() * 3) * HOUR, ...said };
    case 1:
      return task === undefined ? undefined : { kind: 'reassign', task, place: roll() < 0.5 ? 'qinzhou' : 'sample-village', ...said };
    case 2:
      return { kind: 'recall', ...said };
    case 3:
      return { kind: 'offer', ...said };
    case 4:
      return entry.event === 'opened' ? undefined : { kind: 'withdraw', entry: entry.id, ...said };
    default:
      return roll() < 0.1 ? { kind: 'void', ...said } : undefined;
  }
}

function datum(name: string, { type, oneOf, min = 0, max = 10 }: Field, now: number, roll: () => number): Data[string] {
  if (oneOf) return oneOf[Math.floor(roll() * oneOf.length)]!;
  switch (type) {
    case 'number':
      return name === 'celsius' || name === 'highest' ? 36 + Math.round(roll() * 20) / 10 : min + (max - min) * roll();
    case 'integer':
      return Math.floor(min + roll() * 5);
    case 'flag':
      return roll() < 0.5;
    case 'time':
      return now - Math.floor(roll() * 30) * HOUR;
    case 'date':
      return new Date(now - 86_400_000).toISOString().slice(0, 10);
    default:
      return `${name}-${Math.floor(roll() * 3)}`;
  }
}

/** A case that lives for a while as chance has it: readings come or not, offers are taken or declined, nobody comes and ladders climb. */
export function wander(
  machine: Machine,
  { id, from, hours, opening }: { id: string; from: number; hours: number; opening: Data },
  roll: () => number,
): Walked {
  const place = 'sample-village';
  const opened = open(machine, { id, subject: `p-${id}`, place, now: from, by: { role: 'county_cdc', place }, data: opening });
  if (isRefusal(opened)) throw new Error(JSON.stringify(opened));
  const walked: Walked = { case: opened.case, effects: [...opened.effects] };
  for (let now = from; ; ) {
    now += Math.ceil(roll() * 16) * HOUR;
    if (now > from + hours * HOUR) break;
    const input = nextInput(machine, walked.case, now, roll);
    step(machine, walked, now, input);
  }
  return walked;
}

/** Time passes to `now`, and something may be done. Returns whether that was refused. `editions`: those under which it ran before. */
export function step(machine: Machine, walked: Walked, now: number, input: Input | undefined, editions?: Editions): boolean {
  const answer = input ? apply(machine, walked.case, input, editions) : advance(machine, walked.case, now);
  if (isRefusal(answer)) return true;
  walked.case = answer.case;
  for (const effect of answer.effects) walked.effects.push(effect);
  return false;
}
