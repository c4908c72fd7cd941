import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import proto from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Actor, Data, Input, Protocol } from '../../src/kernel/index.ts';
import { hashOf } from '../../src/ledger/index.ts';
import { startCase } from '../../src/temporal/index.ts';
import { type View, view } from '../../src/workflow/contract.ts';
import { readLibrary } from '../library.ts';
import { type House, openHouse } from './house.ts';
import { actOn } from './play.ts';

/** `RECORD=0.2 npx vitest run --project durable test/durable/record.test.ts` adds the histories of a release to test/replay. */
const release = process.env.RECORD;
const address = inject('temporal');
const folder = join(import.meta.dirname, '..', 'replay');
const from = Date.parse('2020-01-31T08:00:00+08:00');
const place = 'sample-village';
const doctor: Actor = { role: 'village_doctor', place };
const clinic: Actor = { role: 'fever_clinic', place: 'qinzhou-fever-clinic' };
const cdc: Actor = { role: 'county_cdc', place: 'qinzhou-cdc' };
const { History } = proto.temporal.api.history.v1;

const { machines, editions, units } = readLibrary();
const former = editions.find(({ protocol }) => protocol.protocol === 'close-contact')!.protocol;
const present = machines.find(({ protocol }) => protocol.protocol === 'close-contact')!.protocol;

describe.skipIf(release === undefined || !address)(`histories of release ${release}`, () => {
  let house: House;
  const protocols: Record<string, Protocol> = {};
  let n = 0;
  beforeAll(async () => {
    house = await openHouse(address!, `record-${Date.now()}`, {
      env: { EARLY_KEY: Buffer.alloc(32, 7).toString('base64') },
      machines,
      units,
    });
    for (const protocol of [former, ...machines.map(({ protocol }) => protocol)]) protocols[await house.publish(protocol)] = protocol;
  }, 60_000);
  afterAll(() => house?.close());

  const story = (protocol: Protocol, continueAfter?: number) => {
    const id = `c-record-${++n}`;
    let now = from;
    let key = 0;
    const act = async (input: Input) => expect(await actOn(house, id, input as never, `k${++key}`)).toHaveProperty('seq');
    return {
      id,
      open: () => {
        const opening = { id, subject: `p-${id}`, place, now, by: cdc, data: { exposed_on: '2020-01-30' } };
        const clock = { virtual: from, real: Date.now(), rate: 0 };
        return startCase(house.client, {
          hash: hashOf(protocol),
          opening,
          clock,
          queue: house.queue,
          ...(continueAfter && { continueAfter }),
        });
      },
      say: (by: Actor, event: string, data: Data = {}) => {
        now += 1_000;
        return act({ kind: 'event', event, at: now, recorded: now, by, data });
      },
      correct: async (event: string, data: Data) => {
        const { timeline } = (await (await import('../../src/ledger/index.ts')).caseById(house.ledger, id))!;
        const line = timeline.find(
          (effect) => effect.kind === 'record' && effect.note.note === 'event' && effect.note.entry.event === event,
        );
        const entry = line?.kind === 'record' && line.note.note === 'event' ? line.note.entry.id : -1;
        now += 1_000;
        await act({ kind: 'correct', entry, data, recorded: now, by: doctor, reason: 'mistyped' });
      },
      migrate: () => {
        now += 1_000;
        const to = { $protocol: hashOf(present), body: present };
        return act({ kind: 'migrate', to, map: { due: 'kept' }, recorded: now, by: cdc, reason: 'third edition' });
      },
      undo: () => {
        now += 1_000;
        return act({ kind: 'unmigrate', from: hashOf(former), to: hashOf(present), recorded: now, by: cdc, reason: 'withdrawn' });
      },
    };
  };

  /** Every run of the case, each a history of its own. */
  async function keep(id: string, name: string): Promise<void> {
    const handle = house.client.workflow.getHandle(id);
    for (let i = 0; !(await handle.query<View>(view)).projected && i < 200; i++) await sleep(50);
    const runs: string[] = [];
    for (let run: string | undefined = (await handle.describe()).runId; run !== undefined; ) {
      runs.unshift(run);
      const { events } = await house.client.workflow.getHandle(id, run).fetchHistory();
      run = events![0]!.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
    }
    for (const [at, run] of runs.entries()) {
      const history = await house.client.workflow.getHandle(id, run).fetchHistory();
      const text = JSON.stringify(history, (_, value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
      );
      const used = Object.fromEntries(
        Object.entries(protocols).filter(([, { protocol }]) => /^(close-contact|suspected-case)$/.test(protocol)),
      );
      expect(text).not.toMatch(/exposed_on|celsius/);
      const file = `${release}-${name}${runs.length > 1 ? `-run-${at + 1}` : ''}.json`;
      const recorded = {
        release,
        scenario: name,
        protocols: used,
        history: Buffer.from(History.encode(history).finish()).toString('base64'),
      };
      writeFileSync(join(folder, file), `${JSON.stringify(recorded)}\n`);
    }
  }
  const fever = { celsius: 38.2, symptoms: true };
  const well = { celsius: 36.5, symptoms: false };

  it('a case becomes another', async () => {
    const { id, open, say } = story(present);
    await open();
    await say(doctor, 'temperature_taken', fever);
    await say(clinic, 'accepted');
    await say(clinic, 'seen_by_clinic', { finding: 'suspected' });
    await say(clinic, 'case_reported', { card: '1' });
    await keep(id, 'becomes');
  });

  it('an entry is put right', async () => {
    const { id, open, say, correct } = story(present);
    await open();
    await say(doctor, 'temperature_taken', fever);
    await correct('temperature_taken', well);
    await say(clinic, 'accepted');
    await keep(id, 'correction');
  });

  it('a case continues as new', async () => {
    const { id, open, say } = story(present, 3);
    await open();
    for (let i = 0; i < 4; i++) await say(doctor, 'temperature_taken', well);
    await sleep(1_500);
    await say(doctor, 'temperature_taken', fever);
    await keep(id, 'continued');
  });

  it('a case goes over to the next edition, is put right after, continues as new and is put right again', async () => {
    const { id, open, say, migrate, correct } = story(former, 4);
    await open();
    await say(doctor, 'temperature_taken', fever);
    await migrate();
    await correct('temperature_taken', { celsius: 38.4 });
    await say(clinic, 'accepted');
    await sleep(1_500);
    await correct('temperature_taken', well);
    await keep(id, 'migration');
  });

  it('a migration is taken back', async () => {
    const { id, open, say, migrate, undo } = story(former);
    await open();
    await say(doctor, 'temperature_taken', fever);
    await migrate();
    await undo();
    await say(clinic, 'accepted');
    await keep(id, 'migration-undone');
  });
});
