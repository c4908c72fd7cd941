import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const scratch = join(root, 'dist', `wall-${process.pid}`);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function outputOf(command: string, args: string[]): string {
  try {
    return execFileSync(join(root, 'node_modules', '.bin', command), args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `${stdout}${stderr}`;
  }
}

/** Compiles one file as if it lay in a room: with the room's own options and references. */
function compileIn(room: string, code: string): string {
  const folder = join(scratch, `${room.replace('/', '-')}-${Math.random().toString(36).slice(2)}`);
  mkdirSync(folder, { recursive: true });
  const up = '../../..';
  writeFileSync(join(folder, 'wrong.ts'), code);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: `${up}/${room}/tsconfig.json`,
      compilerOptions: { outDir: './out', rootDir: up, tsBuildInfoFile: './out/info' },
      include: ['wrong.ts', `${up}/${room}/**/*.ts`],
    }),
  );
  return outputOf('tsc', ['-p', folder, '--noEmit', '--emitDeclarationOnly', 'false']);
}

/** Lints one file that lies in a room for the moment. */
function lintIn(room: string, code: string): string {
  const file = join(root, room, `wall-${process.pid}.ts`);
  writeFileSync(file, code);
  try {
    return outputOf('biome', ['lint', file]);
  } finally {
    rmSync(file);
  }
}

const wrongWay: [room: string, other: string][] = [
  ['src/kernel', 'language'],
  ['src/kernel', 'ledger'],
  ['src/kernel', 'workflow'],
  ['src/language', 'simulator'],
  ['src/language', 'ledger'],
  ['src/simulator', 'workflow'],
  ['src/workflow', 'language'],
  ['src/workflow', 'ledger'],
  ['src/ledger', 'activities'],
];

describe('the wall between the rooms', () => {
  it.each(wrongWay)(
    '%s may not import %s',
    (room, other) => {
      const path = other === 'workflow' ? 'workflow/contract.ts' : `${other}/index.ts`;
      expect(compileIn(room, `import * as other from '../../../src/${path}';\nexport const value = other;\n`)).toMatch(/TS6307/);
    },
    60_000,
  );

  it.each([
    ['process', 'export const value = process.env;', /TS2(580|591|304).*process/],
    ['node:fs', "import { readFileSync } from 'node:fs';\nexport const value = readFileSync;", /TS2(307|591).*node:fs/],
    ['document', 'export const value = document.title;', /TS2(584|304).*document/],
    ['setTimeout', 'setTimeout(() => {}, 1);\nexport {};', /TS2304.*setTimeout/],
    ['fetch', 'export const value = fetch;', /TS2304.*fetch/],
  ])(
    '%s has no name in the kernel',
    (_, code, error) => {
      expect(compileIn('src/kernel', code)).toMatch(error);
    },
    60_000,
  );

  it.each([
    ['Date.now', 'export const value = Date.now();', /Date\.now: a pure room does not read the clock/],
    ['Math.random', 'export const value = Math.random();', /Math\.random: a pure room has no chance/],
    ['new Date()', 'export const value = new Date();', /new Date: a pure room counts in instants/],
  ])(
    '%s is refused by the linter in every pure room',
    (_, code, error) => {
      for (const room of ['src/kernel', 'src/language', 'src/simulator', 'src/workflow']) expect(lintIn(room, `${code}\n`)).toMatch(error);
    },
    60_000,
  );
});
