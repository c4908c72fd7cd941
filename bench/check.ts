// What `early check` of the shipped protocols and units costs, cold, as the built command line, beside a bare `node -e 0`; and what a
// check again after a change to one file costs, warm. Processor time: on a busy machine the clock on the wall counts others' work too.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kindOf, Memory, readLibrary } from '../src/language/index.ts';

const ROUNDS = 7;
const RUNS = 5;
const MOST_BYTES = 250_000;
const json = process.argv.includes('--json');
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'protocols');
const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
  ['protocol', 'units'].includes(kindOf(path) ?? ''),
);
const files = paths.map((path) => join(folder, path));
const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
if (bytes > MOST_BYTES) throw new Error(`${bytes} bytes of protocols and units; the claim is made for ${MOST_BYTES}`);

/** Processor time of all children so far, in ticks of a hundredth of a second (proc(5), cutime and cstime); elsewhere the clock. */
function spent(): number {
  try {
    const [, after = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ');
    const fields = after.split(' ').map(Number);
    return fields[13]! + fields[14]!;
  } catch {
    return performance.now() / 10;
  }
}

function cost(args: string[]): number {
  const before = spent();
  for (let n = 0; n < RUNS; n++) {
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  }
  return ((spent() - before) * 10) / RUNS;
}

/** A check again after one line of a protocol has changed, as `--watch` makes it, ms. */
function again(): number[] {
  const texts = paths.map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
  const memory = new Memory();
  readLibrary(texts, undefined, memory);
  return texts.flatMap(({ path, text }, n) => {
    if (kindOf(path) !== 'protocol') return [];
    const changed = texts.with(n, { path, text: text.replace(/^title: /m, 'title:  ') });
    const started = performance.now();
    readLibrary(changed, undefined, memory);
    const took = performance.now() - started;
    readLibrary(texts, undefined, memory);
    return took;
  });
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const rounds = Array.from({ length: ROUNDS }, () => ({ bare: cost(['-e', '0']), check: cost(['dist/early.js', 'check', ...files]) }));
const bareMs = median(rounds.map(({ bare }) => bare));
const checkMs = median(rounds.map(({ check }) => check));
const ratio = median(rounds.map(({ bare, check }) => check / bare));
const recheckMs = again();
const result = { node: process.version, bytes, files: files.length, bareMs, checkMs, ratio, recheckMs: median(recheckMs), rounds };
if (json) console.log(JSON.stringify(result, null, 2));
else
  console.log(
    `${files.length} files, ${bytes} bytes: early check ${checkMs.toFixed(0)} ms, node -e 0 ${bareMs.toFixed(0)} ms = ${ratio.toFixed(1)} ×; again on save ${result.recheckMs.toFixed(1)} ms (at most ${Math.max(...recheckMs).toFixed(1)})`,
  );
