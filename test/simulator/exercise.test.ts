import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../src/kernel/index.ts';
import { readPopulation } from '../../src/language/index.ts';
import { type Exercise, type Participant, playExercise, registerColumns, syntheticRegister } from '../../src/simulator/index.ts';
import { protocolsFolder, readLibrary } from '../library.ts';

const DAY = 86_400_000;
const { units, machines } = readLibrary();
const text = readFileSync(join(protocolsFolder, 'populations', 'qinzhou.yaml'), 'utf8');
const { population, problems } = readPopulation(text, 'qinzhou.yaml', { units, protocols: machines.map(({ protocol }) => protocol) });
const begins = instantOf(units.zone, '2020-01-24', '08:00');
const rows = syntheticRegister(units, { seed: 'qinzhou', people: 200, begins });
const villages = new Map(Object.values(units.units).map(({ title, id }) => [title.zh, id]));
const people: Participant[] = rows.map((row) => ({
  number: row[0]!,
  place: villages.get(row[7]!)!,
  contact: row[9]!,
  found: instantOf(units.zone, row[11]!.slice(0, 10), row[11]!.slice(11)),
  data: { exposed_on: row[10]! },
}));

function played(change: { seed?: string; people?: Participant[]; days?: number } = {}): Exercise {
  return playExercise({
    population: population!,
    seed: change.seed ?? '1',
    begins,
    until: begins + (change.days ?? 15) * DAY,
    people: change.people ?? people,
    machines,
    units,
  });
}
const endsOf = ({ world }: Exercise) => [...world.cases.values()].map(({ id, protocol, at, outcome }) => [id, protocol, ...at, outcome]);

describe('the register of the exercise', () => {
  it('is what its seed makes', () => {
    const shipped = readFileSync(join(protocolsFolder, 'registers', 'qinzhou-200.csv'), 'utf8');
    expect(shipped).toBe(`${[registerColumns, ...rows].map((row) => row.join(',')).join('\n')}\n`);
  });
  it('places people in every kind of town and street, by the codes of the country', () => {
    for (const row of rows) expect(row[5]).toMatch(/^620502(00[1-7]|1(0\d|1[0-5]))$/);
    expect(new Set(rows.map((row) => row[5])).size).toBeGreaterThan(15);
  });
  it('finds everybody within nine days, after his exposure', () => {
    for (const { found, data } of people) {
      expect(found).toBeGreaterThanOrEqual(begins);
      expect(found).toBeLessThan(begins + 9 * DAY);
      expect(instantOf(units.zone, data.exposed_on as string)).toBeLessThan(found);
    }
  });
});

describe('an exercise in virtual time', () => {
  const once = played();
  it('is played by a population without a mistake in it', () => expect(problems).toEqual([]));

  it('ends alike for the same seed, whatever the order of the register, and otherwise for another', () => {
    expect(endsOf(played({ people: people.toReversed() })).sort()).toEqual(endsOf(once).sort());
    expect(endsOf(played({ seed: '2' })).sort()).not.toEqual(endsOf(once).sort());
  });

  it('goes the same for a person whether or not others take part', () => {
    const some = people.filter((_, n) => n % 7 === 0);
    const alone = played({ people: some });
    const ofPeople = (ends: unknown[][]) => ends.filter(([id]) => some.some(({ number }) => number === id)).sort();
    expect(ofPeople(endsOf(alone))).toEqual(ofPeople(endsOf(once)));
  });

  it('drops nobody', () => {
    expect(people.every(({ number }) => once.world.cases.has(number))).toBe(true);
  });

  it('has units that are late, silent, absent, refuse and mistype, and what follows from it', () => {
    const changes = once.world.trace.map(({ effect }) => (effect.kind === 'task' ? `${effect.slot.kind} ${effect.change}` : effect.kind));
    for (const change of ['task late', 'task missed', 'hand_off late', 'hand_off declined', 'hand_off done', 'open', 'become'])
      expect(changes, change).toContain(change);
    const recordedLate = once.world.trace.some(({ effect }) => effect.kind === 'task' && effect.slot.filled?.recordedLate);
    expect(recordedLate, 'done in time, entered later').toBe(true);
    expect(once.refused.length).toBeGreaterThan(0);
    expect(once.refused.every(({ deed, refusal }) => deed.mistyped && refusal.refused === 'bad_data')).toBe(true);
    const byOthers = once.world.trace.some(
      ({ effect }) => effect.kind === 'record' && effect.note.note === 'event' && effect.note.entry.by.role === 'grid_head',
    );
    expect(byOthers).toBe(true);
  });

  it('leaves no case in need of attention', () => {
    for (const { id, attention } of once.world.cases.values()) expect(attention, id).toEqual([]);
  });
});
