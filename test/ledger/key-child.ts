import { keyRing } from '../../src/ledger/keys.ts';

process.stdout.write(keyRing({}, process.argv[2] ?? '').id);
