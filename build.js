// Builds everything that runs: the command line as one file, the worker, the workflow bundle. Plain Node, so that it needs no build itself.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleWorkflow } from './bundle.js';

const root = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '');
mkdirSync(`${root}/dist`, { recursive: true });

const node = { bundle: true, platform: 'node', target: 'node20', sourcemap: true, logLevel: 'warning' };
// What is native, or finds its own files, stays outside the bundle.
const external = ['@temporalio/*', 'esbuild', 'libsql', '@libsql/*', 'pg-native'];
const banner = { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" };

/**
 * Loads an outside package when something of it is first used: Temporal's take longer to load than everything else together, Node's
 * processes bring sockets with them, and a command that checks a file needs none of these.
 */
const late = {
  name: 'late',
  setup({ onResolve, onLoad }) {
    const packages = /^@temporalio\/|^node:child_process$/;
    onResolve({ filter: packages }, ({ path, namespace }) =>
      namespace === 'late' ? { path, external: true } : { path, namespace: 'late' },
    );
    onLoad({ filter: packages, namespace: 'late' }, ({ path }) => {
      const names = Object.keys(createRequire(import.meta.url)(path)).filter((name) => name !== '__esModule');
      const doors = names.map((name) => `${JSON.stringify(name)}: { enumerable: true, get: () => load()[${JSON.stringify(name)}] }`);
      const contents = `let loaded; const load = () => (loaded ??= require('${path}'));
Object.defineProperties(exports, { __esModule: { value: true }, ${doors.join(', ')} });`;
      return { contents, resolveDir: root };
    });
  },
};

/**
 * The command line: one file of code, started by a few lines that give V8 the compiled form of it. That form is what one check of the
 * library left behind, so that a check compiles nothing; another version of Node passes over it.
 */
async function buildCommandLine() {
  await build({
    ...node,
    sourcemap: false,
    entryPoints: [`${root}/src/cli/main.ts`],
    outfile: `${root}/dist/early.cjs`,
    minifyWhitespace: true,
    lineLimit: 200,
    format: 'cjs',
    external,
    plugins: [late],
    define: { 'import.meta.url': '__url' },
  });
  // esbuild leaves regular expressions as they are written; the starter reads ASCII.
  const code = readFileSync(`${root}/dist/early.cjs`, 'utf8');
  const escaped = code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  writeFileSync(`${root}/dist/early.cjs`, escaped);
  writeFileSync(`${root}/dist/early.js`, readFileSync(`${root}/src/cli/start.js`, 'utf8'));
  rmSync(`${root}/dist/early.cache`, { force: true });
  spawnSync(process.execPath, [`${root}/dist/early.js`, 'check'], { env: { ...process.env, EARLY_COMPILED: `${root}/dist/early.cache` } });
}

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
const faults = `${root}/test/faults`;
if (existsSync(faults)) {
  const entryPoints = ['faults', 'client', 'planted-worker'].map((name) => `${faults}/${name}.ts`);
  await build({ ...node, entryPoints, outdir: `${root}/dist/faults`, format: 'esm', external, banner });
}
if (benches.length) await build({ ...node, entryPoints: benches, outdir: `${root}/dist/bench`, format: 'esm', external, banner });
if (existsSync(`${root}/src/cli/main.ts`)) {
  await buildCommandLine();
  chmodSync(`${root}/dist/early.js`, 0o755);
}
// The whole kernel is pure: one instance serves all cases of a worker, and its memo with it.
const code = await bundleWorkflow(`${root}/src/workflow/index.ts`, [`${root}/src/kernel/index.ts`]);
writeFileSync(`${root}/dist/workflow.js`, code);
