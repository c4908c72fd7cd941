import { type Client, ServiceError } from '@temporalio/client';

/** Tries, and how long each may take, ms. */
const TRIES = 4;
const PATIENCE = 5_000;
/** gRPC's DEADLINE_EXCEEDED. */
const TOO_LATE = 4;

/** Asks a case, running or ended, by its latest run. A question put while a run ends may be dropped by its worker: it is asked again. */
export async function askCase<T>(client: Client, id: string, question: string): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await client.withDeadline(Date.now() + PATIENCE, () => client.workflow.getHandle(id).query<T>(question));
    } catch (error) {
      const cause = error instanceof ServiceError ? error.cause : undefined;
      const isLate = cause instanceof Error && 'code' in cause && cause.code === TOO_LATE;
      if (!isLate || attempt === TRIES) throw error;
    }
  }
}
