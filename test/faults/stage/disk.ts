import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIZE = '1g';
const CHUNK = Buffer.alloc(64 * 1024);

/** Where everything that is to survive lies: a small disk of its own where the system gives one, a folder otherwise. */
export class Disk {
  readonly folder = mkdtempSync(join(tmpdir(), 'early-faults-'));
  /** Why it cannot be filled; undefined: it can. */
  readonly unfillable: string | undefined;

  constructor() {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', this.folder], { stdio: ['ignore', 'ignore', 'pipe'] });
    } catch (error) {
      this.unfillable = `no small disk can be mounted (${(error as Error).message.trim().split('\n').at(-1)})`;
    }
  }

  private get filler(): string {
    return join(this.folder, 'filler');
  }

  /** Leaves not a byte. */
  fill(): void {
    const file = openSync(this.filler, 'w');
    try {
      for (;;) writeSync(file, CHUNK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(this.filler, { force: true });
  }

  remove(): void {
    if (this.unfillable === undefined) execFileSync('umount', ['--lazy', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
