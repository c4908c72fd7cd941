import { Client, QueryRejectedError, WorkflowNotFoundError } from '@temporalio/client';
import type { Projection } from '../kernel/index.ts';
import type { LiveCases } from '../ledger/index.ts';
import { caseWorkflowType, whole } from '../workflow/contract.ts';

const PAGE = 1_000;
/** `temporal.api.enums.v1.WorkflowExecutionStatus`. */
const COMPLETED = 2;

/** The cases of a running house, as its workflows tell them. */
export function liveCases(client: Client): LiveCases {
  const { connection, options } = client;
  const { namespace } = options;
  const ofOpen = new Client({
    connection,
    namespace,
    ...(options.dataConverter && { dataConverter: options.dataConverter }),
    workflow: { queryRejectCondition: 'NOT_OPEN' },
  });
  const query = (through: Client, id: string) => through.workflow.getHandle(id).query<Projection>(whole);
  return {
    async ask(id) {
      try {
        return { running: true, projection: await query(ofOpen, id) };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        if (!(error instanceof QueryRejectedError)) throw error;
        // Terminated, failed or timed out is not an end that a protocol knows.
        return Number(error.status) === COMPLETED ? { running: false, projection: await query(client, id) } : undefined;
      }
    },
    async running(after) {
      const { executions, nextPageToken } = await client.workflowService.listWorkflowExecutions({
        namespace,
        pageSize: PAGE,
        query: `WorkflowType = '${caseWorkflowType}' AND ExecutionStatus = 'Running'`,
        ...(after !== undefined && { nextPageToken: new Uint8Array(Buffer.from(after, 'base64')) }),
      });
      const ids = (executions ?? []).map(({ execution }) => execution!.workflowId!);
      return nextPageToken?.length ? { ids, next: Buffer.from(nextPageToken).toString('base64') } : { ids };
    },
  };
}
