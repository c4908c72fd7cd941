import { randomBytes } from 'node:crypto';
import { Client } from '@temporalio/client';
import { keyRing } from '../../../src/ledger/index.ts';
import { converter } from '../../../src/temporal/index.ts';
import type { Stage } from '../stage/stage.ts';

/** A client on the stage's own line that encodes otherwise than this installation. */
function stranger({ client }: Stage, dataConverter?: ReturnType<typeof converter>): Client {
  return new Client({ connection: client.connection, namespace: client.options.namespace, ...(dataConverter && { dataConverter }) });
}

/** Whoever speaks without a key. */
export const clear = (stage: Stage) => stranger(stage);

/** Whoever has another key. */
export const foreign = (stage: Stage) =>
  stranger(stage, converter(keyRing({ EARLY_KEY: randomBytes(32).toString('base64') }, ''), stage.home.failureConverter));
