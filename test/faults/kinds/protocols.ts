import { randomBytes } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { virtualAt } from '../../../src/kernel/index.ts';
import { reserveCase } from '../../../src/ledger/index.ts';
import { writing } from '../../../src/ledger/open.ts';
import { startCase } from '../../../src/temporal/index.ts';
import { village } from '../deeds.ts';
import type { Stage } from '../stage/stage.ts';
import { type FaultKind, oneOf, pause, type Scene } from './kind.ts';
import { clear, foreign } from './strangers.ts';

const force = ({ ledger }: Stage, protocol: string, edition: string, compiled: string) => {
  const hash = randomBytes(32).toString('hex');
  const row = { hash, protocol, edition, zone: 'Asia/Shanghai', effective_from: null, compiled, published_at: Date.now() };
  return writing(ledger, (tx) => tx.insertInto('protocols').values(row).execute()).then(() => hash);
};

/** Starts a case that cannot come to life, through whatever client. */
async function startStillborn({ stage, poisoned }: Scene, { family, hash, client = stage.client }: Stillborn): Promise<void> {
  const { ledger, options } = stage;
  const opening = { subject: `p-stillborn-${poisoned.stillborn.size}`, place: village };
  const { caseId: id } = await reserveCase(ledger, { ...opening, family, opening: {} });
  const [now, by] = [virtualAt(options.clock, Date.now()), { role: 'county_cdc', place: village }];
  poisoned.stillborn.add(id);
  await startCase(client, { hash, opening: { id, ...opening, now, by, data: {} }, clock: options.clock });
}

interface Stillborn {
  family: string;
  hash: string;
  client?: Client;
}

/** What nothing but a hand in the database, or at the server, can do. */
export const badProtocols: FaultKind[] = [
  {
    name: 'a case started under a protocol that is none',
    async inject(scene) {
      const hash = await force(scene.stage, 'forced', '1', '{"protocol":"forced","states":7}');
      await startStillborn(scene, { family: 'forced', hash });
    },
  },
  {
    name: 'a case started with what cannot be read',
    async inject(scene, chance) {
      const client = oneOf(chance, [clear, foreign])(scene.stage);
      await startStillborn(scene, { family: 'close-contact', hash: scene.stage.machine('close-contact').hash, client });
    },
  },
  {
    name: 'a spoilt edition in force',
    async inject({ stage }, chance) {
      // Whoever becomes a suspected case, or is written up for supervision, finds no protocol until somebody has mended it.
      const spoilt = await Promise.all(['suspected-case', 'supervision'].map((name) => force(stage, name, '9999', '{"protocol":')));
      await pause(chance, 500, 2_500);
      await writing(stage.ledger, (tx) => tx.deleteFrom('protocols').where('hash', 'in', spoilt).execute());
    },
  },
];
