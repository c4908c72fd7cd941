import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Effect, Machine, Protocol } from '../../src/kernel/index.ts';
import { load } from '../../src/kernel/index.ts';
import { playScenario, subjectCase, type World } from '../../src/simulator/index.ts';
import { alone, readLibrary } from '../library.ts';
import { type House, openHouse } from './house.ts';
import { type Played, playDurably } from './play.ts';

const { machines, units, ...library } = readLibrary();
const scenarios = library.scenarios.filter(alone({ machines }));
const address = inject('temporal');

/** What both runners must agree on: every effect with its instant, without numbers that depend on when a link came back. */
function comparable(effects: readonly Effect[], id: string): string[] {
  return effects
    .filter((effect) => !(effect.kind === 'record' && effect.note.note === 'linked'))
    .map(({ seq: _, index: __, ...effect }) =>
      JSON.stringify(effect, (key, value: unknown) => (key === 'number' || key === 'asked_by' ? undefined : value))
        .replaceAll(id, 'CASE')
        .replaceAll(/#\d+/g, '#')
        .replaceAll(/"(id|entry|to)":("c-[\w-]+"|"CASE\/[\w-]+"|\d+)/g, '"$1":0')
        .replaceAll(/"seq":\d+/g, '"seq":0'),
    );
}

const ofSimulator = (world: World) =>
  comparable(
    world.trace.filter((traced) => traced.case === subjectCase).map(({ effect }) => effect),
    subjectCase,
  );

describe.skipIf(!address)('the simulator and a durable case on Temporal agree', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(address!, 'agreement');
  }, 60_000);
  afterAll(() => house?.close());

  it.each(scenarios)(
    '$protocol: $title',
    async (scenario) => {
      const simulated = playScenario(scenario, machines, units);
      const played = await playDurably(house, scenario);
      expect(comparable(played.effects, played.view.id)).toEqual(ofSimulator(simulated.world));
      expect(played.refusals).toEqual(scenario.steps.map((step) => step.expect.refused));
      const last = simulated.world.cases.get(subjectCase)!;
      const { at, status, outcome, holder, nextWake } = played.view;
      expect({ at, status, outcome, holder, nextWake }).toEqual({
        at: last.at,
        status: last.status,
        outcome: last.outcome,
        holder: last.holder,
        nextWake: last.nextWake,
      });
    },
    60_000,
  );

  describe('and a kernel that is wrong is caught', () => {
    const scenario = scenarios.find((candidate) => candidate.title.startsWith('fever, a slow clinic'))!;
    let played: Played;
    beforeAll(async () => {
      played = await playDurably(house, scenario);
    }, 60_000);
    const wrong = (change: (protocol: Protocol) => void): string[] => {
      const library: Machine[] = machines.map((machine) => {
        const protocol = structuredClone(machine.protocol);
        change(protocol);
        return load(protocol, `wrong-${Math.random()}`);
      });
      return ofSimulator(playScenario(scenario, library, units).world);
    };
    it('when a deadline is one minute off', () => {
      const changed = wrong((protocol) => {
        for (const state of protocol.states) {
          const moment = state.handOff?.due;
          if (moment?.kind === 'span' && 'elapsed' in moment.span) moment.span.elapsed += 60_000;
        }
      });
      expect(comparable(played.effects, played.view.id)).not.toEqual(changed);
    });
    it('when two effects are swapped', () => {
      const changed = wrong((protocol) => {
        for (const ladder of Object.values(protocol.ladders))
          for (const step of ladder) for (const effect of step.effects) if (effect.kind === 'tell') effect.roles.reverse();
      });
      expect(comparable(played.effects, played.view.id)).not.toEqual(changed);
    });
  });
});
