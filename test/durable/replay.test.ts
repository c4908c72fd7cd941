import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import proto from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { describe, expect, inject, it } from 'vitest';
import type { Protocol } from '../../src/kernel/index.ts';
import { keyRing, protocolByHash } from '../../src/ledger/index.ts';
import { converter } from '../../src/temporal/index.ts';
import { readLibrary } from '../library.ts';
import { failureConverterPath, openHouse, workflowBundle } from './house.ts';
import { playDurably } from './play.ts';

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
const release = process.env.RECORD;
const address = inject('temporal');

// RECORD=0.2 npx vitest run test/durable/replay.test.ts adds the histories of a release to the corpus.
describe.runIf(release && address)('recording the corpus', () => {
  it('keeps one history of each kind of happening', async () => {
    const house = await openHouse(address!, 'record', env);
    mkdirSync(folder, { recursive: true });
    const wanted = ['fever, a slow clinic', 'exposed again', 'a wrong date', 'from suspicion', 'found, explained', 'a reading that nobody'];
    for (const [n, scenario] of readLibrary()
      .scenarios.filter(({ title }) => wanted.some((start) => title.startsWith(start)))
      .entries()) {
      const { view } = await playDurably(house, scenario);
      const history = await house.client.workflow.getHandle(view.id).fetchHistory();
      const protocols: Recorded['protocols'] = {};
      for (const machine of house.library.values()) protocols[machine.hash] = (await protocolByHash(house.ledger, machine.hash))!;
      const used = scenario.protocol === 'close-contact' ? ['close-contact', 'suspected-case'] : [scenario.protocol];
      for (const [hash, protocol] of Object.entries(protocols)) if (!used.includes(protocol.protocol)) delete protocols[hash];
      const recorded: Recorded = {
        release: release!,
        scenario: scenario.title,
        protocols,
        history: Buffer.from(History.encode(history).finish()).toString('base64'),
      };
      writeFileSync(join(folder, `${release}-${n}-${scenario.protocol}.json`), JSON.stringify(recorded));
    }
    await house.close();
  }, 120_000);
});

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
