import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { dyingWithParent } from './parent.ts';
import { endLeftover, writePid } from './pidfile.ts';

export interface Supervised {
  name: string;
  /** A Node script that sends `ready` to its parent once it works. */
  script: string;
  args: string[];
}

export interface Supervision {
  /** The running child's process; undefined between a crash and the next start. */
  readonly pid: number | undefined;
  /** Ends the child (asks, insists after 10 s) and starts no other. */
  stop(): Promise<void>;
}

/**
 * Keeps a Node process running: what an earlier start left of it is ended, its output comes out line by line under its name, and after a
 * crash it is started again, each time in a row twice as late (`first` to `most` ms; `steady` ms of life begin a new row).
 * Resolves when it is ready. Throws when it ends before it was ready for the first time.
 */
export async function supervise(
  { name, script, args }: Supervised,
  {
    folder,
    say,
    first = 1_000,
    most = 30_000,
    steady = 60_000,
  }: { folder: string; say: (line: string) => void; first?: number; most?: number; steady?: number },
): Promise<Supervision> {
  const pidFile = join(folder, `${name}.pid`);
  const left = await endLeftover(pidFile);
  if (left !== undefined) say(`${name}: ended process ${left} of an earlier start / 已结束上次遗留的进程`);
  let child: ChildProcess | undefined;
  let again: NodeJS.Timeout | undefined;
  let stopping = false;
  let wait = first;

  const start = (onReady: () => void, onEnd: (how: string) => void): void => {
    const [execPath, ...execArgv] = dyingWithParent([process.execPath]);
    const one = fork(script, args, { execPath, execArgv, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    const started = performance.now();
    child = one;
    if (one.pid !== undefined) writePid(pidFile, one.pid);
    for (const stream of [one.stdout!, one.stderr!]) createInterface({ input: stream }).on('line', (line) => say(`${name}: ${line}`));
    one.on('message', (message) => message === 'ready' && onReady());
    one.once('close', (code, signal) => {
      if (child === one) child = undefined;
      if (stopping) return;
      if (performance.now() - started > steady) wait = first;
      onEnd(signal ?? `exit ${code}`);
    });
    one.once('error', (error) => say(`${name}: ${error.message}`));
  };
  const restart = (how: string): void => {
    say(`${name}: ended (${how}), again in ${wait / 1000} s / 已退出，将重新启动`);
    again = setTimeout(() => start(() => say(`${name}: ready again / 已恢复`), restart), wait);
    wait = Math.min(wait * 2, most);
  };
  await new Promise<void>((resolve, reject) => {
    let ready = false;
    start(
      () => {
        ready = true;
        resolve();
      },
      (how) => (ready ? restart(how) : reject(new Error(`${name} ended before it was ready (${how})`))),
    );
  });
  return {
    get pid() {
      return child?.pid;
    },
    async stop() {
      stopping = true;
      clearTimeout(again);
      await endLeftover(pidFile, 10_000);
    },
  };
}
