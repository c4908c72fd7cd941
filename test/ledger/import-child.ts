import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { keyRing, openLedger, performImport, readImport } from '../../src/ledger/index.ts';
import { closeContact, NOW, units } from './register.ts';

/**
 * Imports a register and, in place of starting workflows, writes case ids to a file, which refuses none and lists each once:
 * `import-child LEDGER KEY CSV MAPPING STARTS KILL-AFTER`. With KILL-AFTER it dies by SIGKILL at that start, before it is marked.
 */
const [path = '', key = '', csv = '', mapping = '', starts = '', killAfter = '0'] = process.argv.slice(2);
const ledger = await openLedger(path, keyRing({ EARLY_KEY: key }, '.'));
const read = readImport({ bytes: readFileSync(csv), mapping: readFileSync(mapping, 'utf8'), protocol: closeContact, units, now: NOW });
if (!('plan' in read)) throw new Error(JSON.stringify(read.refused));
let begun = 0;
const result = await performImport(
  ledger,
  read.plan,
  async (_opening, caseId) => {
    const known = existsSync(starts) ? readFileSync(starts, 'utf8').split('\n') : [];
    if (known.includes(caseId)) return 'already';
    appendFileSync(starts, `${caseId}\n`);
    if (++begun === Number(killAfter)) process.kill(process.pid, 'SIGKILL');
    return 'started';
  },
  { concurrency: 4 },
);
await ledger.close();
process.stdout.write(JSON.stringify(result.totals));
