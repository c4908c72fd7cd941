import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readImport } from '../../src/ledger/index.ts';
import { closeContact, NOW, units } from './sample.ts';

it('the mapping in docs/import.md reads a register as the page says', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/import.md'), 'utf8');
  const mapping = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const csv = [
    '编号,姓名,电话,证件号,性别,年龄,村,末次接触日期,登记日期',
    '1,王小明,13800000001,,男,40岁,一村,2020年1月20日,2020-01-25',
    '2,李娜,13800000002,,女,35,上村,不详,2020-01-25',
    '3,张三,13800000003,,男,50,一村,2020-01-26,2020-01-25',
    '4,李 娜,+86 138-0000-0002,,女,35,上村,2020-01-22,2020-01-25',
    '5,赵四,13800000005,,男,50,一村,2020-02-30,2020-01-25',
  ];
  const read = readImport({ bytes: Buffer.from(csv.join('\r\n')), mapping, protocol: closeContact, units, now: NOW });
  if (!('plan' in read)) throw new Error(JSON.stringify(read.refused));
  expect(read.plan.rows).toMatchObject([
    { fate: 'ready', data: { exposed_on: '2020-01-20' }, place: 'sample-village', person: { age: 40, sex: 'male' } },
    { fate: 'warning', data: { exposed_on: '2020-01-25' }, place: 'upper-village', problems: [{ code: 'fallback' }] },
    { fate: 'refused', problems: [{ code: 'contradiction', en: expect.stringContaining('Exposure after entry') }] },
    { fate: 'duplicate', of: 3 },
    { fate: 'refused', problems: [{ code: 'date_impossible' }] },
  ]);
});
