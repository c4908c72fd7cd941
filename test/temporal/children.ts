import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { identityOf } from '../../src/temporal/identity.ts';

/** Builds TypeScript that imports the product into one file of `folder`, so that it runs as a process of its own. */
export async function built(folder: string, name: string, code: string): Promise<string> {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    stdin: { contents: code, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    external: ['@temporalio/*', 'libsql'],
    banner: { js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);` },
    logLevel: 'error',
  });
  return outfile;
}

/** Starts a built file; `line` gives its next line of output. */
export function started(file: string, args: string[]): { child: ChildProcess; line(): Promise<string> } {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, line: async () => (await lines.next()).value as string };
}

export const lives = (pid: number): boolean => identityOf(pid) !== undefined;

export async function until(good: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await good()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`did not come about: ${what}`);
}
