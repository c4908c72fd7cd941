// Builds everything that runs: the command line as one file, the worker, the workflow bundle. Plain Node, so that it needs no build itself.
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '');
const quiet = { info() {}, debug() {}, trace() {}, log() {}, warn: console.warn, error: console.error };
mkdirSync(`${root}/dist`, { recursive: true });

const node = { bundle: true, platform: 'node', target: 'node20', sourcemap: true, logLevel: 'warning' };
// What is native, or finds its own files, stays outside the bundle.
const external = ['@temporalio/*', 'libsql', '@libsql/*', 'pg-native'];
const banner = { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" };

await build({
  ...node,
  entryPoints: [`${root}/src/temporal/failure-converter.ts`],
  outfile: `${root}/dist/failure-converter.cjs`,
  format: 'cjs',
  external,
});
const entries = readdirSync(`${root}/workers`)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => `${root}/workers/${file}`);
const benches = existsSync(`${root}/bench`)
  ? readdirSync(`${root}/bench`)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${root}/bench/${file}`)
  : [];
if (entries.length) await build({ ...node, entryPoints: entries, outdir: `${root}/dist/workers`, format: 'esm', external, banner });
if (benches.length) await build({ ...node, entryPoints: benches, outdir: `${root}/dist/bench`, format: 'esm', external, banner });
if (existsSync(`${root}/src/cli/main.ts`)) {
  await build({
    ...node,
    entryPoints: [`${root}/src/cli/main.ts`],
    outfile: `${root}/dist/early.js`,
    format: 'esm',
    external,
    banner: { js: `#!/usr/bin/env node\n${banner.js}` },
  });
  chmodSync(`${root}/dist/early.js`, 0o755);
}
const { code } = await bundleWorkflowCode({
  workflowsPath: `${root}/src/workflow/index.ts`,
  preloadModules: [
    `${root}/src/kernel/machine.ts`,
    `${root}/src/kernel/draft.ts`,
    `${root}/src/kernel/time.ts`,
    `${root}/src/kernel/expression.ts`,
  ],
  logger: quiet,
});
writeFileSync(`${root}/dist/workflow.js`, code);
