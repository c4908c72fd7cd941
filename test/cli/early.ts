import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyRing, openLedger, operator, publishProtocol, publishUnits, setClock } from '../../src/ledger/index.ts';
import { homeOf, startDevServer, writeHouse } from '../../src/temporal/index.ts';
import { readLibrary } from '../library.ts';

const root = join(import.meta.dirname, '..', '..');

/** What a command said, and how it ended. */
export interface Said {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the built command line, of this build where it is another. `signal` ends it as a crash would. */
export function early(args: string[], env: NodeJS.ProcessEnv = {}, signal?: AbortSignal, dist = join(root, 'dist')): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(dist, 'early.js'), ...args], {
      env: { ...process.env, LC_ALL: 'C', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    signal?.addEventListener('abort', () => child.kill('SIGKILL'));
    let [out, err] = ['', ''];
    child.stdout.on('data', (some: Buffer) => {
      out += some.toString();
    });
    child.stderr.on('data', (some: Buffer) => {
      err += some.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

/** A running house as `early up` makes it, with a worker that a test can hold still. */
export interface House {
  folder: string;
  env: NodeJS.ProcessEnv;
  worker: ChildProcess;
  /** Where Temporal is. */
  address: string;
  /** Ends the worker and starts one in its place, of this script where it is another. */
  hire(script?: string): Promise<void>;
  /** Everything worker and server wrote to a terminal. */
  log(): string;
  early(...args: string[]): Promise<Said>;
  /** The same, as a program reads it. */
  json<T>(...args: string[]): Promise<T>;
  close(): Promise<void>;
}

/** Opens a house whose cases live at `from`, ms, with every protocol of the library published but those named. */
export async function openHouse(binary: string, from: number, { without = [] as string[] } = {}): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'early-cli-'));
  const env = { EARLY_VAR: folder, EARLY_KEY: '', TEMPORAL_ADDRESS: '', DATABASE_URL: '' };
  const home = homeOf(import.meta.url, env);
  const ledger = await openLedger(home.ledger, keyRing({}, folder));
  const { machines, units } = readLibrary();
  await publishUnits(ledger, units, operator);
  for (const { protocol } of machines) if (!without.includes(protocol.protocol)) await publishProtocol(ledger, protocol);
  await setClock(ledger, { virtual: from, real: Date.now(), rate: 1 });
  await ledger.close();
  const server = await startDevServer({ binary, file: home.temporalFile });
  let log = '';
  const hear = (streams: (NodeJS.ReadableStream | null)[]) => {
    for (const stream of streams)
      stream!.on('data', (some: Buffer) => {
        log += some.toString();
      });
  };
  hear([server.child.stdout, server.child.stderr]);
  const hired = async (script = home.worker): Promise<ChildProcess> => {
    const worker = fork(script, [server.address], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    hear([worker.stdout, worker.stderr]);
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('exit', (code) => reject(new Error(`the worker ended (${code}): ${log}`)));
    });
    return worker;
  };
  let worker = await hired();
  const dismiss = async () => {
    const gone = new Promise((resolve) => worker.once('exit', resolve));
    worker.kill('SIGCONT');
    worker.kill('SIGTERM');
    await gone;
  };
  writeHouse(home, { address: server.address, pid: process.pid });
  const run = (...args: string[]) => early(args, env);
  return {
    folder,
    env,
    address: server.address,
    get worker() {
      return worker;
    },
    async hire(script) {
      await dismiss();
      worker = await hired(script);
    },
    log: () => log,
    early: run,
    json: async <T>(...args: string[]) => JSON.parse((await run(...args, '--json')).out) as T,
    async close() {
      await dismiss();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Every byte that lies in a folder. */
export function everythingIn(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
}
