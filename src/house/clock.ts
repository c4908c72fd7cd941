import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Clock } from '../kernel/index.ts';
import { forEachBounded, setClock as keepClock, type Ledger, openCaseIds } from '../ledger/index.ts';
import { caseWorkflowType, setClock } from '../workflow/contract.ts';

const AT_ONCE = 48;

/** The open cases, as the server and the ledger know them: each may be behind the other for a moment after a crash. */
export async function openCases(client: Client, ledger: Ledger): Promise<Set<string>> {
  const open = new Set(await openCaseIds(ledger));
  const running = client.workflow.list({ query: `WorkflowType = '${caseWorkflowType}' AND ExecutionStatus = 'Running'` });
  for await (const { workflowId } of running) open.add(workflowId);
  return open;
}

/** Gives one case a clock; a case that has ended or never started needs none. */
export async function tellClock(client: Client, caseId: string, clock: Clock): Promise<void> {
  try {
    await client.workflow.getHandle(caseId).signal(setClock, clock);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/** Keeps the clock that new cases start with, and gives it to every open case. Returns how many were told. */
export async function setEveryClock(client: Client, ledger: Ledger, clock: Clock): Promise<number> {
  await keepClock(ledger, clock);
  const open = await openCases(client, ledger);
  await forEachBounded([...open], AT_ONCE, (id) => tellClock(client, id, clock));
  return open.size;
}
