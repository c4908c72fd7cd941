import { NativeConnection, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { KeyRing } from '../ledger/index.ts';
import { type CaseActivities, type OperationsActivities, taskQueue } from '../workflow/contract.ts';
import type { ProtocolStore } from './codec.ts';
import { converter } from './connect.ts';
import { defaultNamespace, reach } from './external.ts';

/**
 * A workflow that computes for longer ends the whole process. The SDK's own five seconds of the clock are too few for a case that many
 * speak to at once, played again on a machine that does much else. The SDK reads this and does not declare it.
 */
const LONGEST_ACTIVATION = { isolateExecutionTimeout: '1m' };

/** A worker for cases on a server given by its address or connection. `workflowBundle` is built beforehand. */
export async function caseWorker(options: {
  connection: { address: string } | NativeConnection;
  activities: CaseActivities & OperationsActivities;
  keys: KeyRing;
  store: ProtocolStore;
  workflowBundle: { code: string } | { codePath: string } | WorkflowBundleWithSourceMap;
  failureConverterPath: string;
  queue?: string;
}): Promise<Worker> {
  const { activities, keys, store, workflowBundle, failureConverterPath, queue } = options;
  const { connection, namespace } = await connected(options.connection);
  return Worker.create({
    ...LONGEST_ACTIVATION,
    connection,
    namespace,
    taskQueue: queue ?? taskQueue,
    workflowBundle,
    activities,
    dataConverter: converter(keys, failureConverterPath, store),
  });
}

async function connected(to: { address: string } | NativeConnection) {
  if (to instanceof NativeConnection) return { connection: to, namespace: defaultNamespace };
  const { options, namespace } = reach(to.address);
  return { connection: await NativeConnection.connect(options), namespace };
}
