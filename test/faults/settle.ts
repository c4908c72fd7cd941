import { setTimeout as sleep } from 'node:timers/promises';
import { reconcile } from '../../src/ledger/index.ts';
import { liveCases, stuckCases } from '../../src/temporal/index.ts';
import { caseWorkflowType, type View, view } from '../../src/workflow/contract.ts';
import type { Poisoned } from './poisoned.ts';
import type { Stage } from './stage/stage.ts';

/** How long (ms) a whole house may take to come to rest. */
const PATIENCE = 120_000;

/** Waits until nothing of any case is under way: rows written, messages out, nothing due by `instant`. Says which did not come to rest. */
export async function comeToRest({ client }: Stage, instant: number, { stillborn }: Poisoned): Promise<string[]> {
  let restless: string[] = [];
  for (const until = performance.now() + PATIENCE; performance.now() < until; await sleep(200)) {
    const before = await restlessCases();
    // What one has sent may have woken another that was looked at before.
    if (before.length === 0 && (await restlessCases()).length === 0) return [];
    restless = before;
  }
  return restless;

  async function restlessCases(): Promise<string[]> {
    const found: string[] = [];
    const query = `WorkflowType = '${caseWorkflowType}' AND ExecutionStatus = 'Running'`;
    for await (const { workflowId: id } of client.workflow.list({ query })) {
      if (stillborn.has(id)) continue;
      const handle = client.workflow.getHandle(id);
      try {
        const seen = await handle.query<View>(view);
        // Afterwards: what the case asked for before it answered is under way by now.
        const { raw } = await handle.describe();
        const isDue = seen.nextWake !== null && seen.nextWake <= instant;
        if (!seen.projected) found.push(`${id} is not in the ledger yet`);
        else if (seen.status === 'becoming' || isDue) found.push(`${id} has something due`);
        else if (raw.pendingActivities?.length) {
          const [{ activityType, attempt, lastFailure }] = raw.pendingActivities as [(typeof raw.pendingActivities)[0]];
          found.push(`${id} waits for ${activityType?.name}, attempt ${attempt}: ${lastFailure?.message ?? ''}`);
        }
      } catch (error) {
        found.push(`${id} does not answer: ${String(error)}`);
      }
    }
    return found;
  }
}

/** Compares as every night does, and repairs; then nothing may differ but what can run nowhere, which is found from outside. */
export async function reconciled({ ledger, client }: Stage, { stillborn }: Poisoned): Promise<{ repaired: number; left: string[] }> {
  const live = liveCases(client);
  const first = await reconcile(ledger, live, { repair: true });
  const { differences } = await reconcile(ledger, live);
  const found = new Set(differences.filter(({ code }) => code === 'no_answer').map((difference) => difference.case));
  const left = differences.filter((difference) => !stillborn.has(difference.case)).map(({ case: id, code }) => `${id}: ${code}`);
  const stuck = new Set((await stuckCases(client)).map((run) => run.case));
  for (const id of stillborn) {
    if (!found.has(id)) left.push(`${id} can run nowhere, and no comparison found it`);
    if (!stuck.has(id)) left.push(`${id} can run nowhere, and no sweep found it`);
  }
  for (const id of stuck) if (!stillborn.has(id)) left.push(`${id} is taken for one that can run nowhere`);
  return { repaired: first.differences.filter(({ repaired }) => repaired).length, left };
}
