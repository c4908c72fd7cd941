import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeDataFolder } from '../../src/cli/house.ts';
import { type Home, homeOf } from '../../src/temporal/index.ts';

const homeAt = (folder: string): Home => homeOf(import.meta.url, { EARLY_VAR: folder });

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'early-data-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

it('the data folder is made where there is none, for its owner alone', () => {
  const home = homeAt(join(folder(), 'a', 'b'));
  makeDataFolder(home);
  expect(statSync(home.var).mode & 0o777).toBe(0o700);
  makeDataFolder(home);
});

it('where it cannot be, the reason and the way out are said in both languages', () => {
  const file = join(folder(), 'file');
  writeFileSync(file, '');
  for (const path of [file, join(file, 'var')])
    expect(() => makeDataFolder(homeAt(path))).toThrow(
      expect.objectContaining({
        code: 3,
        words: {
          zh: `数据目录 ${path} 不能使用，路径中有一段不是目录：请移开它；或用 EARLY_VAR 指定另一目录`,
          en: `The data folder ${path} cannot be used: part of the path is a file: move it away, or name another folder with EARLY_VAR`,
        },
      }),
    );
});
