// Steps per second of the kernel, against raw XState on the same chart and a hand-written switch; every side in this one run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transition } from 'xstate';
import { armsOf, askXState, snapshotOf, take } from '../src/kernel/chart.ts';
import { apply, type Case, forget, type Input, isRefusal, load, open } from '../src/kernel/index.ts';
import { readProtocol } from '../src/language/index.ts';

const names = ['close-contact', 'suspected-case', 'supervision'];
const json = process.argv.includes('--json');

/** Runs `work` for about `ms` and says how often it ran a second. */
function rate(work: () => void, ms = 600): number {
  const end = performance.now() + ms;
  const started = performance.now();
  let count = 0;
  while (performance.now() < end) {
    for (let i = 0; i < 200; i++) work();
    count += 200;
  }
  return (count / (performance.now() - started)) * 1000;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const results = names.map((name) => {
  const { protocol } = readProtocol(readFileSync(join('protocols', name, 'protocol.yaml'), 'utf8'), name);
  if (!protocol) throw new Error(`${name} does not compile`);
  const machine = load(protocol, name);
  const { chart } = machine;
  // A tour: from each configuration the first arm that moves, until nothing new comes.
  const tour: { from: typeof chart.initial; arm: string }[] = [];
  const seen = new Set<string>();
  const visit = (from: typeof chart.initial): void => {
    for (const leaf of from.at) {
      for (let index = machine.stateOf.get(leaf)!; index >= 0; index = protocol.states[index]!.parent) {
        for (const arm of armsOf(protocol.states[index]!)) {
          const key = `${from.at.join()}>${arm.id}`;
          if (!arm.to || seen.has(key) || tour.length > 300) continue;
          seen.add(key);
          tour.push({ from, arm: arm.id });
          visit(take(chart, from, [arm.id]));
        }
      }
    }
  };
  visit(chart.initial);
  const snapshots = tour.map(({ from }) => snapshotOf(chart, from));
  const table = new Map(tour.map(({ from, arm }) => [`${from.at.join()}>${arm}`, take(chart, from, [arm]).at]));
  let i = 0;
  const next = () => (i = (i + 1) % tour.length);
  const sides = {
    raw: () => void transition(chart.xstate, snapshots[next()]!, { type: tour[i]!.arm }),
    remembered: () => void take(chart, tour[next()]!.from, [tour[i]!.arm]),
    lookup: () => void table.get(`${tour[next()]!.from.at.join()}>${tour[i]!.arm}`),
  };
  const rounds = [0, 1, 2].map(() => ({ raw: rate(sides.raw), remembered: rate(sides.remembered), lookup: rate(sides.lookup) }));
  const raw = median(rounds.map((round) => round.raw));
  const remembered = median(rounds.map((round) => round.remembered));
  const cold = (() => {
    const started = performance.now();
    for (const { from, arm } of tour) askXState(chart, from, [arm]);
    return (tour.length / (performance.now() - started)) * 1000;
  })();
  return {
    protocol: name,
    steps: tour.length,
    raw,
    remembered,
    cold,
    ratio: remembered / raw,
    ofLookup: remembered / median(rounds.map((round) => round.lookup)),
  };
});

/** Whole inputs of close-contact, as a worker runs them: fourteen days of readings twice a day; and the same by a hand-written switch. */
function wholeInputs() {
  const { protocol } = readProtocol(readFileSync(join('protocols', 'close-contact', 'protocol.yaml'), 'utf8'), 'close-contact');
  const start = Date.parse('2020-01-25T12:30:00+08:00');
  const place = 'sample-village';
  const inputs: Input[] = [];
  for (let day = 0; day < 13; day++) {
    for (const hour of [4.5, 19.5]) {
      const recorded = start + (day * 24 + hour) * 3_600_000;
      inputs.push({
        kind: 'event',
        event: 'temperature_taken',
        at: recorded,
        recorded,
        by: { role: 'village_doctor', place },
        data: { celsius: 36.5, symptoms: false },
      });
    }
  }
  const run = () => {
    const machine = load(protocol!, 'close-contact');
    const opened = open(machine, {
      id: 'c',
      subject: 'p',
      place,
      now: start,
      by: { role: 'county_cdc', place },
      data: { exposed_on: '2020-01-24' },
    });
    if (isRefusal(opened)) throw new Error(opened.refused);
    let current: Case = opened.case;
    for (const input of inputs) {
      const answer = apply(machine, current, input);
      if (isRefusal(answer)) throw new Error(answer.refused);
      current = answer.case;
    }
    return current;
  };
  const started = performance.now();
  forget();
  run();
  const coldMs = performance.now() - started;
  const end = performance.now() + 2000;
  const warmStart = performance.now();
  let cases = 0;
  while (performance.now() < end) {
    run();
    cases++;
  }
  return { inputsPerSecond: (cases * inputs.length * 1000) / (performance.now() - warmStart), coldFirstCaseMs: coldMs };
}

const whole = wholeInputs();
if (json) console.log(JSON.stringify({ node: process.version, protocols: results, whole }, null, 2));
else {
  const n = (value: number) => Math.round(value).toLocaleString('en');
  for (const { protocol, raw, remembered, ratio, cold, ofLookup, steps } of results) {
    console.log(
      `${protocol}: ${steps} steps; raw XState ${n(raw)}/s, remembered ${n(remembered)}/s = ${ratio.toFixed(1)} ×; cold ${n(cold)}/s; ${ofLookup.toFixed(2)} × of a hand-written table`,
    );
  }
  console.log(
    `close-contact, whole inputs (record, slots, facts, ladder): ${n(whole.inputsPerSecond)}/s warm; first case cold ${whole.coldFirstCaseMs.toFixed(1)} ms`,
  );
}
