import { keyRing, openLedger, operator, putPerson, reserveCase } from '../../src/ledger/index.ts';
import { countUp } from './counter.ts';

/** One of several writers on one file: `write-child PATH KEY TIMES`; prints the ids of what it found or made. */
const [path = '', key = '', times = '0'] = process.argv.slice(2);
const ledger = await openLedger(path, keyRing({ EARLY_KEY: key }, '.'));
const ids: string[] = [];
for (let i = 0; i < Number(times); i++) {
  const { id } = await putPerson(ledger, { row: { source: 'race', key: String(i) } }, operator);
  const { caseId } = await reserveCase(ledger, { subject: id, family: 'close-contact', place: 'sample-village', opening: {} });
  ids.push(`${id} ${caseId}`);
  await countUp(ledger);
}
await ledger.close();
process.stdout.write(JSON.stringify(ids));
