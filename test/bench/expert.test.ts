import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blank } from '../../bench/durable/expert/contact.ts';
import { Course } from '../../bench/durable/expert/course.ts';
import { happen, hear, open } from '../../bench/durable/expert/facts.ts';
import { runUntil } from '../../bench/durable/expert/moments.ts';
import { refuse } from '../../bench/durable/expert/refuse.ts';
import {
  advance,
  apply,
  type Case,
  type Data,
  type Effect,
  type Input,
  isRefusal,
  load,
  open as openCase,
  type Refusal,
} from '../../src/kernel/index.ts';
import { readProtocol } from '../../src/language/index.ts';
import { inputOf, openingOf, scenarioInstant } from '../../src/simulator/index.ts';
import { protocolsFolder, readLibrary } from '../library.ts';

const { protocol } = readProtocol(readFileSync(join(protocolsFolder, 'close-contact', 'protocol.yaml'), 'utf8'), 'close-contact');
const machine = load(protocol!, 'expert');
const scenarios = readLibrary().scenarios.filter((scenario) => scenario.protocol === 'close-contact');

type Told = Extract<Input, { kind: 'event' | 'message' }>;
interface Heard {
  refused: (Refusal | undefined)[];
  effects: Effect[];
  end: unknown;
}

const endOf = (
  at: string[],
  { status, outcome, holder, nextWake, seq, now }: Pick<Case, 'status' | 'outcome' | 'holder' | 'nextWake' | 'seq' | 'now'>,
) => ({
  at,
  status,
  outcome,
  holder,
  nextWake,
  seq,
  now,
});

function byKernel(opening: Parameters<typeof openCase>[1], inputs: (Told | number)[]): Heard {
  const opened = openCase(machine, opening);
  if (isRefusal(opened)) throw new Error(opened.refused);
  let current = opened.case;
  const heard: Heard = { refused: [], effects: [...opened.effects], end: undefined };
  for (const input of inputs) {
    if (current.status === 'becoming') break;
    const outcome = typeof input === 'number' ? advance(machine, current, input) : apply(machine, current, input);
    heard.refused.push(isRefusal(outcome) ? outcome : undefined);
    if (isRefusal(outcome)) continue;
    current = outcome.case;
    heard.effects.push(...outcome.effects);
  }
  return { ...heard, end: endOf(current.at, current) };
}

function byExpert(opening: Parameters<typeof openCase>[1], inputs: (Told | number)[]): Heard {
  const course = new Course(blank(opening));
  open(course, opening);
  const { contact } = course;
  const refused: Heard['refused'] = [];
  for (const input of inputs) {
    if (contact.status === 'becoming') break;
    if (typeof input === 'number') runUntil(course, input, true);
    else if (input.kind === 'message') hear(course, input);
    else {
      const later = new Course(structuredClone(contact));
      runUntil(later, Math.max(input.recorded, contact.now), false);
      const no = refuse(later.contact, input);
      refused.push(no);
      if (!no) happen(course, input);
      continue;
    }
    refused.push(undefined);
  }
  return { refused, effects: course.effects, end: endOf([contact.state], { ...contact, outcome: contact.outcome! }) };
}

describe('the hard-coded close contact against which the engine is measured', () => {
  it.each(scenarios.filter((scenario) => !scenario.steps.some((step) => step.correct || step.override)))(
    'says the same as the protocol: $title',
    (scenario) => {
      const opening = openingOf(scenario, machine);
      const inputs = scenario.steps.flatMap((step) => {
        const input = inputOf(step, scenario, { record: [] as Case['record'] } as Case, machine) as Told | undefined;
        return [...(input ? [input] : []), scenarioInstant(machine.protocol.zone, step.at)];
      });
      expect(byExpert(opening, inputs)).toEqual(byKernel(opening, inputs));
    },
  );

  it('says the same whatever is told, when and by whom', () => {
    const start = Date.parse('2020-01-25T10:30:00+08:00');
    const place = 'sample-village';
    const opening = {
      id: 'c',
      subject: 'p',
      place,
      now: start,
      by: { role: 'county_cdc', place },
      from: 'a',
      data: { exposed_on: '2020-01-20' },
    };
    const role = fc.constantFrom('village_doctor', 'grid_head', 'fever_clinic', 'fever_clinic', 'county_cdc', 'county_cdc');
    const told = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          event: fc.constant('temperature_taken'),
          celsius: fc.constantFrom(36.5, 36.8, 37.3, 50),
          symptoms: fc.boolean(),
        }),
      },
      { weight: 4, arbitrary: fc.record({ event: fc.constant('accepted') }) },
      fc.record({ event: fc.constant('declined'), reason: fc.constantFrom('no bed', undefined) }),
      {
        weight: 4,
        arbitrary: fc.record({
          event: fc.constant('seen_by_clinic'),
          finding: fc.constantFrom('other', 'other', 'other', 'suspected', 'x'),
        }),
      },
      { weight: 2, arbitrary: fc.record({ event: fc.constant('release_noticed'), number: fc.constant('1') }) },
      fc.record({ event: fc.constantFrom('opened', 'source_excluded', 'lapsed') }),
      fc.record({
        event: fc.constant('message opened'),
        exposed_on: fc.constantFrom('2020-01-10', '2020-01-22', '2020-02-01'),
        from: fc.constantFrom('b', 'c'),
      }),
      fc.record({ event: fc.constant('message source_excluded'), from: fc.constantFrom('a', 'b', 'c') }),
    );
    const hours = (most: number) => fc.integer({ min: 0, max: most * 4 }).map((quarters) => quarters * 900_000);
    const step = fc.record({
      after: hours(30),
      late: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, hours(30)),
      role,
      told,
      lookLater: hours(12),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let now = start;
        const inputs = steps.flatMap(({ after, late, role, told, lookLater }, number): (Told | number)[] => {
          now += after;
          const { event, ...rest } = told as { event: string; from?: string };
          const { from, ...data } = rest as { from?: string } & Data;
          const clean = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as Data;
          const common = { at: now - late, recorded: now, data: clean };
          const input: Told = event.startsWith('message ')
            ? { kind: 'message', event: event.slice(8), from: from!, number, ...common }
            : { kind: 'event', event, by: { role, place }, ...common };
          const later = now + lookLater;
          if (lookLater > 0) now = later;
          return lookLater > 0 ? [input, later] : [input];
        });
        expect(byExpert(opening, inputs)).toEqual(byKernel(opening, inputs));
      }),
      { numRuns: Number(process.env.RUNS ?? 300), ...(process.env.SEED && { seed: Number(process.env.SEED) }) },
    );
  });
});
