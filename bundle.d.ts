/** The code of a workflow bundle: from the file of the workflows, with modules that all cases of a worker share. Paths are absolute. */
export function bundleWorkflow(workflowsPath: string, preloadModules: string[]): Promise<string>;

/** Names of the language that the code looks up when it is loaded, and never again. */
export const lookedUpOnce: string[];
