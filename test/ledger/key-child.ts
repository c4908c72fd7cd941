import { join } from 'node:path';
import { keyRing } from '../../src/ledger/keys.ts';

/** Makes a key in each of several new folders at agreed instants, so that processes meet: `key-child DIR INSTANT`; prints the ids. */
const [dir = '', instant = '0'] = process.argv.slice(2);
const ids: string[] = [];
for (let i = 0; i < 40; i++) {
  const at = Number(instant) + i * 10;
  while (Date.now() < at);
  ids.push(keyRing({}, join(dir, String(i))).id);
}
process.stdout.write(ids.join(' '));
