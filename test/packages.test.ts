import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

interface Locked {
  resolved?: string;
  integrity?: string;
  hasInstallScript?: true;
  optionalDependencies?: Record<string, string>;
}

const read = <T>(file: string): T => JSON.parse(readFileSync(join(import.meta.dirname, '..', file), 'utf8')) as T;
const { packages } = read<{ packages: Record<string, Locked> }>('package-lock.json');
const { allowScripts } = read<{ allowScripts: Record<string, boolean> }>('package.json');
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
const installed = Object.entries(packages).filter(([path]) => path !== '');

it('every package comes from the public registry and is held to its content', () => {
  for (const [path, { resolved, integrity }] of installed) {
    expect(resolved, path).toMatch(new RegExp(`^https://registry\\.npmjs\\.org/${nameOf(path).replace('.', '\\.')}/-/.+\\.tgz$`));
    expect(integrity, path).toMatch(/^sha512-/);
  }
});

it('what other platforms need is locked too', () => {
  const names = new Set(installed.map(([path]) => nameOf(path)));
  const wanted = installed.flatMap(([, { optionalDependencies }]) => Object.keys(optionalDependencies ?? {}));
  expect(wanted.length).toBeGreaterThan(50);
  expect(wanted.filter((name) => !names.has(name))).toEqual([]);
});

it('no package runs a script of its own at installation, and npm is told so', () => {
  const scripts = installed.flatMap(([path, { hasInstallScript }]) => (hasInstallScript ? [nameOf(path)] : []));
  for (const name of scripts.filter((name) => name !== 'fsevents')) expect(allowScripts[name], name).toBe(false);
});

it('`npx early` finds its command in a checkout where nothing is built yet', () => {
  const { bin } = read<{ bin: { early: string } }>('package.json');
  const listed = execFileSync('git', ['ls-files', '--stage', '--', bin.early], { cwd: join(import.meta.dirname, '..'), encoding: 'utf8' });
  expect(listed).toMatch(/^100755 /);
});
