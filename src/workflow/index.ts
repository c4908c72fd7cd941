export { caseWorkflow } from './case.ts';
export { operationsWorkflow } from './operations.ts';
