// Steps per second of the kernel inside a worker's sandbox, against raw XState on the same chart and a hand-written switch; all in this one run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, type Machine, type Protocol } from '../src/kernel/index.ts';
import { readProtocol } from '../src/language/index.ts';
import { homeOf } from '../src/temporal/index.ts';
import { median } from './durable/figures.ts';
import { sandboxes } from './kernel/sandbox.ts';
import { tourOf } from './kernel/tour.ts';

const names = ['close-contact', 'suspected-case', 'supervision'];
// Many short rounds: on a busy machine some are taken away from in the middle, and the median does not see those.
const [ROUNDS, MS, COLD] = [21, 50, 5];
const { root, protocols } = homeOf(import.meta.url, {});

function read(name: string): { protocol: Protocol; machine: Machine } {
  const { protocol } = readProtocol(readFileSync(join(protocols, name, 'protocol.yaml'), 'utf8'), name);
  if (!protocol) throw new Error(`${name} does not compile`);
  return { protocol, machine: load(protocol, name) };
}

const openSandbox = await sandboxes(root);

async function measure(name: string) {
  const { protocol, machine } = read(name);
  const tour = tourOf(machine);
  const [protocolText, tourText] = [JSON.stringify(protocol), JSON.stringify(tour)];
  const fresh = async () => {
    const { inside, sandbox } = await openSandbox();
    return inside.stepsIn(sandbox, protocolText, name, tourText);
  };
  const cold = { raw: [] as number[], remembered: [] as number[], switch: [] as number[] };
  for (let n = 0; n < COLD; n++) {
    cold.raw.push((await fresh()).coldRaw());
    cold.remembered.push((await fresh()).coldRemembered());
    cold.switch.push((await fresh()).coldSwitch());
  }
  const warmed = await fresh();
  const different = warmed.different();
  if (different.length > 0) throw new Error(`${name} is not stepped alike:\n${different.slice(0, 10).join('\n')}`);
  const rounds = warmed.warm(ROUNDS, MS);
  const ratioOf = (over: 'raw' | 'switch') => median(rounds.map((round) => round.remembered / round[over]));
  return {
    protocol: name,
    steps: tour.length,
    ratio: ratioOf('raw'),
    vsSwitch: ratioOf('switch'),
    coldRatio: median(cold.remembered) / median(cold.raw),
    coldVsSwitch: median(cold.remembered) / median(cold.switch),
    warm: {
      raw: median(rounds.map(({ raw }) => raw)),
      remembered: median(rounds.map(({ remembered }) => remembered)),
      switch: median(rounds.map((round) => round.switch)),
    },
    cold: { raw: median(cold.raw), remembered: median(cold.remembered), switch: median(cold.switch) },
  };
}

/** Whole inputs of close-contact: thirteen days of readings twice a day; by the kernel, and hard-coded by the expert of `npm run bench:durable`. */
async function wholeInputs() {
  const place = 'sample-village';
  const start = Date.parse('2020-01-25T12:30:00+08:00');
  const opening = { id: 'c', subject: 'p', place, now: start, by: { role: 'county_cdc', place }, data: { exposed_on: '2020-01-24' } };
  const inputs = Array.from({ length: 26 }, (_, n) => {
    const at = start + (Math.floor(n / 2) * 24 + (n % 2 ? 19.5 : 4.5)) * 3_600_000;
    const by = { role: 'village_doctor', place };
    return { kind: 'event', event: 'temperature_taken', at, recorded: at, by, data: { celsius: 36.5, symptoms: false } };
  });
  const texts = [JSON.stringify(read('close-contact').protocol), JSON.stringify(opening), JSON.stringify(inputs)] as const;
  const fresh = async () => {
    const { inside, sandbox } = await openSandbox();
    return inside.casesIn(sandbox, ...texts);
  };
  const coldFirstCaseMs = (await fresh()).coldMs();
  const cases = await fresh();
  if (!cases.isEqual()) throw new Error('the hard-coded case does not come to what the kernel says');
  const rounds = Array.from({ length: ROUNDS }, () => cases.warm(3 * MS));
  return {
    inputsPerSecond: median(rounds.map(({ kernel }) => kernel)),
    handPerSecond: median(rounds.map(({ hand }) => hand)),
    vsHand: median(rounds.map(({ kernel, hand }) => kernel / hand)),
    coldFirstCaseMs,
  };
}

const results = [];
for (const name of names) results.push(await measure(name));
const whole = await wholeInputs();
if (process.argv.includes('--json')) console.log(JSON.stringify({ node: process.version, protocols: results, whole }, null, 2));
else {
  const n = (value: number) => Math.round(value).toLocaleString('en');
  for (const { protocol, steps, ratio, vsSwitch, coldRatio, coldVsSwitch, warm, cold } of results) {
    console.log(`${protocol}, ${steps} steps, each equal to XState's:`);
    console.log(
      `  warm: ${n(warm.remembered)}/s = ${ratio.toFixed(1)} × raw XState (${n(warm.raw)}/s), ${vsSwitch.toFixed(2)} × a hand-written switch (${n(warm.switch)}/s)`,
    );
    console.log(
      `  cold: ${n(cold.remembered)}/s = ${coldRatio.toFixed(2)} × raw XState (${n(cold.raw)}/s), ${coldVsSwitch.toFixed(3)} × the switch (${n(cold.switch)}/s)`,
    );
  }
  console.log(
    `close-contact, whole inputs (record, slots, facts, ladder): ${n(whole.inputsPerSecond)}/s = ${whole.vsHand.toFixed(2)} × hard-coded (${n(whole.handPerSecond)}/s); first case cold ${whole.coldFirstCaseMs.toFixed(1)} ms`,
  );
}
