import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Outside the checkout, so that a clone does not fetch or build again. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'six-earlies');
}

/**
 * Makes something in a folder of its own beside `target`, then moves what `make` returns (a path inside that folder) to `target` at once:
 * an interruption leaves nothing half done. A target that was there is replaced. To be called under a lock: what an earlier, interrupted
 * making left is taken away.
 */
export async function installed(target: string, make: (folder: string) => Promise<string>): Promise<void> {
  mkdirSync(dirname(target), { recursive: true });
  for (const left of readdirSync(dirname(target)))
    if (left.startsWith(`${basename(target)}.making-`)) rmSync(join(dirname(target), left), { recursive: true, force: true });
  const folder = mkdtempSync(`${target}.making-`);
  try {
    const made = await make(folder);
    rmSync(target, { recursive: true, force: true });
    renameSync(made, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
