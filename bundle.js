// Bundles workflow code as the worker loads it: for the product, and for what is measured beside it.
import { bundleWorkflowCode } from '@temporalio/worker';

const logger = { info() {}, debug() {}, trace() {}, log() {}, warn: console.warn, error: console.error };

/** Temporal's bundler compiles for ES2017, where every object spread is a loop of property definitions; the sandbox is this Node. */
function forThisNode(config) {
  for (const rule of config.module.rules) if (rule.use?.options?.jsc) rule.use.options.jsc.target = 'es2022';
  return config;
}

export async function bundleWorkflow(workflowsPath, preloadModules) {
  const { code } = await bundleWorkflowCode({ workflowsPath, preloadModules, logger, webpackConfigHook: forThisNode });
  return code;
}
