import { watch } from 'node:fs';
import { dirname } from 'node:path';
import pc from 'picocolors';
import type { Home } from '../../temporal/index.ts';
import { Stop, type Terminal } from '../terminal.ts';
import { findTexts } from './files.ts';

/** Plays again whenever a file changes, until Ctrl-C. */
export async function watching(home: Home, terminal: Terminal, asked: string[], play: () => number): Promise<void> {
  const again = () => {
    if (process.stdout.isTTY) process.stdout.write('\x1bc');
    try {
      play();
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      terminal.warn(error.words);
    }
    terminal.say({ zh: pc.dim('文件一改就重演；Ctrl-C 结束'), en: pc.dim('plays again when a file changes; Ctrl-C ends') });
  };
  again();
  let timer: NodeJS.Timeout | undefined;
  const folders = new Set([home.protocols, ...[...findTexts(home, asked).files.values()].map((file) => dirname(file))]);
  const watchers = [...folders].map((folder) =>
    watch(folder, () => {
      clearTimeout(timer);
      timer = setTimeout(again, 50);
    }),
  );
  await new Promise<void>((resolve) => process.once('SIGINT', resolve));
  clearTimeout(timer);
  for (const watcher of watchers) watcher.close();
}
