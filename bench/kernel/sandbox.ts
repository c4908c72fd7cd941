import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import vm from 'node:vm';
import { build } from 'esbuild';
import type * as inside from './inside.ts';
import type { Sandbox } from './inside.ts';

/** The SDK's own sandbox for `reuseV8Context`: one V8 context, in which all cases of a worker live. */
interface Creator {
  context: vm.Context & { __webpack_module_cache__: Record<string, { exports: never }> };
}
const { ReusableVMWorkflowCreator } = createRequire(import.meta.url)('@temporalio/worker/lib/workflow/reusable-vm.js') as {
  ReusableVMWorkflowCreator: { create(bundle: object, timeout: number, activities: Set<string>): Promise<Creator> };
};

export interface Opened {
  sandbox: Sandbox;
  inside: typeof inside;
}

/** Opens sandboxes of the built workflow bundle, each with nothing in its memory, as a worker has at its start. */
export async function sandboxes(root: string): Promise<() => Promise<Opened>> {
  const filename = join(root, 'dist', 'workflow.js');
  const code = readFileSync(filename, 'utf8');
  // The names that webpack gave to the modules.
  const xstate = [...new Set(code.match(/\.\/node_modules\/xstate\/dist\/[\w./-]+\.js/g))];
  const { outputFiles } = await build({
    entryPoints: [join(root, 'bench', 'kernel', 'inside.ts')],
    bundle: true,
    format: 'iife',
    globalName: 'inside',
    target: 'es2022',
    write: false,
  });
  const measuring = new vm.Script(`${outputFiles[0]!.text}\ninside`);
  return async () => {
    const { context } = await ReusableVMWorkflowCreator.create(
      { code, filename, sourceMap: { version: 3, sources: [], mappings: '' } },
      60_000,
      new Set(),
    );
    const module = <T>(name: string): T => context.__webpack_module_cache__[name]!.exports as T;
    const own = xstate.find((name) => context.__webpack_module_cache__[name] && 'transition' in module<object>(name));
    return {
      sandbox: {
        kernel: module('./src/kernel/index.ts'),
        chart: module('./src/kernel/chart.ts'),
        transition: module<{ transition: Sandbox['transition'] }>(own!).transition,
        now: () => performance.now(),
      },
      inside: measuring.runInContext(context) as typeof inside,
    };
  };
}
