// Bundles workflow code as the worker loads it: for the product, and for what is measured beside it.
import { bundleWorkflowCode } from '@temporalio/worker';

const logger = { info() {}, debug() {}, trace() {}, log() {}, warn: console.warn, error: console.error };

/** Temporal's bundler compiles for ES2017, where every object spread is a loop of property definitions; the sandbox is this Node. */
function forThisNode(config) {
  for (const rule of config.module.rules) if (rule.use?.options?.jsc) rule.use.options.jsc.target = 'es2022';
  return config;
}

/**
 * In a context of node:vm every look at a global name is a call out of V8, some ten times dearer than a constant: the names of the language
 * are looked up once. Not those that the SDK replaces (`Date`, `setTimeout`, `WeakRef` …); what it replaces inside one (`Math.random`) is seen.
 * On the line of the first statement, so that the source map still holds.
 */
export const lookedUpOnce =
  'Array ArrayBuffer BigInt Boolean Error JSON Map Math Number Object Promise RangeError Reflect RegExp Set String Symbol TypeError Uint8Array WeakMap'.split(
    ' ',
  );

export async function bundleWorkflow(workflowsPath, preloadModules) {
  const { code } = await bundleWorkflowCode({ workflowsPath, preloadModules, logger, webpackConfigHook: forThisNode });
  return `const { ${lookedUpOnce} } = globalThis; ${code}`;
}
