import { NativeConnection, type NativeConnectionOptions, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { KeyRing } from '../ledger/index.ts';
import { type CaseActivities, taskQueue } from '../workflow/contract.ts';
import type { ProtocolStore } from './codec.ts';
import { converter, namespace } from './connect.ts';

/** How the kernel's shared, pure caches get into the sandbox: one module for all cases of a worker. */
/** A worker for cases. `workflowBundle` is built beforehand. */
export async function caseWorker(options: {
  connection: NativeConnectionOptions | NativeConnection;
  activities: CaseActivities;
  keys: KeyRing;
  store: ProtocolStore;
  workflowBundle: { code: string } | { codePath: string } | WorkflowBundleWithSourceMap;
  failureConverterPath: string;
  queue?: string;
}): Promise<Worker> {
  const { activities, keys, store, workflowBundle, failureConverterPath, queue } = options;
  const connection =
    options.connection instanceof NativeConnection ? options.connection : await NativeConnection.connect(options.connection);
  return Worker.create({
    connection,
    namespace,
    taskQueue: queue ?? taskQueue,
    workflowBundle,
    activities,
    dataConverter: converter(keys, failureConverterPath, store),
  });
}
