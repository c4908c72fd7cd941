import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { MigrationTotals } from '../../src/house/index.ts';
import type { Actor, MigrationPlan } from '../../src/kernel/index.ts';
import {
  auditLines,
  caseById,
  hashOf,
  type KeyRing,
  keyRing,
  type Ledger,
  markStarted,
  openLedger,
  protocolByHash,
  publishProtocol,
  reserveCase,
  verifyAudit,
} from '../../src/ledger/index.ts';
import { actOn, connectClient, converter, homeOf, runningHouse, startCase } from '../../src/temporal/index.ts';
import { setClock, type View, view } from '../../src/workflow/contract.ts';
import { type House, openHouse } from '../cli/early.ts';
import { protocolsFolder, readLibrary } from '../library.ts';

const binary = inject('temporalBinary');
const from = Date.parse('2020-01-31T08:00:00+08:00');
const CASES = Number(process.env.MIGRATION_CASES ?? 48);
const place = 'sample-village';
const doctor: Actor = { role: 'village_doctor', place };
const clinic: Actor = { role: 'fever_clinic', place: 'qinzhou-fever-clinic' };
const because = ['--because', 'third edition of the plan'];
const signed = ['--as', 'county_cdc@qinzhou-cdc', ...because];

const { editions, machines } = readLibrary();
const former = editions.find(({ protocol }) => protocol.protocol === 'close-contact')!.protocol;
const present = machines.find(({ protocol }) => protocol.protocol === 'close-contact')!.protocol;
const both = [`close-contact@${former.edition}`, `close-contact@${present.edition}`];
const map = ['--map', join(protocolsFolder, 'close-contact', 'migration.yaml')];

describe.skipIf(binary === undefined)('running cases go over to the next edition', { timeout: 120_000 }, () => {
  let house: House;
  let ledger: Ledger;
  let keys: KeyRing;
  let client: Client;
  let close: () => Promise<void>;
  const ids: string[] = [];
  const stands = new Map<string, View>();
  let plans: MigrationPlan[];

  const viewOf = (id: string) => client.workflow.getHandle(id).query<View>(view);
  const act = async (id: string, by: Actor, event: string, data: Record<string, string | number | boolean> = {}) => {
    const input = { kind: 'event' as const, event, at: from, recorded: from, data };
    expect(await actOn({ client, keys }, { case: id, by, key: `${id}-${event}`, input })).toHaveProperty('seq');
  };
  const until = async (good: () => Promise<boolean>) => {
    for (let i = 0; !(await good()); i++) {
      if (i > 400) throw new Error('did not come about');
      await sleep(25);
    }
  };
  const under = async (hash: string) =>
    Number(
      (
        await ledger.db
          .selectFrom('cases')
          .select((e) => e.fn.countAll<number>().as('n'))
          .where('hash', '=', hash)
          .executeTakeFirstOrThrow()
      ).n,
    );

  beforeAll(async () => {
    house = await openHouse(binary!, from);
    const home = homeOf(import.meta.url, { ...house.env });
    keys = keyRing({}, house.folder);
    ledger = await openLedger(home.ledger, keys);
    const { hash } = await publishProtocol(ledger, former);
    ({ client, close } = await connectClient(
      runningHouse(home)!.address,
      converter(keys, home.failureConverter, (hash) => protocolByHash(ledger, hash)),
    ));
    const clock = { virtual: from, real: Date.now(), rate: 0 };
    for (let i = 0; i < CASES; i++) {
      const data = { exposed_on: '2020-01-30', ...(i % 3 === 0 && { source: 'confirmed' }) };
      const { caseId } = await reserveCase(ledger, { subject: `p-${i}`, family: 'close-contact', place, opening: data });
      const opening = { id: caseId, subject: `p-${i}`, place, now: from, by: { role: 'county_cdc', place }, data };
      await startCase(client, { hash, opening, clock });
      await markStarted(ledger, caseId);
      ids.push(caseId);
    }
    // A fifth each: observed, offered to the clinic, at the clinic, with a reading that climbs, waiting for the release notice.
    for (const [i, id] of ids.entries()) {
      if (i % 5 === 1 || i % 5 === 2) await act(id, doctor, 'temperature_taken', { celsius: 38.2, symptoms: true });
      if (i % 5 === 2) await act(id, clinic, 'accepted');
      const on = i % 5 === 3 ? from + 16 * 3_600_000 : i % 5 === 4 ? Date.parse('2020-02-14T06:00:00+08:00') : from;
      if (on !== from) await client.workflow.getHandle(id).signal(setClock, { ...clock, virtual: on });
    }
    await until(async () => (await under(hash)) === CASES);
    await until(async () => (await Promise.all(ids.map(viewOf))).every((seen, i) => seen.projected && (i % 5 < 3 || seen.now > from)));
    for (const id of ids) stands.set(id, await viewOf(id));
  }, 120_000);
  afterAll(async () => {
    await close?.();
    await ledger?.close();
    await house?.close();
  });

  it('a dry run says of each what it would get, and changes nothing', async () => {
    const { code, out } = await house.early('migrate', ...both, ...map, '--dry-run', '--json');
    ({ plans } = JSON.parse(out) as { plans: MigrationPlan[] });
    expect(code).toBe(0);
    expect(plans).toHaveLength(CASES);
    expect(new Set(plans.map(({ at }) => at.join())).size).toBe(4);
    expect(plans.filter(({ deadlines }) => deadlines.some(({ kind }) => kind === 'hand_off')).length).toBeGreaterThan(CASES / 6);
    expect(plans.filter(({ deadlines }) => deadlines.some(({ climbing }) => climbing)).length).toBeGreaterThan(CASES / 6);
    expect(plans.flatMap(({ deadlines }) => deadlines).every(({ fate }) => fate === 'kept')).toBe(true);
    for (const id of ids) expect(await viewOf(id)).toEqual(stands.get(id));
    const words = await house.early('migrate', ...both, ...map, '--dry-run', '--limit', '1', '--lang', 'zh');
    expect(words.out).toContain(`${CASES} 个在办个案 = ${CASES} 个可迁移 + 0 个不能；什么也没有改动`);
  });

  it('killed in the middle and begun again, every case has gone over once', async () => {
    const killing = new AbortController();
    const { early } = await import('../cli/early.ts');
    const broken = early(['migrate', ...both, ...map, ...signed], house.env, killing.signal);
    await until(async () => (await under(hashOf(present))) >= 3);
    house.worker.kill('SIGSTOP');
    killing.abort();
    expect((await broken).code).toBeNull();
    const moved = await under(hashOf(present));
    expect(moved).toBeLessThan(CASES);
    house.worker.kill('SIGCONT');
    const totals = await house.json<MigrationTotals>('migrate', ...both, ...map, ...signed);
    expect(totals).toMatchObject({ resumed: true, moved: totals.total, left: [], gone: [], silent: [] });
    await until(async () => (await under(hashOf(present))) === CASES);
    for (const id of ids) {
      const { timeline } = (await caseById(ledger, id))!;
      expect(timeline.filter((effect) => effect.kind === 'record' && effect.note.note === 'migrated')).toHaveLength(1);
    }
    const lines = await auditLines(ledger, undefined, { limit: 10_000 });
    expect(new Set(lines.filter(({ action }) => action === 'case.migrated').map(({ of }) => of))).toEqual(new Set(ids));
    expect((await verifyAudit(ledger)).fault).toBeUndefined();
  });

  it('each stands where the dry run said, with the deadlines, the ladder and the offer it had', async () => {
    for (const id of ids) {
      const [before, after] = [stands.get(id)!, await viewOf(id)];
      expect(after.at).toEqual(plans.find((plan) => plan.case === id)!.at);
      expect(after.edition).toBe(present.edition);
      expect(after.open).toEqual(before.open);
      expect(after.moments).toEqual(before.moments);
      expect(after.nextWake).toBe(before.nextWake);
    }
  });

  it('is taken back, except where something has happened since', async () => {
    const [observed] = ids;
    await act(observed!, doctor, 'temperature_taken', { celsius: 36.5, symptoms: false });
    const { code, out } = await house.early(
      'migrate',
      '--undo',
      '--as',
      'county_cdc@qinzhou-cdc',
      '--because',
      'the plan was withdrawn',
      '--json',
    );
    const totals = JSON.parse(out) as MigrationTotals;
    expect(code).toBe(1);
    expect(totals).toMatchObject({ moved: CASES - 1, left: [{ case: observed, refusal: { refused: 'moved_on' } }] });
    for (const id of ids.slice(1)) {
      const [before, after] = [stands.get(id)!, await viewOf(id)];
      expect({ ...after, seq: 0, now: 0, projected: true }).toEqual({ ...before, seq: 0, now: 0 });
    }
  });

  it.each([
    ['no such edition', ['close-contact@2020-01-23', both[1]!, '--dry-run'], 1, 'no edition "close-contact@2020-01-23" is published'],
    ['two protocols', [both[0]!, `suspected-case@${'2020-03-07'}`, '--dry-run'], 2, 'are two protocols'],
    ['nobody who answers for it', both, 2, 'say with --as ROLE@UNIT'],
    ['no reason', [...both, '--as', 'county_cdc@qinzhou-cdc'], 2, 'say why with --because'],
    ['one edition only', [both[0]!], 2, 'name both editions'],
    ['a map that is not there', [...both, '--map', 'none.yaml', '--dry-run'], 2, 'cannot read the file none.yaml'],
    ['the same edition twice', [both[0]!, both[0]!, '--dry-run'], 2, 'are the same edition'],
    ['a trial of taking back, instead of doing it', ['--undo', '--dry-run', ...signed], 2, 'no --map and no --dry-run'],
    ['who does not supervise', [...both, ...because, '--as', 'village_doctor@sample-village'], 1, 'may not put the course of a case right'],
    ['whose cases these are not', [...both, ...because, '--as', 'village_doctor@mudan-east'], 1, 'is "Sample Village", not "Mudan East'],
    ['a migration that never was', ['--undo', 'm-none', ...signed], 1, 'there is no migration "m-none"'],
  ])('refuses %s, with words', async (_, args, code, words) => {
    const said = await house.early('migrate', ...args);
    expect(said).toMatchObject({ code });
    expect(said.out + said.err).toContain(words);
  });
});
