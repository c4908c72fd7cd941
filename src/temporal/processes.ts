import { fork } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { dyingWithParent } from './parent.ts';
import { endLeftover, writePid } from './pidfile.ts';

export interface Script {
  name: string;
  /** A Node script that sends `ready` to its parent once it works. */
  script: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
}

export interface Running {
  readonly pid: number;
  /** Resolves with how it ended. */
  readonly gone: Promise<string>;
  /** Ends it: asks, insists after `patience` ms (10 s; 0: at once). */
  stop(patience?: number): Promise<void>;
}

/**
 * Runs a Node process: what an earlier start left of it is ended, its output comes out line by line under its name. It stands apart from
 * the terminal, so that Ctrl-C there reaches its parent alone, which ends it in its turn. Resolves when it is ready; throws when it ends
 * before.
 */
export async function startProcess(
  { name, script, args, env = process.env }: Script,
  { folder, say }: { folder: string; say: (line: string) => void },
): Promise<Running> {
  const pidFile = join(folder, `${name}.pid`);
  const left = await endLeftover(pidFile);
  if (left !== undefined) say(`${name}: ended process ${left} of an earlier start / 已结束上次遗留的进程`);
  const [execPath, ...execArgv] = dyingWithParent([process.execPath]);
  const child = fork(script, args, { execPath, execArgv, env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  if (child.pid !== undefined) writePid(pidFile, child.pid);
  for (const stream of [child.stdout!, child.stderr!]) createInterface({ input: stream }).on('line', (line) => say(`${name}: ${line}`));
  const gone = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? `exit ${code}`));
    child.once('error', (error) => resolve(error.message));
  });
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message) => message === 'ready' && resolve());
    void gone.then((how) => reject(new Error(`${name} ended before it was ready (${how})`)));
  });
  return {
    pid: child.pid!,
    gone,
    async stop(patience = 10_000) {
      if (patience === 0) child.kill('SIGKILL');
      await endLeftover(pidFile, patience);
      await gone;
    },
  };
}
