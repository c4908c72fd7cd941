import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
/** Inside the checkout, so that packages are found. */
const built = join(here, '../../node_modules/.cache/six-earlies-test');

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

/** Builds a TypeScript file of this folder and runs it in `n` processes at once, each with its number as last argument. */
export async function runChildren(file: string, n: number, args: string[]): Promise<Ended[]> {
  mkdirSync(built, { recursive: true });
  const outfile = join(built, `${file.replace('.ts', '')}-${process.pid}.mjs`);
  await build({
    entryPoints: [join(here, file)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return Promise.all(Array.from({ length: n }, (_, i) => run(outfile, [...args, String(i)])));
}

function run(file: string, args: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (some: Buffer) => {
      out += some.toString();
    });
    child.stderr.on('data', (some: Buffer) => {
      err += some.toString();
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
}
