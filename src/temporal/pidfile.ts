import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf } from './identity.ts';

interface Written {
  pid: number;
  identity: string;
}

/** Writes which process this is, so that a later start can end it if nobody else does. */
export function writePid(file: string, pid: number): void {
  const identity = identityOf(pid);
  if (identity === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ pid, identity } satisfies Written));
}

/** The process a pid file names, if that very process still runs: a number that was given to another since is none. */
export function livingPid(file: string): number | undefined {
  try {
    const { pid, identity } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Written>;
    return pid !== undefined && identity !== undefined && identityOf(pid) === identity ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Ends what an earlier start left behind: asks, and after `patience` ms insists. Returns the pid that was ended. */
export async function endLeftover(file: string, patience = 5_000): Promise<number | undefined> {
  const pid = livingPid(file);
  if (pid !== undefined) {
    signal(pid, 'SIGTERM');
    const end = performance.now() + patience;
    while (livingPid(file) === pid) {
      if (performance.now() > end) signal(pid, 'SIGKILL');
      await sleep(50);
    }
  }
  rmSync(file, { force: true });
  return pid;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
