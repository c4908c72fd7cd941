import { watch } from 'node:fs';
import pc from 'picocolors';
import type { Text } from '../kernel/index.ts';
import { Stop, type Terminal } from './terminal.ts';

/** Does something now, and again whenever a file in one of the folders changes, until Ctrl-C. `quiet`: ms after the last change. */
export async function watching(
  terminal: Terminal,
  { folders, act, hint, quiet }: { folders: Iterable<string>; act: () => unknown; hint: Text; quiet: number },
): Promise<void> {
  const again = async () => {
    if (process.stdout.isTTY) process.stdout.write('\x1bc');
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      terminal.warn(error.words);
    }
    terminal.say({ zh: pc.dim(hint.zh), en: pc.dim(hint.en) });
  };
  await again();
  let timer: NodeJS.Timeout | undefined;
  const watchers = [...new Set(folders)].map((folder) =>
    watch(folder, () => {
      clearTimeout(timer);
      timer = setTimeout(() => void again(), quiet);
    }),
  );
  await new Promise<void>((resolve) => process.once('SIGINT', resolve));
  clearTimeout(timer);
  for (const watcher of watchers) watcher.close();
}
