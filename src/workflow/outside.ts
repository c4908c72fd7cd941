import { log, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { CaseActivities } from './contract.ts';

const { project } = proxyLocalActivities<Pick<CaseActivities, 'project'>>({ startToCloseTimeout: '5s', retry: { maximumAttempts: 2 } });

/** What leaves the house is tried until it gets there: nothing is dropped because a receiver is down. */
const {
  deliver,
  protocolInForce,
  project: projectDurably,
} = proxyActivities<Pick<CaseActivities, 'deliver' | 'protocolInForce' | 'project'>>({
  startToCloseTimeout: '1m',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
});

export { deliver, log, project, projectDurably, protocolInForce };
