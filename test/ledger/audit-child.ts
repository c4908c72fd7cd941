import { audit, keyRing, openLedger } from '../../src/ledger/index.ts';

/** One of several writers of one chain: `audit-child WHERE KEY TIMES`. */
const [where = '', key = '', times = '0', me = ''] = process.argv.slice(2);
const ledger = await openLedger(where, keyRing({ EARLY_KEY: key }, '.'));
for (let n = 0; n < Number(times); n++) await audit(ledger, { by: { role: 'r', place: me }, action: 'person.read', of: `p-${n}` });
await ledger.close();
