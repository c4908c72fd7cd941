// A case on Temporal, engine and hard-coded expert side by side on one server: `npm run bench:durable`.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findTemporal, startDevServer } from '../src/temporal/index.ts';
import { render } from './durable/figures.ts';
import { runBench } from './durable/run.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    cases: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '180' },
    lived: { type: 'string', default: '240' },
    profile: { type: 'string' },
  },
});
const { json, profile } = values;
const say = (line: string) => console.error(line);
const found = await findTemporal(process.env, (line) => say(typeof line === 'string' ? line : line.en));
const folder = mkdtempSync(join(tmpdir(), 'early-bench-server-'));
const server = found.way === 'address' ? undefined : await startDevServer({ binary: found.binary, file: join(folder, 'temporal.db') });
try {
  const address = found.way === 'address' ? found.address : server!.address;
  const [cases, seconds, lived] = [Number(values.cases), Number(values.seconds), Number(values.lived)];
  const result = await runBench({
    address,
    cases,
    rounds: 3,
    seconds,
    say,
    ...(lived > 0 && { lived: { cases: 5, seconds: lived } }),
    ...(profile !== undefined && { profile }),
  });
  const on = { node: process.version, cpus: cpus().length, temporal: 'version' in found ? found.version : found.address, cases };
  if (json) console.log(JSON.stringify({ ...on, ...result }, null, 2));
  else {
    console.log(render(result.figures));
    console.log(`equal on both sides: ${result.casesCompared} cases, ${result.rowsCompared} rows each side`);
    console.log(`${on.cpus} CPUs, Node ${on.node}, Temporal ${on.temporal}, ${cases} cases at once`);
  }
} finally {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}
