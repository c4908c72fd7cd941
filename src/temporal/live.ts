import { Client, QueryNotRegisteredError, QueryRejectedError, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import type { Projection } from '../kernel/index.ts';
import type { LiveCases } from '../ledger/index.ts';
import { caseWorkflowType, taskQueue, whole } from '../workflow/contract.ts';

const PAGE = 1_000;
/** `temporal.api.enums.v1.WorkflowExecutionStatus`. */
const COMPLETED = 2;
/** gRPC's numbers. */
const status = { DEADLINE_EXCEEDED: 4, FAILED_PRECONDITION: 9 };

/** The cases of a running house, known by its task queue, as its workflows tell them. */
export function liveCases(client: Client, queue = taskQueue): LiveCases {
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
        if (isSilent(error)) return 'silent';
        if (!(error instanceof QueryRejectedError)) throw error;
        // Terminated, failed or timed out is not an end that a protocol knows.
        return Number(error.status) === COMPLETED ? { running: false, projection: await query(client, id) } : undefined;
      }
    },
    async running(after) {
      const { executions, nextPageToken } = await client.workflowService.listWorkflowExecutions({
        namespace,
        pageSize: PAGE,
        query: `WorkflowType = '${caseWorkflowType}' AND TaskQueue = '${queue}' AND ExecutionStatus = 'Running'`,
        ...(after !== undefined && { nextPageToken: new Uint8Array(Buffer.from(after, 'base64')) }),
      });
      const ids = (executions ?? []).map(({ execution }) => execution!.workflowId!);
      return nextPageToken?.length ? { ids, next: Buffer.from(nextPageToken).toString('base64') } : { ids };
    },
  };
}

/** Its last workflow task failed, or it does not answer in time: what no case can say of itself is found from outside. */
function isSilent(error: unknown): boolean {
  const cause = error instanceof ServiceError ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === status.FAILED_PRECONDITION || code === status.DEADLINE_EXCEEDED || error instanceof QueryNotRegisteredError;
}
