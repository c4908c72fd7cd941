// A load of real cases while everything breaks, and what held at the end: `npm run test:faults`.
import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { parseArgs } from 'node:util';
import { errorsOnly } from '../../src/temporal/index.ts';
import { render } from './render.ts';
import { runFaults } from './run.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    for: { type: 'string', default: '60s' },
    cases: { type: 'string', default: '40' },
    pause: { type: 'string', default: '1500' },
    rate: { type: 'string', default: '3600' },
    workers: { type: 'string', default: '2' },
    clients: { type: 'string', default: '3' },
    ledger: { type: 'string', default: 'sqlite' },
    only: { type: 'string', multiple: true, default: [] },
  },
});
const [, amount, unit] = /^(\d+)(s|m|h)$/.exec(values.for) ?? [];
if (!amount || !['sqlite', 'postgres'].includes(values.ledger)) {
  console.error('usage: SEED=… npm run test:faults -- [--for 60s|10m|2h] [--cases N] [--ledger sqlite|postgres] [--only WORD] [--json]');
  process.exit(2);
}
// The work of every case waits for one and the same end.
setMaxListeners(0);
errorsOnly();
const seed = process.env.SEED || randomBytes(4).toString('hex');
const say = (line: string) => console.error(line);
say(`seed ${seed}: SEED=${seed} draws the same plan`);
const result = await runFaults({
  seed,
  seconds: Number(amount) * { s: 1, m: 60, h: 3_600 }[unit as 's' | 'm' | 'h'],
  cases: Number(values.cases),
  pause: Number(values.pause),
  rate: Number(values.rate),
  workers: Number(values.workers),
  persons: Number(values.clients),
  store: values.ledger as 'sqlite' | 'postgres',
  only: values.only,
  say,
});
console.log(values.json ? JSON.stringify(result, null, 2) : render(result));
process.exit(Object.values(result.violations).some((found) => found.length > 0) ? 1 : 0);
