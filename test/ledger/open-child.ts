import { setTimeout as sleep } from 'node:timers/promises';
import { keyRing, openLedger, operator, putPerson } from '../../src/ledger/index.ts';
import { countUp } from './counter.ts';

/** Opens new ledgers at agreed instants, so that processes meet, and writes into them: `open-child PATHS KEY INSTANT GAP`. */
const [paths = '', key = '', instant = '0', gap = '0'] = process.argv.slice(2);
for (const [n, path] of (JSON.parse(paths) as string[]).entries()) {
  await sleep(Number(instant) + n * Number(gap) - Date.now());
  const ledger = await openLedger(path, keyRing({ EARLY_KEY: key }, '.'));
  for (let i = 0; i < 5; i++) {
    await putPerson(ledger, { row: { source: 'race', key: String(i) } }, operator);
    await countUp(ledger);
  }
  await ledger.close();
}
