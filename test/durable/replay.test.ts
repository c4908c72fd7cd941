import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import proto from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../src/kernel/index.ts';
import { keyRing } from '../../src/ledger/index.ts';
import { converter } from '../../src/temporal/index.ts';
import { failureConverterPath, workflowBundle } from './house.ts';

/** Recorded histories are encrypted with a key of their own, which protects nothing. */
const env = { EARLY_KEY: Buffer.alloc(32, 7).toString('base64') };
const folder = join(import.meta.dirname, '..', 'replay');

interface Recorded {
  release: string;
  scenario: string;
  protocols: Record<string, Protocol>;
  /** Protobuf, base64. */
  history: string;
}

const { History } = proto.temporal.api.history.v1;
describe('histories recorded by earlier releases replay on the present code', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  it('there is a corpus', () => {
    expect(files.length).toBeGreaterThan(0);
    Runtime.install({ logger: new DefaultLogger('ERROR') });
  });
  describe.each([true, false])('with reuseV8Context %s', (reuseV8Context) => {
    it.each(files)(
      '%s, cold and warm',
      async (file) => {
        const { protocols, history } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recorded;
        const dataConverter = converter(keyRing(env, folder), failureConverterPath, async (hash) => protocols[hash]);
        const options = { workflowBundle, dataConverter, reuseV8Context };
        for (let time = 0; time < 2; time++) await Worker.runReplayHistory(options, History.decode(Buffer.from(history, 'base64')));
      },
      60_000,
    );
  });
  it('a history whose start has been changed does not replay', async () => {
    const { protocols, history } = JSON.parse(readFileSync(join(folder, files[0]!), 'utf8')) as Recorded;
    const changed = History.decode(Buffer.from(history, 'base64'));
    changed.events.splice(
      changed.events.findIndex((event) => event.activityTaskScheduledEventAttributes || event.markerRecordedEventAttributes),
      1,
    );
    const dataConverter = converter(keyRing(env, folder), failureConverterPath, async (hash) => protocols[hash]);
    await expect(Worker.runReplayHistory({ workflowBundle, dataConverter }, changed)).rejects.toThrow();
  }, 60_000);
});
