import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apply, type Data, type Effect, type Input, isRefusal, type Machine, type MigrationMap } from '../../src/kernel/index.ts';
import { readMigration } from '../../src/language/index.ts';
import { protocolsFolder, readLibrary } from '../library.ts';
import { dice, nextInput, step, type Walked, wander } from './wanderer.ts';

/** `MIGRATION_CASES=10000` for the whole proof; `SEED=` for another crowd. */
const CASES = Number(process.env.MIGRATION_CASES ?? 600);
const SEED = Number(process.env.SEED ?? 20_200_128);
const HOUR = 3_600_000;
const from = Date.parse('2020-02-01T08:00:00+08:00');

const { machines, editions } = readLibrary();

/** Where the two editions part by their own words: from there on a moved case and its twin may differ. */
const parting: Record<string, RegExp> = { 'close-contact': /$^/, 'suspected-case': /confirmed\.(fit|aftercare)|excluded/ };
const openings: Record<string, (roll: () => number) => Data> = {
  'close-contact': (roll) => ({ exposed_on: '2020-01-31', ...(roll() < 0.7 && { source: roll() < 0.5 ? 'suspected' : 'confirmed' }) }),
  'suspected-case': () => ({}),
};

interface Moved {
  machine: Machine;
  twin: Walked;
  moved: Walked;
  at: number;
}

/** What the world sees of an effect; what a migration itself says is left out, and steps are not numbered alike after it. */
function seen(effect: Effect): string | undefined {
  const { at } = effect;
  const bare = (id: string) => id.replace(/#\d+/, '#');
  switch (effect.kind) {
    case 'tell':
      return JSON.stringify([at, 'tell', effect.roles, effect.place, { ...effect.about, of: bare(effect.about.of) }]);
    case 'task':
      return effect.change === 'migrated'
        ? undefined
        : JSON.stringify([at, effect.change, bare(effect.slot.id), effect.slot.due, effect.slot.by, effect.slot.step]);
    case 'record':
      if (effect.note.note === 'migrated') return undefined;
      return JSON.stringify([
        at,
        effect.note.note,
        effect.note.note === 'moved' ? effect.note.at : effect.note.note === 'event' ? effect.note.entry.event : null,
      ]);
    default:
      return JSON.stringify([at, effect.kind]);
  }
}

const isParted = (effect: Effect, name: string) =>
  effect.kind === 'record' && effect.note.note === 'moved' && effect.note.at.some((state) => parting[name]!.test(state));

/** The trace after the migration, as far as the editions agree. */
function traceOf({ effects }: Walked, until: number): string[] {
  return effects.filter(({ at }) => at < until).flatMap((effect) => seen(effect) ?? []);
}

/** The same for the other: entries are numbered by steps, and a migration is one. */
function sameEntry(input: Input, twin: Walked, moved: Walked): Input {
  if (input.kind !== 'withdraw') return input;
  return { ...input, entry: moved.case.record[twin.case.record.findIndex(({ id }) => id === input.entry)]!.id };
}

/** Ladder steps of each slot, in the order in which they ran. A slot keeps its occurrence when its rule is called otherwise. */
function laddersOf(effects: readonly Effect[]): Map<string, number[]> {
  const ladders = new Map<string, number[]>();
  const last = new Map<string, number>();
  for (const effect of effects) {
    if ((effect.kind !== 'tell' && effect.kind !== 'open') || effect.about.reason !== 'ladder') continue;
    const of = effect.about.of.replace(/^.*\.(\w+[#@].*)$/, '$1');
    // What one step says to several is said at once.
    if (last.get(of) !== effect.seq) ladders.set(of, [...(ladders.get(of) ?? []), effect.about.step!]);
    last.set(of, effect.seq);
  }
  return ladders;
}

describe(`${CASES} running cases go over to the next edition (seed ${SEED})`, () => {
  const crowd: Moved[] = [];
  let failed = 0;
  const states = new Map<string, number>();
  let climbing = 0;
  let offered = 0;

  for (const [n, name] of ['close-contact', 'suspected-case'].entries()) {
    const former = editions.find(({ protocol }) => protocol.protocol === name)!;
    const present = machines.find(({ protocol }) => protocol.protocol === name)!;
    const file = join(protocolsFolder, name, 'migration.yaml');
    const map = readMigration(readFileSync(file, 'utf8'), file, { from: former.protocol, to: present.protocol }).map as MigrationMap;
    for (let i = n; i < CASES; i += 2) {
      const roll = dice(SEED + i);
      let walked: Walked;
      do
        walked = wander(
          former,
          { id: `c-${i}`, from, hours: Math.ceil(roll() * (n === 0 ? 240 : 360)), opening: openings[name]!(roll) },
          roll,
        );
      while (walked.case.status !== 'running');
      const { case: current } = walked;
      for (const state of current.at) states.set(state, (states.get(state) ?? 0) + 1);
      if (current.slots.some(({ step, late }) => late !== undefined && step > 0)) climbing++;
      if (current.slots.some(({ kind }) => kind === 'hand_off')) offered++;
      const at = current.now + Math.ceil(roll() * 5) * HOUR;
      const twin: Walked = { case: current, effects: [...walked.effects] };
      step(former, twin, at, undefined);
      const answer = apply(former, current, {
        kind: 'migrate',
        to: { $protocol: present.hash, body: present.protocol },
        map,
        recorded: at,
        by: { role: 'county_cdc', place: 'qinzhou-cdc' },
        reason: 'next edition',
      });
      if (isRefusal(answer)) {
        if (twin.case.status === 'running') failed++;
        continue;
      }
      const moved: Walked = { case: answer.case, effects: [...walked.effects, ...answer.effects] };
      for (let k = 0, now = at; k < 12; k++) {
        now += Math.ceil(roll() * 12) * HOUR;
        const input = nextInput(former, twin.case, now, roll);
        const same = input && sameEntry(input, twin, moved);
        const find = (hash: string) => [former, present].find((machine) => machine.hash === hash);
        const refused = [step(former, twin, now, input), step(present, moved, now, same, find)];
        if (refused[0] !== refused[1] && !walked.effects.concat(twin.effects, moved.effects).some((effect) => isParted(effect, name)))
          failed++;
      }
      crowd.push({ machine: former, twin, moved, at });
    }
  }

  it('none is lost: each runs under the new edition, or had ended by itself', () => {
    expect(failed).toBe(0);
    expect(crowd.length).toBeGreaterThan(CASES * 0.9);
    for (const { moved, machine } of crowd) expect(moved.case.hash).not.toBe(machine.hash);
  });

  it('they were spread over many states, some climbing a ladder, some offered to somebody, some decided by a supervisor before or after', () => {
    expect(states.size).toBeGreaterThanOrEqual(6);
    expect([...states.values()].filter((count) => count >= CASES / 100).length).toBeGreaterThanOrEqual(6);
    expect(climbing).toBeGreaterThan(CASES / 20);
    expect(offered).toBeGreaterThan(CASES / 50);
    for (const isThen of [(own: number, at: number) => own < at, (own: number, at: number) => own > at])
      expect(crowd.filter(({ moved, at }) => moved.case.overrides?.some(({ recorded }) => isThen(recorded, at))).length).toBeGreaterThan(
        CASES / 5,
      );
  });

  it('no step of a ladder is repeated, and none is skipped', () => {
    let steps = 0;
    for (const { moved, at } of crowd) {
      for (const [slot, ran] of laddersOf(moved.effects)) {
        for (let i = 1; i < ran.length; i++) expect(ran[i], `${moved.case.id} ${slot}: ${ran} around ${at}`).toBe(ran[i - 1]! + 1);
        steps += ran.length;
      }
    }
    expect(steps).toBeGreaterThan(CASES);
  });

  it('each goes on exactly as its twin that stayed, as long as the editions agree', () => {
    let compared = 0;
    for (const { machine, moved, twin } of crowd) {
      const name = machine.protocol.protocol;
      const parts = [...moved.effects, ...twin.effects].filter((effect) => isParted(effect, name)).map(({ at }) => at);
      const until = parts.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY);
      expect(traceOf(moved, until), moved.case.id).toEqual(traceOf(twin, until));
      if (until === Number.POSITIVE_INFINITY) compared++;
    }
    expect(compared).toBeGreaterThan(CASES / 2);
  });
});
