import { join } from 'node:path';
import { createDatabase, startCluster } from '../../../bench/ledger/cluster.ts';

export const ledgerName = 'ledger';

/** A PostgreSQL of the ledger's own, to be killed. */
export class Database {
  private constructor(
    private cluster: Awaited<ReturnType<typeof startCluster>>,
    readonly url: string,
  ) {}

  static async started(): Promise<Database> {
    const cluster = await startCluster();
    return new Database(cluster, await createDatabase(cluster.url, ledgerName));
  }

  /** Where it listens. */
  get socket(): string {
    return join(new URLSearchParams(this.url.split('?')[1]).get('host')!, '.s.PGSQL.5432');
  }

  /** Kills every process of it at once, as a crash of the machine would, and starts it again on the same files. */
  async crash(away: number): Promise<void> {
    await this.cluster.crash();
    await new Promise((resolve) => setTimeout(resolve, away));
    await this.cluster.restart();
  }

  async stop(): Promise<void> {
    await this.cluster.stop();
  }
}
