import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { setEveryClock } from '../../src/house/index.ts';
import { type ImportResult, keyRing, type Ledger, openLedger, operator, protocolByHash, putPerson } from '../../src/ledger/index.ts';
import { connectClient, converter, homeOf, runningHouse } from '../../src/temporal/index.ts';
import { type View, view } from '../../src/workflow/contract.ts';
import { type House, openHouse } from '../cli/early.ts';
import { protocolsFolder } from '../library.ts';

const binary = inject('temporalBinary');
const evening = Date.parse('2020-02-09T22:00:00+08:00');
const midnight = Date.parse('2020-02-10T00:00:00+08:00');
const mapping = join(import.meta.dirname, '..', 'cli', 'mapping.yaml');
const head = '姓名,证件号,电话,性别,年龄,村,末次接触日期,备注';

describe.skipIf(binary === undefined)('the edition in force', { timeout: 120_000 }, () => {
  let house: House;
  let ledger: Ledger;
  let client: Client;
  let close: () => Promise<void>;
  const early = async (...args: string[]) => {
    const { code, out, err } = await house.early(...args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return out;
  };
  const doing = (id: string, event: string, as: string, ...data: string[]) => early('do', id, event, ...data, '--as', as);
  const viewOf = (id: string) => client.workflow.getHandle(id).query<View>(view);
  const under = async (id: string) => {
    const { protocol, edition } = await viewOf(id);
    return `${protocol} ${edition}`;
  };
  /** A folder as an author hands in a next edition: the one before it stands beside. */
  const next = (name: string, present: string): string => {
    const folder = join(house.folder, 'handed-in', name);
    cpSync(join(protocolsFolder, name), folder, { recursive: true });
    const file = join(folder, 'protocol.yaml');
    cpSync(file, join(folder, `edition-${present}.yaml`));
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^edition: .*$/m, 'edition: "2020-03-10"\neffective_from: 2020-02-10'));
    return file;
  };
  const imported = async (name: string, ...rows: string[]): Promise<string[]> => {
    const file = join(house.folder, `${name}.csv`);
    writeFileSync(file, [head, ...rows, ''].join('\n'));
    const { rows: fates } = JSON.parse(
      await early('import', file, '--protocol', 'close-contact', '--map', mapping, '--json'),
    ) as ImportResult;
    return fates.map(({ caseId }) => caseId!);
  };
  /** From fever to suspicion: the case becomes another protocol. */
  const suspect = async (id: string) => {
    await doing(id, 'temperature_taken', 'village_doctor@sample-village', 'celsius=38.1', 'symptoms=yes');
    await doing(id, 'accepted', 'fever_clinic@qinzhou-fever-clinic');
    await doing(id, 'seen_by_clinic', 'fever_clinic@qinzhou-fever-clinic', 'finding=suspected');
  };
  /** The case that was opened for a contact of a suspected one. */
  const contactOf = async (id: string, n: number): Promise<string> => {
    const { id: who } = await putPerson(ledger, { name: `某样例${n}`, phone: `1390000100${n}` }, operator);
    await doing(id, 'contact_named', 'investigator@qinzhou-cdc', `who=${who}`, 'exposed_on=2020-02-08');
    for (;;) {
      const found = await ledger.db
        .selectFrom('cases')
        .select('id')
        .where('subject', '=', who)
        .where('life', '=', 'running')
        .executeTakeFirst();
      if (found) return found.id;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  beforeAll(async () => {
    house = await openHouse(binary!, evening);
    const home = homeOf(import.meta.url, { ...house.env });
    const keys = keyRing({}, house.folder);
    ledger = await openLedger(home.ledger, keys);
    ({ client, close } = await connectClient(
      runningHouse(home)!.address,
      converter(keys, home.failureConverter, (hash) => protocolByHash(ledger, hash)),
    ));
  }, 120_000);
  afterAll(async () => {
    await close?.();
    await ledger?.close();
    await house?.close();
  });

  it('waits for its day; before and after it each case takes the right one, however it is opened, and those that run keep theirs', async () => {
    const said = await early('publish', next('close-contact', '2020-01-28'), next('suspected-case', '2020-03-07'));
    expect(said).toMatch(/close-contact \(2020-03-10\) published;.* new cases take 2020-01-28 now/);
    const [sick, later, quiet] = await imported(
      'evening',
      '张样例,620502199001010013,13900000001,男,30,一村,2020-02-08,',
      '李样例,620502199001010021,13900000002,女,31,一村,2020-02-08,',
      '王样例,620502199001010030,13900000003,男,30,一村,2020-02-08,',
    );
    await suspect(sick!);
    const first = await contactOf(sick!, 1);
    const before = ['suspected-case 2020-03-07', 'close-contact 2020-01-28'];
    expect([await under(sick!), await under(first)]).toEqual(before);

    // The very instant of midnight is in the new day.
    await setEveryClock(client, ledger, { virtual: midnight, real: Date.now(), rate: 0 });
    const [fresh] = await imported('night', '赵样例,620502199001010048,13900000004,男,30,一村,2020-02-08,');
    await suspect(later!);
    const second = await contactOf(sick!, 2);
    expect({ imported: await under(fresh!), became: await under(later!), named: await under(second) }).toEqual({
      imported: 'close-contact 2020-03-10',
      became: 'suspected-case 2020-03-10',
      named: 'close-contact 2020-03-10',
    });
    expect([await under(sick!), await under(first), await under(quiet!)]).toEqual([...before, 'close-contact 2020-01-28']);
    // Asked again, and done something with, they still keep it.
    await doing(quiet!, 'temperature_taken', 'village_doctor@sample-village', 'celsius=36.5', 'symptoms=no');
    expect(await under(quiet!)).toBe('close-contact 2020-01-28');
  });
});
