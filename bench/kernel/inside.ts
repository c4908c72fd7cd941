import type * as chartModule from '../../src/kernel/chart.ts';
import type * as kernelModule from '../../src/kernel/index.ts';
import type { Case, Input, Opening } from '../../src/kernel/index.ts';
import { blank } from '../durable/expert/contact.ts';
import { Course } from '../durable/expert/course.ts';
import { happen, open as openContact } from '../durable/expert/facts.ts';
import { refuse } from '../durable/expert/refuse.ts';
import { type Moved, switches } from './switches.ts';

/** What a worker's sandbox gives: the modules of the workflow bundle, and the machine's clock, ms. */
export interface Sandbox {
  kernel: typeof kernelModule;
  chart: typeof chartModule;
  transition: (machine: unknown, snapshot: unknown, event: { type: string }) => unknown;
  now(): number;
}

/** One step of a tour and what XState says of it. */
export interface TourStep {
  at: string[];
  history: Record<string, string[]>;
  arm: string;
  to: { at: string[]; left: number[]; entered: number[] };
}

export interface Rates {
  raw: number;
  remembered: number;
  switch: number;
}

/** Runs `work` for about `ms`: how often a second. */
function rate(now: () => number, work: () => void, ms: number): number {
  const started = now();
  const end = started + ms;
  let count = 0;
  while (now() < end) {
    for (let i = 0; i < 200; i++) work();
    count += 200;
  }
  return (count / (now() - started)) * 1000;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** One protocol in one sandbox. Everything is JSON text: what is made of it is made in here. */
export function stepsIn({ kernel, chart, transition, now }: Sandbox, protocolText: string, name: string, tourText: string) {
  const machine = kernel.load(JSON.parse(protocolText), name);
  const tour = JSON.parse(tourText) as TourStep[];
  const hand = switches[name]!;
  const ids = machine.protocol.states.map(({ id }) => id);
  let i = 0;
  const next = () => {
    i = i + 1 < tour.length ? i + 1 : 0;
    return tour[i]!;
  };
  const firstPass = (work: (step: TourStep) => unknown): number => {
    const started = now();
    for (const step of tour) work(step);
    return (tour.length / (now() - started)) * 1000;
  };
  const remember = (step: TourStep) => chart.take(machine.chart, step, [step.arm]);
  const snapshots = () => tour.map((step) => chart.snapshotOf(machine.chart, step));
  return {
    /** The first pass with nothing remembered, in a sandbox in which nothing ran before. */
    coldRemembered: () => firstPass(remember),
    coldSwitch: () => firstPass(({ at, arm }) => hand(at, arm)),
    coldRaw: () => {
      const from = snapshots();
      let n = 0;
      return firstPass(({ arm }) => transition(machine.chart.xstate, from[n++], { type: arm }));
    },
    warm(rounds: number, ms: number): Rates[] {
      const from = snapshots();
      return Array.from({ length: rounds }, () => ({
        raw: rate(now, () => void transition(machine.chart.xstate, from[i], { type: next().arm }), ms),
        remembered: rate(now, () => void remember(next()), ms),
        switch: rate(
          now,
          () => {
            const { at, arm } = next();
            hand(at, arm);
          },
          ms,
        ),
      }));
    },
    /** Steps that differ from what XState said outside: of the memory and of the switch. */
    different(): string[] {
      const named = ({ at, left, entered }: TourStep['to']): Moved => ({
        at,
        left: left.map((n) => ids[n]!),
        entered: entered.map((n) => ids[n]!),
      });
      return tour.flatMap((step) => {
        const { at, left, entered } = remember(step);
        const moved = hand(step.at, step.arm);
        const where = `${step.at.join(' + ')} > ${step.arm}`;
        return [
          ...(same({ at, left, entered }, step.to) ? [] : [`remembered: ${where}`]),
          ...(same(moved, named(step.to)) ? [] : [`switch: ${where}: ${JSON.stringify(moved)} ${JSON.stringify(named(step.to))}`]),
        ];
      });
    },
  };
}

/** A whole case of close-contact: opened, then its inputs one after the other; by the kernel and hard-coded. */
export function casesIn({ kernel, now }: Sandbox, protocolText: string, openingText: string, inputsText: string) {
  const machine = kernel.load(JSON.parse(protocolText), 'close-contact');
  const opening = JSON.parse(openingText) as Opening;
  const inputs = JSON.parse(inputsText) as Extract<Input, { kind: 'event' }>[];
  const byKernel = () => {
    const opened = kernel.open(machine, opening);
    if (kernel.isRefusal(opened)) throw new Error(opened.refused);
    let current: Case = opened.case;
    const effects = [...opened.effects];
    for (const input of inputs) {
      const answer = kernel.apply(machine, current, input);
      if (kernel.isRefusal(answer)) throw new Error(answer.refused);
      current = answer.case;
      effects.push(...answer.effects);
    }
    return { at: current.at, nextWake: current.nextWake, effects };
  };
  const byHand = () => {
    const course = new Course(blank(opening));
    openContact(course, opening);
    for (const input of inputs) {
      const no = refuse(course.contact, input);
      if (no) throw new Error(no.refused);
      happen(course, input);
    }
    return { at: [course.contact.state], nextWake: course.contact.nextWake, effects: course.effects };
  };
  const inputsPerSecond = (run: () => unknown, ms: number) => {
    const started = now();
    let cases = 0;
    for (; now() < started + ms; cases++) run();
    return (cases * inputs.length * 1000) / (now() - started);
  };
  return {
    coldMs() {
      const started = now();
      byKernel();
      return now() - started;
    },
    isEqual: () => same(byKernel(), byHand()),
    warm: (ms: number) => ({ kernel: inputsPerSecond(byKernel, ms), hand: inputsPerSecond(byHand, ms) }),
  };
}
