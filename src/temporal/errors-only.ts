import { DefaultLogger, Runtime } from '@temporalio/worker';

/** From now on the SDK and its core say only errors, on the error stream: standard output is for the results of this process. */
export function errorsOnly(): void {
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR', forward: {} } } });
}
