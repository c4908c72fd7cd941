import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { defaultNamespace as namespace } from './external.ts';
import { dyingWithParent } from './parent.ts';
import { endLeftover, writePid } from './pidfile.ts';
import { notStarted, Trouble } from './trouble.ts';

export interface DevServer {
  address: string;
  pid: number;
  child: ChildProcess;
  /** The process of an earlier start that was ended first. */
  ended?: number;
  /** Resolves when it has ended, for whatever reason. */
  gone: Promise<void>;
  stop(): Promise<void>;
}

/** Closed cases stay readable for a year; the server's own default is a day. */
const RETENTION = '365 days';

/**
 * Protocol words and opaque ids only: search attributes are never encrypted. Registered from the first start, since a workflow that
 * uses an unregistered one is stuck in its task.
 */
const searchAttributes = ['EarlyProtocol=Keyword', 'EarlyPlace=Keyword'];

/**
 * What cases need a server to be told, which no client can tell it; one that somebody else runs has it in its dynamic configuration
 * (docs/guarantees.md).
 *
 * So many messages may come to a case while its workflow task is under way. With the server's own 100 a case to which more come in the time
 * that its task takes is begun anew each time, and never gets to its next run; so it hears the server out, and the server turns away what
 * comes next until it has gone on (docs/decisions/018).
 *
 * Of Updates under way no more bytes than go into an answer, which holds the question: a case that answers one of more than 2 MB, be it
 * with a refusal, is terminated by the server (docs/decisions/020).
 */
export const serverSettings: Readonly<Record<string, number>> = {
  'history.maximumBufferedEventsBatch': 2_000,
  'history.maxInFlightUpdatePayloads': 1_500_000,
};

/** A free port on loopback; the wanted one when it is given. Throws Trouble when that is in use. */
export function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? inUse(wanted) : error));
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

const inUse = (port: number) =>
  new Trouble({
    zh: `端口 ${port} 已被其他程序占用：请结束那个程序（lsof -i :${port} 可查），之后会自动恢复`,
    en: `another program has port ${port}: end it (lsof -i :${port} names it); what waits for the port goes on by itself then`,
  });

/**
 * Starts Temporal on a SQLite file, on loopback, with every commit on disk before it is answered. Resolves when it answers. A server
 * that an earlier start left on the same file (its process was killed) is ended first: two on one file would be two truths.
 * `settings`: other values of the server's dynamic configuration. Throws Trouble with the server's last words when it does not start within `timeout` ms.
 */
export async function startDevServer({
  binary,
  file,
  port,
  timeout = 60_000,
  settings = {},
}: {
  binary: string;
  file: string;
  port?: number;
  timeout?: number;
  settings?: Record<string, number>;
}): Promise<DevServer> {
  mkdirSync(dirname(file), { recursive: true });
  const pidFile = `${file}.pid`;
  const ended = await endLeftover(pidFile);
  const at = await freePort(port);
  const address = `127.0.0.1:${at}`;
  const args = ['server', 'start-dev', '--db-filename', file, '--ip', '127.0.0.1', '--port', String(at), '--headless'];
  args.push('--log-level', 'error', '--namespace', namespace);
  for (const pragma of ['journal_mode=wal', 'synchronous=full']) args.push('--sqlite-pragma', pragma);
  for (const attribute of searchAttributes) args.push('--search-attribute', attribute);
  for (const [name, value] of Object.entries({ ...serverSettings, ...settings }))
    args.push('--dynamic-config-value', `${name}=${JSON.stringify(value)}`);
  const [command, ...given] = dyingWithParent([binary, ...args]);
  // Apart from the terminal: Ctrl-C there is for whoever started the server, who ends it in his turn.
  const child = spawn(command, given, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let words = '';
  const hear = (chunk: Buffer) => {
    words = `${words}${chunk}`.slice(-2000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  let running = true;
  const gone = new Promise<void>((resolve) => {
    const end = () => {
      running = false;
      rmSync(pidFile, { force: true });
      resolve();
    };
    child.once('close', end);
    child.once('error', (error) => {
      words += error.message;
      end();
    });
  });
  const stop = async () => {
    if (!running) return;
    child.kill('SIGINT');
    const forced = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(forced);
  };
  if (child.pid !== undefined) writePid(pidFile, child.pid);
  const deadline = performance.now() + timeout;
  while (running) {
    const trouble = await answers(address);
    if (trouble === undefined) return { address, pid: child.pid!, child, gone, stop, ...(ended !== undefined && { ended }) };
    if (performance.now() > deadline) {
      await stop();
      throw notStarted(file, words.trim() || `${address}: ${trouble}`);
    }
    await sleep(100);
  }
  throw notStarted(file, words);
}

/** Asks for the namespace, keeps its closed cases long, and says what is in the way of that. */
async function answers(address: string): Promise<string | undefined> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: '2s' });
    try {
      await connection.workflowService.describeNamespace({ namespace });
      await connection.workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl: msToTs(RETENTION) } });
    } finally {
      await connection.close();
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
