import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { Connection } from '@temporalio/client';
import { namespace } from './connect.ts';

export interface DevServer {
  address: string;
  pid: number;
  child: ChildProcess;
  stop(): Promise<void>;
}

/** A free port on loopback. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/**
 * Starts Temporal on a SQLite file, on loopback, with every commit on disk before it is answered. Resolves when it answers.
 * Throws with the server's last words when it does not start within `timeout` ms.
 */
export async function startDevServer({
  binary,
  file,
  port,
  timeout = 60_000,
}: {
  binary: string;
  file: string;
  port?: number;
  timeout?: number;
}): Promise<DevServer> {
  mkdirSync(dirname(file), { recursive: true });
  const at = port ?? (await freePort());
  const address = `127.0.0.1:${at}`;
  const args = [
    'server',
    'start-dev',
    '--db-filename',
    file,
    '--ip',
    '127.0.0.1',
    '--port',
    String(at),
    '--headless',
    '--log-level',
    'error',
  ];
  args.push('--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=full', '--namespace', namespace);
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  const hear = (chunk: Buffer) => {
    words = `${words}${chunk}`.slice(-2000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGINT');
    const forced = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(forced);
  };
  const deadline = performance.now() + timeout;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`Temporal did not start: ${words.trim()}`);
    try {
      const connection = await Connection.connect({ address, connectTimeout: '2s' });
      await connection.workflowService.describeNamespace({ namespace });
      await connection.close();
      return { address, pid: child.pid!, child, stop };
    } catch (error) {
      if (performance.now() > deadline) {
        await stop();
        throw new Error(`Temporal does not answer on ${address}: ${words.trim() || String(error)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
