import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { type Clock, isRefusal, type Refusal } from '../../src/kernel/index.ts';
import { caseById, keyRing, openLedger, protocolByHash, publishProtocol } from '../../src/ledger/index.ts';
import { actOn, connectClient, converter, startCase } from '../../src/temporal/index.ts';
import { type Answer, message, setClock, type View, view } from '../../src/workflow/contract.ts';
import { type CaseEvidence, type Evidence, gather, invariants } from '../faults/check/index.ts';
import type { Done } from '../faults/crowd.ts';
import type { Planted } from '../faults/planted-worker.ts';
import { Poisoned } from '../faults/poisoned.ts';
import { readLibrary } from '../library.ts';
import { failureConverterPath, openHouse, workflowBundle } from './house.ts';

const address = inject('temporal');
const root = join(import.meta.dirname, '..', '..');
const HOUR = 3_600_000;
const morning = Date.parse('2020-01-31T08:00:00+08:00');
const place = 'sample-village';
const doctor = { role: 'village_doctor', place };
const reading = (recorded: number, celsius: number) => {
  const data = { celsius, symptoms: false };
  return { kind: 'event' as const, event: 'temperature_taken', at: recorded, recorded, data };
};
let n = 0;
const openingOf = (now: number) => {
  const id = `c-planted-${++n}-${Date.now()}`;
  const clock: Clock = { virtual: now, real: Date.now(), rate: 0 };
  const opening = { id, subject: `p-${id}`, place, now, by: { role: 'county_cdc', place }, data: { exposed_on: '2020-01-30' } };
  return { id, clock, opening };
};
const until = async <T>(look: () => Promise<T>, good: (value: T) => boolean): Promise<T> => {
  for (let tries = 0; tries < 400; tries++) {
    const value = await look();
    if (good(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('did not come about');
};

/** The built workflows with one thing wrong in them. */
function wrong(right: RegExp, instead: string): { code: string } {
  const code = readFileSync(workflowBundle.codePath, 'utf8');
  expect(code.match(new RegExp(right, 'g')), `${right} stands once in the workflows`).toHaveLength(1);
  return { code: code.replace(right, instead) };
}

/** What the invariants of the fault suite say of what is known of these cases. */
function broken(seen: Awaited<ReturnType<typeof gather>>, stopped: number, done: Done[] = []): string[] {
  const evidence: Evidence = {
    ...seen,
    done,
    poisoned: new Poisoned(),
    machines: new Map(readLibrary().machines.map((machine) => [machine.hash, machine])),
    stopped: { virtual: stopped, real: 0 },
    virtualAt: () => stopped,
    grain: 1,
  };
  return Object.entries(invariants).flatMap(([name, check]) => (name !== 'counts balance' && check(evidence).length > 0 ? [name] : []));
}

describe.skipIf(!address)('the invariants of the fault suite catch a planted bug', { timeout: 60_000 }, () => {
  const ends: (() => Promise<unknown> | unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  /** Acts, continues as new, and asks again for what was done first. */
  async function asksAgain(bundle: Parameters<typeof openHouse>[3]) {
    const house = await openHouse(address!, `planted-${++n}`, readLibrary(), bundle);
    ends.push(() => house.close());
    const { id, clock, opening } = openingOf(morning);
    const { hash } = house.library.get('close-contact')!;
    await startCase(house.client, { hash, opening, clock, queue: house.queue, continueAfter: 2 });
    const done: Done[] = [];
    const act = async (key: string, celsius: number): Promise<void> => {
      const input = reading(morning, celsius);
      const answer: Answer | Refusal = await actOn({ client: house.client, keys: house.keys }, { case: id, by: doctor, key, input });
      const known = done.find(({ deed }) => deed.key === key);
      const deed = { key, case: id, event: input.event, by: doctor, data: input.data, ago: 0 };
      if (known) known.answers.push(answer);
      else done.push({ deed, answers: [answer], closed: false, tries: 1, twice: false, since: 0 });
    };
    await act('first', 36.1);
    await act('second', 36.2);
    const handle = house.client.workflow.getHandle(id);
    await until(
      () => handle.describe(),
      ({ raw }) => raw.workflowExecutionInfo?.firstRunId !== raw.workflowExecutionInfo?.execution?.runId,
    );
    await act('first', 36.1);
    await until(
      () => handle.query<View>(view),
      ({ projected }) => projected,
    );
    const { client, ledger, queue } = house;
    const dataConverter = client.options.loadedDataConverter as never;
    return broken(await gather({ client, ledger, dataConverter, workflowBundle: bundle ?? workflowBundle, queue }), morning, done);
  }

  it('a lost set of seen keys: what was acknowledged is done twice, and answered otherwise', async () => {
    const forgetful = wrong(/const seen = new Map\(/, 'const seen = new (class extends Map { constructor() { super(); } })(');
    expect(await asksAgain(forgetful)).toEqual(
      expect.arrayContaining(['every acknowledged action exactly once in the history, none lost', 'the same key, the same answer']),
    );
    expect(await asksAgain(workflowBundle)).toEqual([]);
  });

  /** Lets a ladder climb, plays the case again in a new worker, and lets it climb on. */
  async function climbs(bundle: Parameters<typeof openHouse>[3]) {
    const house = await openHouse(address!, `planted-${++n}`, readLibrary(), bundle);
    ends.push(() => house.close());
    const { id, clock, opening } = openingOf(morning);
    await startCase(house.client, { hash: house.library.get('close-contact')!.hash, opening, clock, queue: house.queue });
    const handle = house.client.workflow.getHandle(id);
    const comesTo = async (virtual: number) => {
      await handle.signal(setClock, { virtual, real: Date.now(), rate: 0 });
      await until(
        () => handle.query<View>(view),
        ({ projected, nextWake }) => projected && (nextWake === null || nextWake > virtual),
      );
    };
    // The evening's reading is late at 21:00; its ladder has steps then, and two and six hours later.
    await comesTo(morning + 14 * HOUR);
    await house.renew();
    await comesTo(morning + 16 * HOUR);
    const held = (await caseById(house.ledger, id))!;
    const one: CaseEvidence = { id, held, live: undefined, told: { projected: [], accepted: [], tasks: [] } };
    const evidence = { cases: new Map([[id, one]]) } as Evidence;
    return invariants['every ladder step once and in order']!(evidence);
  }

  /** Lets a case begin half an hour before its reading is late, and stand still there. */
  async function waits(bundle: Parameters<typeof openHouse>[3]) {
    const house = await openHouse(address!, `planted-${++n}`, readLibrary(), bundle);
    ends.push(() => house.close());
    const { client, ledger, queue } = house;
    const evening = morning + 12.5 * HOUR;
    const { id, clock, opening } = openingOf(evening);
    await startCase(client, { hash: house.library.get('close-contact')!.hash, opening: { ...opening, at: morning }, clock, queue });
    const handle = client.workflow.getHandle(id);
    await until(
      () => handle.query<View>(view),
      ({ projected }) => projected,
    );
    const dataConverter = client.options.loadedDataConverter as never;
    return broken(await gather({ client, ledger, dataConverter, workflowBundle: bundle ?? workflowBundle, queue }), evening);
  }

  it('a clock that is an hour fast: what is due comes before its time', async () => {
    const fast = wrong(/const nowOf = \(clock\) ?=> ?/, '$& 3_600_000 + ');
    expect(await waits(fast)).toContain('nothing before its time');
    expect(await waits(workflowBundle)).toEqual([]);
  });

  it('a ladder that restarts when the case is played again: its steps come twice', async () => {
    const again = '{ ...outcome.case, slots: outcome.case.slots.map((slot) => ({ ...slot, step: 0 })) }';
    const replaying = '(0,_temporalio_workflow__WEBPACK_IMPORTED_MODULE_0__.workflowInfo)().unsafe.isReplaying';
    const restarting = wrong(/current = outcome\.case;/, `current = ${replaying} ? ${again} : outcome.case;`);
    expect(await climbs(restarting)).toContainEqual(expect.stringMatching(/the ladder of observed\.temperature_taken@\d+ went 0, 0, 1$/));
    expect(await climbs(workflowBundle)).toEqual([]);
  });

  /** A worker is killed between its projection and its workflow task; something else comes first then, and takes the number. */
  async function isKilled(ignoring: boolean) {
    const folder = mkdtempSync(join(tmpdir(), 'early-planted-'));
    const children: ChildProcess[] = [];
    const queue = `planted-${++n}`;
    const keys = keyRing({}, folder);
    const ledger = await openLedger(join(folder, 'ledger.db'), keys);
    const dataConverter = converter(keys, failureConverterPath, (hash) => protocolByHash(ledger, hash));
    const { client, close } = await connectClient(address!, dataConverter);
    ends.push(async () => {
      for (const child of children) child.kill('SIGKILL');
      await close();
      await ledger.close();
      rmSync(folder, { recursive: true, force: true });
    });
    const { protocol } = readLibrary().machines.find((machine) => machine.protocol.protocol === 'close-contact')!;
    const { hash } = await publishProtocol(ledger, protocol);
    const hire = (stopAfter?: number): ChildProcess => {
      const planted: Planted = {
        address: address!,
        ledger: join(folder, 'ledger.db'),
        folder,
        queue,
        ignoring,
        ...(stopAfter && { stopAfter }),
      };
      const child = fork(join(root, 'dist', 'faults', 'planted-worker.js'), [JSON.stringify(planted)], {
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      children.push(child);
      return child;
    };
    const says = (child: ChildProcess, word: string) =>
      new Promise<void>((resolve, reject) => {
        child.on('message', (said) => said === word && resolve());
        child.once('exit', () => reject(new Error('the worker ended')));
      });
    const first = hire(2);
    await says(first, 'ready');
    const { id, clock, opening } = openingOf(morning);
    await startCase(client, { hash, opening, clock, queue });
    const handle = client.workflow.getHandle(id);
    await until(
      () => caseById(ledger, id),
      (held) => held?.row !== undefined,
    );
    const written = says(first, 'written');
    const answering = actOn({ client: client, keys: keys }, { case: id, by: doctor, key: 'k', input: reading(morning, 36.6) });
    await written;
    first.kill('SIGKILL');
    // Told of an earlier instant, it is taken before the reading when both are there at once.
    const told = { event: 'opened', from: 'c-other', number: 1, at: morning, recorded: morning - 1, data: { exposed_on: '2020-01-29' } };
    await handle.signal(message, told);
    await says(hire(), 'ready');
    const answer = await answering;
    expect(isRefusal(answer as never) || answer).toMatchObject({ seq: 3 });
    await until(
      () => handle.query<View>(view),
      ({ projected }) => projected,
    );
    return broken(await gather({ client, ledger, dataConverter, workflowBundle, queue }), morning);
  }

  it('a projection that inserts or ignores: the ledger keeps a step that no history has', async () => {
    const [ignoring, replacing] = await Promise.all([isKilled(true), isKilled(false)]);
    // Whoever did the reading is not in the evidence here.
    expect(ignoring).toContain('ledger and Temporal agree');
    expect(replacing).not.toContain('ledger and Temporal agree');
  });
});
