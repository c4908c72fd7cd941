import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { poolAt } from '../../../src/ledger/postgres/pool.ts';

const postgres = inject('postgres');

describe.skipIf(!postgres)('a connection to the PostgreSQL of the ledger', () => {
  const ends: (() => Promise<unknown> | unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  const openAt = (url: string, unanswered?: number) => {
    const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: poolAt(url, unanswered) }) });
    ends.push(() => db.destroy());
    return db;
  };

  it('that breaks between two statements ends neither the process nor the next transaction', async () => {
    const [db, other] = [openAt(postgres!), openAt(postgres!)];
    const broken = db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await sql`select pg_terminate_backend(${rows[0]!.pid}, 5000)`.execute(other);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await sql`select 1`.execute(tx);
    });
    await expect(broken).rejects.toThrow(/terminat|not queryable/);
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  });

  it('that is open on one side only is given up; once the network is back, a new one serves', async () => {
    const path = join(new URLSearchParams(postgres!.split('?')[1]).get('host')!, '.s.PGSQL.5432');
    let dead = false;
    const pairs: Socket[] = [];
    const cable = createServer((near) => {
      const far = connect({ path });
      pairs.push(near, far);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        from.on('data', (some) => dead || to.write(some));
        from.on('error', () => {});
      }
    });
    await new Promise<void>((resolve) => cable.listen(0, '127.0.0.1', resolve));
    ends.push(() => {
      for (const socket of pairs) socket.destroy();
      cable.close();
    });
    const { port } = cable.address() as { port: number };
    const db = openAt(`postgres://early@127.0.0.1:${port}/postgres`, 300);
    const one = () => sql<{ one: number }>`select 1 as one`.execute(db).then(({ rows }) => rows);
    expect(await one()).toEqual([{ one: 1 }]);
    dead = true;
    await expect(db.transaction().execute((tx) => sql`select 1`.execute(tx))).rejects.toThrow(/timeout|terminated/);
    dead = false;
    expect(await one()).toEqual([{ one: 1 }]);
  });
});
