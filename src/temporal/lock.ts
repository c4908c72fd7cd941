import { linkSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { livingPid, writePid } from './pidfile.ts';

/**
 * Does `work` while no other process does it under the same lock file; the lock of a process that died is taken over. `waiting` is told
 * once. That two take over the same dead lock at once is possible and harmless here: results are put in place by a rename.
 */
export async function alone<T>(file: string, waiting: (pid: number) => void, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!take(file)) {
    const holder = livingPid(file);
    if (holder === undefined) {
      release(file);
      continue;
    }
    if (!told) waiting(holder);
    told = true;
    await sleep(250);
  }
  try {
    return await work();
  } finally {
    if (livingPid(file) === process.pid) release(file);
  }
}

/** A lock appears with its holder's name already in it, so that nobody takes a half-written one for dead. */
function take(file: string): boolean {
  const mine = `${file}.${process.pid}`;
  writePid(mine, process.pid);
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

function release(file: string): void {
  const dead = `${file}.${process.pid}.dead`;
  try {
    renameSync(file, dead);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  rmSync(dead, { force: true });
}
