import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The clock of processes, moved by libfaketime without touching the machine's: timers run on, the time of day jumps. */
export class Clocks {
  private readonly library = found();
  private readonly file: string;

  constructor(folder: string) {
    this.file = join(folder, 'clock');
    this.jump(0);
  }

  get missing(): string | undefined {
    return this.library === undefined ? 'no libfaketime (Debian: apt-get install libfaketime)' : undefined;
  }

  /** Environment of a process whose clock can jump. */
  get env(): NodeJS.ProcessEnv {
    if (this.library === undefined) return {};
    return {
      LD_PRELOAD: this.library,
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    };
  }

  /** Within a second they are that many seconds ahead, or behind. */
  jump(seconds: number): void {
    writeFileSync(this.file, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}\n`);
  }
}

function found(): string | undefined {
  try {
    const libraries = readdirSync('/usr/lib').filter((name) => name.endsWith('-linux-gnu'));
    for (const name of libraries) {
      const folder = join('/usr/lib', name, 'faketime');
      const library = readdirSync(folder).find((file) => file.startsWith('libfaketimeMT.so'));
      if (library) return join(folder, library);
    }
  } catch {}
  return undefined;
}
