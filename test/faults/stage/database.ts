import { createDatabase, startCluster } from '../../../bench/ledger/cluster.ts';

/** A PostgreSQL of the ledger's own, to be killed. */
export class Database {
  private constructor(
    private cluster: Awaited<ReturnType<typeof startCluster>>,
    readonly url: string,
  ) {}

  static async started(): Promise<Database> {
    const cluster = await startCluster();
    return new Database(cluster, await createDatabase(cluster.url, 'ledger'));
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
