import { mkdirSync, renameSync, rmdirSync } from 'node:fs';
import { sql } from 'kysely';
import { connectLedger } from '../../../src/ledger/open.ts';
import { between, type FaultKind, pause } from './kind.ts';

/** What can happen to the ledger while cases go on. */
export const ledgerFaults: FaultKind[] = [
  {
    name: 'the ledger locked by somebody else',
    store: 'sqlite',
    async inject({ stage }, chance) {
      const other = await connectLedger(stage.home.ledger, stage.keys);
      await other.db.connection().execute(async (db) => {
        for (let tries = 0; ; tries++) {
          try {
            await sql`begin exclusive`.execute(db);
            break;
          } catch (error) {
            if (tries > 200) throw error;
            await pause(chance, 5, 20);
          }
        }
        await pause(chance, 500, 4_000);
        await sql`rollback`.execute(db);
      });
      await other.close();
    },
  },
  {
    name: "the ledger's file unreadable while workers start",
    store: 'sqlite',
    async inject({ stage }, chance) {
      const file = stage.home.ledger;
      await Promise.all(stage.workers.map((_, n) => stage.killWorker(n)));
      // Who has it open goes on; who opens it anew finds a folder in its place.
      renameSync(file, `${file}.away`);
      mkdirSync(file);
      const starting = Promise.all(stage.workers.map((_, n) => stage.startWorker(n)));
      await pause(chance, 500, 2_500);
      rmdirSync(file);
      renameSync(`${file}.away`, file);
      await starting;
    },
  },
  {
    name: "the ledger's database killed",
    store: 'postgres',
    inject: ({ stage }, chance) => stage.database!.crash(between(chance, 0, 1_500)),
  },
  {
    name: 'a disk without a free byte',
    missing: ({ disk }) => disk.unfillable,
    async inject({ stage }, chance) {
      stage.disk.fill();
      await pause(chance, 500, 2_500);
      stage.disk.free();
      // A server that could not write may have given up: then it is brought back, as the house does.
      await pause(chance, 200, 400);
      if (stage.server?.child.exitCode !== null || stage.server.child.signalCode !== null) {
        await stage.killServer();
        await stage.startServer();
      }
    },
  },
];
