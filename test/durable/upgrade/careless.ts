import { sleep } from '@temporalio/workflow';
import { caseWorkflow as present } from '../../../src/workflow/index.ts';

/** A build that asks Temporal for something else than what running cases have in their histories. */
export async function caseWorkflow(...start: Parameters<typeof present>): ReturnType<typeof present> {
  await sleep(1);
  return present(...start);
}
