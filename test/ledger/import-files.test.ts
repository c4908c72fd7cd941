import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import writeWorkbook from 'write-excel-file/node';
import { countCases, guessMapping, performImport, previewImport, readImport, readSheet } from '../../src/ledger/index.ts';
import { closeContact, NOW, tempLedger, units } from './sample.ts';

const MAPPING = `
mapping: town
protocol: close-contact
source: town-register
dates: [YYYY年M月D日]
person: { identity: 证件号, name: 姓名, phone: 电话 }
place: { column: 村 }
facts: { exposed_on: 接触日期 }
`;
const HEADER = ['姓名', '电话', '证件号', '村', '接触日期'];
const ROW = ['王小明', '13800000001', '62050219900101118X', '样本村', '2020年1月24日'];

async function planOf(bytes: Uint8Array, mapping = MAPPING) {
  const sheet = await readSheet(bytes);
  if ('code' in sheet) throw new Error(sheet.en);
  const read = readImport({ bytes, sheet, mapping, protocol: closeContact, units, now: NOW });
  if (!('plan' in read)) throw new Error(read.refused.map(({ en }) => en).join('; '));
  return read.plan;
}

const csv = (...rows: string[][]) => Buffer.from(rows.map((row) => row.join(',')).join('\n'));
type Value = string | number | Date | boolean | null;
const cell = (value: Value) =>
  value === null
    ? null
    : value instanceof Date
      ? { value, type: Date, format: 'yyyy"年"m"月"d"日"' }
      : { value, type: value.constructor as StringConstructor };
const workbook = (...rows: Value[][]) => writeWorkbook(rows.map((row) => row.map(cell)) as never).toBuffer();

describe('a register', () => {
  it('is the same in UTF-8, with its mark, in GB18030 with rare signs, and as a workbook with true dates', async () => {
    const row = ['王㐂𠮷', ...ROW.slice(1)];
    const text = [HEADER, row].map((cells) => cells.join(',')).join('\r\n');
    const asDate = [...row.slice(0, 4), new Date('2020-01-24T00:00:00Z')];
    const files = [Buffer.from(text), Buffer.from(`\ufeff${text}`), iconv.encode(text, 'gb18030'), await workbook(HEADER, asDate)];
    const plans = await Promise.all(files.map((bytes) => planOf(bytes)));
    for (const { rows } of plans)
      expect(rows).toMatchObject([
        {
          fate: 'ready',
          person: { name: '王㐂𠮷', phone: '13800000001', identity: ROW[2], sex: 'female', birthYear: 1990 },
          data: { exposed_on: '2020-01-24' },
          place: 'sample-village',
        },
      ]);
    expect(plans.map(({ notes }) => notes.map(({ code }) => code).join())).toEqual(['', '', 'read_as', '']);
  });

  it('in GB18030 is not mistaken: UTF-8 with one damaged byte is refused with its place', async () => {
    const bytes = csv(HEADER, ROW);
    bytes[bytes.indexOf('王')] = 0xff;
    expect(await readSheet(bytes)).toMatchObject({ code: 'not_text', line: 2 });
  });

  it.each([
    ['an XLS of former times', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'not_xlsx'],
    ['a ZIP of something else', Buffer.from('504b0304140000000000', 'hex'), 'not_xlsx'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000', 'hex'), 'not_text'],
    ['nothing', Buffer.alloc(0), 'empty'],
  ])('that is %s is refused in words', async (_what, bytes, code) => {
    expect(await readSheet(bytes)).toMatchObject({ code, zh: expect.stringMatching(/\p{Script=Han}/u) });
  });

  it('whose long number a spreadsheet has cut is refused by row, and a phone kept as a number is read', async () => {
    const cut = await workbook(
      HEADER,
      ['李', 13_800_000_001, 620502199001011000, '样本村', '2020年1月24日'],
      ['赵', 13_800_000_002, null, '样本村', '2020年1月24日'],
    );
    const { rows } = await planOf(cut);
    expect(rows.map(({ fate, problems }) => [fate, problems.map(({ code }) => code).join()])).toEqual([
      ['refused', 'digits_lost'],
      ['ready', ''],
    ]);
    expect(rows[1]).toMatchObject({ person: { phone: '13800000002' } });
  });

  it('with a number that cannot be an identity card goes without it, and full-width figures are figures', async () => {
    const of = (identity: string) => [...ROW.slice(0, 2), identity, ...ROW.slice(3)];
    const { rows } = await planOf(
      csv(
        HEADER,
        of('620502199001011031'),
        ['甲', '1', '620502199013011036', '样本村', '2020年1月24日'],
        ['乙', '2', '62050219900101', '样本村', '2020年1月24日'],
        ['丙', '3', '６２０５０２１９９００１０１１１８ｘ', '样本村', '２０２０年１月２４日'],
        ['丁', '4', 'E12345678', '样本村', '2020年1月24日'],
        ['', '', '620502199001011031', '样本村', '2020年1月24日'],
      ),
    );
    expect(rows.map((row) => [row.fate, row.problems.map(({ code }) => code).join(), row.person?.identity])).toEqual([
      ['warning', 'identity_wrong', undefined],
      ['warning', 'identity_wrong', undefined],
      ['warning', 'identity_wrong', undefined],
      ['ready', '', '62050219900101118X'],
      ['ready', '', 'E12345678'],
      ['refused', 'identity_wrong,person_unknown', undefined],
    ]);
  });
});

describe('without a mapping', () => {
  const guess = async (...rows: string[][]) => {
    const sheet = await readSheet(csv(...rows));
    if ('code' in sheet) throw new Error(sheet.en);
    return guessMapping(sheet, { protocol: closeContact, units, name: 'town' });
  };

  it('one is guessed from what the columns are called and hold, and reads the register', async () => {
    const rows = [
      ['序号', '姓名', '手机号码', '身份证号', '乡镇街道', '村', '末次接触日期'],
      ['1', '王小明', '138', ROW[2]!, '样本镇', '样本村', '2020/1/4'],
    ];
    const guessed = await guess(...rows);
    if (!('mapping' in guessed)) throw new Error(guessed.lacking.join());
    const plan = await planOf(csv(...rows), guessed.mapping);
    expect(plan.rows).toMatchObject([{ fate: 'ready', data: { exposed_on: '2020-01-04' }, place: 'sample-village' }]);
  });

  it('what the columns do not say is named', async () => {
    expect(await guess(['a', 'b'], ['1', '2'])).toEqual({ lacking: ['person', 'place', 'exposed_on'] });
  });
});

describe('an import', () => {
  const bytes = csv(HEADER, ROW, ['李娜', '2', '', '样本村', '2020年1月24日'], ['王', '3', '', '火星', '2020年1月24日']);

  it('is previewed with nothing written, and the preview is what happens', async () => {
    const ledger = await tempLedger();
    const plan = await planOf(bytes);
    const before = await previewImport(ledger, plan);
    expect(before.totals).toMatchObject({ rows: 3, opened: 2, refused: 1 });
    expect((await countCases(ledger)).total).toBe(0);
    expect(await ledger.db.selectFrom('persons').select('id').execute()).toEqual([]);
    const done = await performImport(ledger, plan, async () => 'started');
    expect(done.totals).toEqual(before.totals);
    expect((await previewImport(ledger, plan)).totals).toMatchObject({ unchanged: 2, refused: 1, opened: 0 });
  });

  it('that is stopped says which rows were not dealt with, and again it goes on from there', async () => {
    const ledger = await tempLedger();
    const plan = await planOf(csv(HEADER, ...Array.from({ length: 20 }, (_, n) => ['王', `${n}`, '', '样本村', '2020年1月24日'])));
    const stopping = new AbortController();
    const progress = () => stopping.abort();
    const first = await performImport(ledger, plan, async () => 'started', { concurrency: 1, signal: stopping.signal, progress });
    expect(first.totals).toMatchObject({ rows: 20, opened: 8, refused: 12 });
    expect(first.rows.at(-1)?.problems).toMatchObject([{ code: 'stopped', zh: expect.stringContaining('重新导入') }]);
    const second = await performImport(ledger, plan, async () => 'started');
    expect(second.totals).toMatchObject({ rows: 20, opened: 12, unchanged: 8, refused: 0 });
  });

  it('warns of somebody who is perhaps another by his number', async () => {
    const ledger = await tempLedger();
    await performImport(ledger, await planOf(csv(HEADER, ROW)), async () => 'started');
    const other = [...ROW.slice(0, 2), '620502199001011235', ...ROW.slice(3)];
    const { rows } = await performImport(ledger, await planOf(csv(HEADER, other)), async () => 'started');
    expect(rows).toMatchObject([{ fate: 'warned', problems: [{ code: 'person_alike' }] }]);
  });
});
