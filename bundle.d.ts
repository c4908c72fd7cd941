/** The code of a workflow bundle: from the file of the workflows, with modules that all cases of a worker share. Paths are absolute. */
export function bundleWorkflow(workflowsPath: string, preloadModules: string[]): Promise<string>;
