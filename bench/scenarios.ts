// Scenario events per second: the library's scenarios as `early test` plays them, against the bare kernel given the same inputs, side by
// side in this one run. An event is an opening or an input of a step; what falls due between them comes along uncounted on both sides.
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { advance, apply, type Case, type Input, isRefusal, load, type Machine, open } from '../src/kernel/index.ts';
import { kindOf, readLibrary, type Scenario } from '../src/language/index.ts';
import { castOf, inputOf, openingOf, playScenario, scenarioInstant } from '../src/simulator/index.ts';

const json = process.argv.includes('--json');
const ROUNDS = 5;
const ROUND_MS = 1500;

const paths = readdirSync('protocols', { recursive: true, encoding: 'utf8' }).map((path) => path.split(sep).join('/'));
const texts = paths.filter((path) => kindOf(path)).map((path) => ({ path, text: readFileSync(join('protocols', path), 'utf8') }));
const { protocols, scenarios, units } = readLibrary(texts);
const machines = [...protocols.values()].flat().map(({ protocol }) => load(protocol, `${protocol.protocol} ${protocol.edition}`));

/** A scenario of one case, with its inputs ready for the kernel. */
interface Prepared {
  scenario: Scenario;
  machine: Machine;
  inputs: { input: Input | undefined; at: number }[];
  events: number;
}

/** The inputs as the simulator gives them; undefined for a scenario of several cases, or whose case becomes another. */
function prepare(scenario: Scenario): Prepared | undefined {
  if (scenario.steps.some((step) => step.case !== undefined || step.open !== undefined)) return undefined;
  const { world } = playScenario(scenario, machines, units);
  const machine = world.happened[0]!.machine;
  const last = world.cases.get('c-subject')!;
  if (last.hash !== machine.hash || castOf(scenario, machines).length === 0) return undefined;
  const { zone } = machine.protocol;
  const inputs = scenario.steps.map((step) => ({ input: inputOf(step, scenario, last, machine), at: scenarioInstant(zone, step.at) }));
  return { scenario, machine, inputs, events: 1 + inputs.filter(({ input }) => input).length };
}

const prepared = scenarios.flatMap((scenario) => prepare(scenario) ?? []);
const events = prepared.reduce((sum, one) => sum + one.events, 0);

function bare({ scenario, machine, inputs }: Prepared): Case {
  const opened = open(machine, openingOf(scenario, machine));
  if (isRefusal(opened)) throw new Error(opened.refused);
  let current = opened.case;
  for (const { input, at } of inputs) {
    if (input) {
      const answer = apply(machine, current, input);
      if (!isRefusal(answer)) current = answer.case;
    }
    current = advance(machine, current, at).case;
  }
  return current;
}

const sides = {
  scenarios: () => {
    for (const { scenario } of prepared) playScenario(scenario, machines, units);
  },
  bare: () => {
    for (const one of prepared) bare(one);
  },
};

/** Events per second of processor time over about `ROUND_MS`: on a busy machine the clock on the wall counts others' work too. */
function rate(side: () => void): number {
  const spent = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const started = spent();
  let runs = 0;
  do {
    side();
    runs++;
  } while (spent() - started < ROUND_MS);
  return (runs * events * 1000) / (spent() - started);
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const failing = scenarios.filter((scenario) => playScenario(scenario, machines, units).failures.length > 0);
if (failing.length > 0) throw new Error(`does not go as it says: ${failing.map(({ title }) => title).join('; ')}`);
sides.scenarios();
sides.bare();
const rounds = Array.from({ length: ROUNDS }, () => ({ scenarios: rate(sides.scenarios), bare: rate(sides.bare) }));
const eventsPerSecond = median(rounds.map((round) => round.scenarios));
const bareEventsPerSecond = median(rounds.map((round) => round.bare));
const ratio = median(rounds.map((round) => round.scenarios / round.bare));
const result = { node: process.version, scenarios: prepared.length, events, eventsPerSecond, bareEventsPerSecond, ratio, rounds };
if (json) console.log(JSON.stringify(result, null, 2));
else {
  const n = (value: number) => Math.round(value).toLocaleString('en');
  console.log(
    `${prepared.length} scenarios, ${events} events: ${n(eventsPerSecond)} events/s as early test plays them, ${n(bareEventsPerSecond)}/s by the bare kernel = ${ratio.toFixed(2)} ×`,
  );
}
