import type { Case, Data, Instant, Machine, Refusal, Units } from '../../kernel/index.ts';
import type { Population } from '../../language/index.ts';
import { World } from '../world.ts';
import { type Body, bodyOf } from './body.ts';
import type { Report } from './forms.ts';
import { type Deed, deedsOf, type Situation, type Staff } from './staff.ts';

/** Somebody of the register, and when he is found. */
export interface Participant {
  /** Number in the register: the one name that is the same in every run. */
  number: string;
  place: string;
  found: Instant;
  /** Kind of contact, as the population's attack rates name it. */
  contact: string;
  /** Opening data. */
  data: Data;
}

/** What became of an exercise in virtual time. */
export interface Exercise {
  world: World;
  /** Deeds that the cases sent back. */
  refused: { deed: Deed; refusal: Refusal }[];
}

/** The bodies of all participants by number; exposure counts from the opening date the population names. */
export function bodiesOf({ health }: Population, seed: string, zone: string, people: readonly Participant[]): Map<string, Body> {
  return new Map(
    people.map(({ number, contact, data }) => [
      number,
      bodyOf(health, seed, { number, contact, exposed: String(data[health.since]), zone }),
    ]),
  );
}

/** The record as forms and exclusions look back on it, by when things occurred. */
export function reportsOf(entries: Case['record']): Report[] {
  return entries
    .filter(({ withdrawn }) => !withdrawn)
    .map(({ event, at, data, by }) => ({ event, at, data, ...(by.person !== undefined && { person: by.person }) }))
    .sort((a, b) => a.at - b.at);
}

/** Who opens the people of a register. */
export const registrar = (place: string) => ({ role: 'county_cdc', place });

/**
 * Plays a whole exercise in virtual time up to and including `until`: people are found, units do what chance under the seed lets them.
 * The durable drill does the same with the same `deedsOf`, so both end alike.
 */
export function playExercise(given: {
  population: Population;
  seed: string;
  begins: Instant;
  until: Instant;
  people: readonly Participant[];
  machines: readonly Machine[];
  units: Units;
}): Exercise {
  const { population, seed, begins, until, people, machines, units } = given;
  const world = new World(machines, units);
  const staff: Staff = { population, units, seed, begins };
  const bodies = bodiesOf(population, seed, units.zone, people);
  const refused: Exercise['refused'] = [];
  const agenda = new Map<string, Deed[]>();
  const done = new Set<string>();
  let heard = 0;

  const situationOf = (current: Case): Situation => {
    const { subject, place, protocol, slots, closed, record } = current;
    const body = bodies.get(subject);
    const nth = [...world.cases.values()].filter((other) => other.subject === subject && other.openedAt < current.openedAt).length;
    return {
      who: subject,
      nth,
      place,
      machine: machines.find((machine) => machine.protocol.protocol === protocol)!,
      slots: [...closed, ...slots],
      record: reportsOf(record),
      ...(body && { body }),
    };
  };
  const listen = () => {
    const touched = new Set(world.happened.slice(heard).map((happened) => happened.case));
    heard = world.happened.length;
    for (const id of touched)
      agenda.set(
        id,
        deedsOf(staff, situationOf(world.cases.get(id)!)).filter(({ key }) => !done.has(key)),
      );
  };
  const next = (): [string, Deed] | undefined => {
    let best: [string, Deed] | undefined;
    for (const [id, deeds] of agenda) for (const deed of deeds) if (!best || deed.at < best[1].at) best = [id, deed];
    return best;
  };

  const waiting = people.toSorted((a, b) => a.found - b.found);
  for (;;) {
    const found = waiting[0]?.found ?? Number.POSITIVE_INFINITY;
    const deed = next();
    const acts = deed?.[1].at ?? Number.POSITIVE_INFINITY;
    const wake = world.nextWake() ?? Number.POSITIVE_INFINITY;
    const now = Math.min(found, acts, wake);
    if (now > until) break;
    if (found === now) {
      const { number, place, data } = waiting.shift()!;
      world.open(population.protocol, { id: number, subject: number, place, now, by: registrar(place), data });
    } else if (deed && acts === now) {
      const [id, { key, at, occurred, by, event, data }] = deed;
      done.add(key);
      agenda.set(
        id,
        agenda.get(id)!.filter((other) => other.key !== key),
      );
      const refusal = world.apply(id, { kind: 'event', event, at: occurred, recorded: at, by, data });
      if (refusal) refused.push({ deed: deed[1], refusal });
    } else world.advance(now);
    listen();
  }
  world.advance(until);
  return { world, refused };
}
