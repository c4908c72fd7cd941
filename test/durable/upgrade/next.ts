/** The next build of the workflows: other code that asks Temporal for the same things. */
export { caseWorkflow, operationsWorkflow } from '../../../src/workflow/index.ts';
export const build = 'next';
