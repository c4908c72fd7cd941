import { log, proxyActivities, proxyLocalActivities, proxySinks, workflowInfo } from '@temporalio/workflow';
import { type CaseActivities, rebuilding, type StorySinks } from './contract.ts';

/**
 * Shorter by far than a workflow task may take (10 s). One that waits longer is prolonged by the server, and played again it has the time
 * of its prolongation from the beginning: what fell due meanwhile would come before what it was asked for.
 */
const local = proxyLocalActivities<Pick<CaseActivities, 'project'>>({
  scheduleToCloseTimeout: '3s',
  retry: { maximumAttempts: 2, initialInterval: '100ms' },
});

/** What leaves the house is tried until it gets there: nothing is dropped because a receiver is down. */
const durable = proxyActivities<Pick<CaseActivities, 'deliver' | 'protocolInForce'>>({
  startToCloseTimeout: '1m',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
});

/** Beside something else under way; what a ledger does not take then is tried again like the rest. */
const beside = proxyActivities<Pick<CaseActivities, 'project'>>({
  startToCloseTimeout: '1m',
  retry: { initialInterval: '1s', maximumAttempts: 3 },
});

const { story } = proxySinks<StorySinks>();

/** While a history is replayed to rebuild the ledger, what the case projected is told again; a working case tells nobody. */
function told(through: CaseActivities['project']): CaseActivities['project'] {
  return (projection) => {
    if (workflowInfo().taskQueue.startsWith(rebuilding)) story.projected(JSON.stringify(projection));
    return through(projection);
  };
}

const project = told(local.project);
const projectDurably = told(beside.project);
const { deliver, protocolInForce } = durable;

export { deliver, log, project, projectDurably, protocolInForce };
