import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Attention } from '../../src/kernel/index.ts';
import { keyRing, openLedger, publishUnits, reserveCase } from '../../src/ledger/index.ts';
import { connectClient, converter, homeOf, startCase } from '../../src/temporal/index.ts';
import { message, setClock } from '../../src/workflow/contract.ts';
import { readLibrary } from '../library.ts';
import { early, type House, openHouse, type Said } from './early.ts';

const binary = inject('temporalBinary');
const root = join(import.meta.dirname, '..', '..');
const drill = join(import.meta.dirname, 'incident-drill');
const begins = Date.parse('2020-01-31T08:00:00+08:00');
const place = 'sample-village';
const decided = (because: string) => ['--as', 'county_cdc@qinzhou-cdc', '--because', because];
const doctor = ['--as', 'village_doctor@sample-village'];

interface Found {
  incidents: { case: { id: string }; attention: Pick<Attention, 'code' | 'detail' | 'seq'> }[];
  stuck: { case: string; failure: string; at: string }[];
}

describe.skipIf(binary === undefined)('an incident, by the command line', { timeout: 120_000 }, () => {
  let house: House;
  /** Whoever breaks things: the house's own key on a line of his own. */
  let inside: Awaited<ReturnType<typeof connectClient>>;
  let n = 0;
  beforeAll(async () => {
    house = await openHouse(binary!, begins, { without: ['suspected-case'] });
    const { failureConverter } = homeOf(import.meta.url, house.env);
    inside = await connectClient(house.address, converter(keyRing({}, house.folder), failureConverter));
    expect((await house.early('publish', drill)).out).toContain('new cases take it');
  }, 120_000);
  afterAll(async () => {
    await inside?.close();
    await house?.close();
  });

  async function inLedger<T>(work: (ledger: Awaited<ReturnType<typeof openLedger>>) => Promise<T>): Promise<T> {
    const { ledger: file } = homeOf(import.meta.url, house.env);
    const ledger = await openLedger(file, keyRing({}, house.folder));
    return work(ledger).finally(() => ledger.close());
  }
  /** One case by a register of one line. */
  async function opened(protocol: string, fact: string): Promise<string> {
    const [map, list] = [join(house.folder, 'one.yaml'), join(house.folder, 'one.csv')];
    const person = 'person: { identity: 证件号, name: 姓名, phone: 电话 }';
    const lines = [
      `protocol: ${protocol}`,
      'source: one',
      'dates: [YYYY-MM-DD]',
      person,
      'place: { column: 村 }',
      `facts: { ${fact}: 日期 }`,
    ];
    writeFileSync(map, ['mapping: one', 'title: { zh: 一人, en: One }', ...lines, ''].join('\n'));
    const i = ++n;
    writeFileSync(list, `姓名,证件号,电话,村,日期\n样例${i},E6205300${i},1390000200${i},样例村,2020-01-30\n`);
    const { rows } = await house.json<{ rows: { caseId: string }[] }>('import', list, '--protocol', protocol, '--map', map);
    return rows[0]!.caseId;
  }
  const found = () => house.json<Found>('incidents');
  async function until<T>(look: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
    for (let tries = 0; ; tries++) {
      const value = await look();
      if (good(value) || tries === 80) return value;
    }
  }
  /** What is listed of a case, once something is. */
  async function flagged(id: string) {
    const { incidents } = await until(found, (all) => all.incidents.some((one) => one.case.id === id));
    const mine = incidents.filter((one) => one.case.id === id);
    expect(mine).toHaveLength(1);
    return mine[0]!.attention;
  }
  const unflagged = async (id: string) => {
    const { incidents } = await until(found, (all) => !all.incidents.some((one) => one.case.id === id));
    expect(incidents.map((one) => one.case.id)).not.toContain(id);
  };
  const did = async (...args: string[]): Promise<Said> => {
    const said = await house.early(...args);
    expect(said).toMatchObject({ code: 0, err: '' });
    return said;
  };

  it('a condition that cannot be evaluated: the case is moved by whoever may, with a reason, and by nobody else', async () => {
    const id = await opened('incident-drill', 'since');
    await did('do', id, 'counted', 'ill=9', 'of=0', ...doctor);
    const { code, detail, seq } = await flagged(id);
    expect({ code, detail }).toEqual({
      code: 'guard_failed',
      detail: { says: 'unworkable', of: expect.stringContaining('treated'), expression: expect.any(String), why: expect.any(String) },
    });
    const listed = await house.early('incidents');
    expect(listed).toMatchObject({ code: 1, out: expect.stringContaining(`${id}  Counting drill: attention #${seq}: `) });
    const move = ['resolve', id, `${seq}`, '--state', 'fit'];
    const other = await house.early(...move, ...doctor, '--because', 'so decided');
    expect(other).toMatchObject({ code: 1, out: expect.stringContaining('may not put the course of a case right') });
    expect((await house.early(...move, '--retry', ...decided('both'))).code).toBe(2);
    expect((await did(...move, ...decided('counted by hand'))).out).toContain('now fit');
    await unflagged(id);
    expect(await house.early(...move, ...decided('again'))).toMatchObject({ code: 1, out: expect.stringContaining('has been dealt with') });
    expect((await did('case', id)).out).toMatch(/is dealt with.*counted by hand/);
  });

  it('more steps at once than a case may take: it stands, and is let go on where it is', async () => {
    const id = await opened('incident-drill', 'since');
    await did('do', id, 'reading', 'hot=yes', ...doctor);
    const { code, seq } = await flagged(id);
    expect(code).toBe('bound');
    await did('resolve', id, `${seq}`, ...decided('the reading is looked into'));
    await unflagged(id);
    await did('do', id, 'reading', 'hot=no', ...doctor);
    expect((await did('do', id, 'closed', ...doctor)).out).toContain('ended');
  });

  it('a message nobody can read: it is skipped, with a reason', async () => {
    const id = await opened('close-contact', 'exposed_on');
    const { connection, options } = inside.client;
    const stranger = new Client({ connection, namespace: options.namespace });
    await stranger.workflow.getHandle(id).signal(message, { text: 'in clear' });
    const { code, detail, seq } = await flagged(id);
    expect({ code, detail }).toEqual({ code: 'undecodable', detail: { says: 'unread', what: 'message', why: 'clear' } });
    await did('resolve', id, `#${seq}`, ...decided('whoever sent it was called'));
    await unflagged(id);
  });

  it('something that nobody was there to be told: it is done when the place is filled and somebody says so', async () => {
    const { units } = readLibrary();
    const without = (role: string) =>
      Object.values(units.units).map((unit) => ({ ...unit, roles: unit.roles.filter((held) => held !== role) }));
    const vacant = {
      ...units,
      edition: '2030-01-01',
      units: Object.fromEntries(without('township_health_centre').map((unit) => [unit.id, unit])),
    };
    const by = { role: 'county_cdc', place: 'qinzhou-cdc' };
    await inLedger((ledger) => publishUnits(ledger, vacant, by));
    const id = await opened('close-contact', 'exposed_on');
    await did('do', id, 'temperature_taken', 'celsius=38', 'symptoms=no', ...doctor);
    const { code, detail, seq } = await flagged(id);
    expect({ code, detail }).toEqual({
      code: 'effect_failed',
      detail: { says: 'vacant', roles: ['township_health_centre'], place: expect.any(String) },
    });
    await inLedger((ledger) => publishUnits(ledger, { ...units, edition: '2030-01-02' }, by));
    await did('resolve', id, `${seq}`, '--retry', ...decided('staffed again'));
    await unflagged(id);
    expect((await did('case', id)).out).toMatch(/tried again: staffed again/);
  });

  it('a case that becomes what nobody has published: it waits, and goes on once that is published', async () => {
    const id = await opened('close-contact', 'exposed_on');
    const clinic = ['--as', 'fever_clinic@qinzhou-fever-clinic'];
    await did('do', id, 'temperature_taken', 'celsius=38', 'symptoms=no', ...doctor);
    await did('do', id, 'accepted', ...clinic);
    const becoming = house.early('do', id, 'seen_by_clinic', 'finding=suspected', ...clinic);
    const missing = await flagged(id);
    expect(missing).toMatchObject({ code: 'unknown_protocol', detail: 'suspected-case' });
    const dealt = await house.early('resolve', id, `${missing.seq}`, '--retry', ...decided('look again'));
    expect(dealt).toMatchObject({ code: 1, out: expect.stringContaining('early publish suspected-case, and within half a minute') });
    await did('publish', 'suspected-case');
    // It looks by itself every half a minute; the clock makes it look at once.
    await inside.client.workflow.getHandle(id).signal(setClock, { virtual: begins, real: Date.now(), rate: 0 });
    await becoming;
    const shown = await until(
      () => house.early('case', id),
      ({ out }) => out.includes('Bed sought'),
    );
    expect(shown.out).toContain('Bed sought');
    await unflagged(id);
  });

  it('what no case can say of itself is found from outside, each with what helps: an unreadable start, an unknown hash', async () => {
    const clock = { virtual: begins, real: Date.now(), rate: 0 };
    const [start, hash] = await inLedger((ledger) =>
      Promise.all(['p-start', 'p-hash'].map((subject) => reserveCase(ledger, { subject, family: 'close-contact', place, opening: {} }))),
    );
    const opening = (id: string) => ({
      id,
      subject: 'p',
      place,
      now: begins,
      by: { role: 'county_cdc', place },
      data: { exposed_on: '2020-01-30' },
    });
    const { connection, options } = inside.client;
    const foreign = new Client({ connection, namespace: options.namespace });
    await startCase(foreign, { hash: 'f'.repeat(64), opening: opening(start!.caseId), clock });
    await startCase(inside.client, { hash: 'f'.repeat(64), opening: opening(hash!.caseId), clock });
    const { stuck } = await until(found, (all) => all.stuck.length > 1);
    expect(new Map(stuck.map(({ case: id, at, failure }) => [id, `${at}: ${failure}`]))).toEqual(
      new Map([
        [start!.caseId, 'start: the start of this case cannot be decoded: clear'],
        [hash!.caseId, `protocol: its protocol is not in the store: ${'f'.repeat(64)}`],
      ]),
    );
    const { out, code } = await house.early('incidents');
    expect(code).toBe(1);
    for (const words of ['Put the key back', 'Publish that protocol again', '2 that cannot run']) expect(out).toContain(words);
    for (const one of [start!, hash!]) await inside.client.workflow.getHandle(one.caseId).terminate('the test is over');
  });

  it('a build that fails at every case is foreseen, and found from outside, and with the former one they go on', async () => {
    const id = await opened('close-contact', 'exposed_on');
    const dist = join(house.folder, 'build', 'dist');
    mkdirSync(dist, { recursive: true });
    for (const part of ['workers', 'failure-converter.cjs', 'early.js', 'early.cjs'])
      cpSync(join(root, 'dist', part), join(dist, part), { recursive: true });
    for (const part of ['node_modules', 'package.json', 'protocols']) symlinkSync(join(root, part), join(dist, '..', part));
    const code = readFileSync(join(root, 'dist', 'workflow.js'), 'utf8');
    expect(code).toContain('async function caseWorkflow(start) {');
    const broken = code.replace('async function caseWorkflow(start) {', "$& throw new Error('a careless release');");
    writeFileSync(join(dist, 'workflow.js'), broken);
    const foreseen = await early(['replay'], house.env, undefined, dist);
    expect(foreseen).toMatchObject({ code: 1, out: expect.stringContaining(`${id}: cannot go on under this build (a careless release)`) });
    expect(await did('replay')).toMatchObject({ out: expect.stringContaining(' + 0 would not + 0 cannot run as it is') });
    await house.hire(join(dist, 'workers', 'case-worker.js'));
    const reading = ['do', id, 'temperature_taken', 'celsius=36.5', 'symptoms=no', ...doctor, '--key', 'evening'];
    expect(await house.early(...reading)).toMatchObject({ code: 3, err: expect.stringContaining(`nobody answers for case ${id}`) });
    await inside.client.workflow.getHandle(id).signal(setClock, { virtual: begins, real: Date.now(), rate: 0 });
    const { stuck } = await until(found, (all) => all.stuck.length > 0);
    expect(stuck).toMatchObject([{ case: id, failure: 'a careless release', at: 'program' }]);
    expect((await house.early('incidents', '--lang', 'zh')).out).toContain('请换回上一发行版');
    await house.hire();
    expect((await did(...reading)).out).toContain('recorded #2');
    expect((await found()).stuck).toEqual([]);
  });
});
