import { randomBytes } from 'node:crypto';
import { virtualAt } from '../../../src/kernel/index.ts';
import { reserveCase } from '../../../src/ledger/index.ts';
import { writing } from '../../../src/ledger/open.ts';
import { startCase } from '../../../src/temporal/index.ts';
import { village } from '../deeds.ts';
import type { Stage } from '../stage/stage.ts';
import { type FaultKind, pause } from './kind.ts';

const force = ({ ledger }: Stage, protocol: string, edition: string, compiled: string) => {
  const hash = randomBytes(32).toString('hex');
  const row = { hash, protocol, edition, zone: 'Asia/Shanghai', effective_from: null, compiled, published_at: Date.now() };
  return writing(ledger, (tx) => tx.insertInto('protocols').values(row).execute()).then(() => hash);
};

/** What nothing but a hand in the database can do. */
export const badProtocols: FaultKind[] = [
  {
    name: 'a case started under a protocol that is none',
    async inject({ stage, poisoned }) {
      const hash = await force(stage, 'forced', '1', '{"protocol":"forced","states":7}');
      const now = virtualAt(stage.options.clock, Date.now());
      const opening = { subject: `p-forced-${hash.slice(0, 8)}`, place: village };
      const { caseId: id } = await reserveCase(stage.ledger, { ...opening, family: 'forced', opening: {} });
      const by = { role: 'county_cdc', place: village };
      poisoned.stillborn.add(id);
      await startCase(stage.client, { hash, opening: { id, ...opening, now, by, data: {} }, clock: stage.options.clock });
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
