import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ImportPlan, readImport } from '../../src/ledger/index.ts';
import { closeContact, NOW, units } from './sample.ts';

const MAPPING = `
mapping: town
protocol: close-contact
source: town-register
dates: [YYYY-MM-DD, YYYY年M月D日]
person: { identity: 证件号, name: 姓名, phone: 电话 }
place: { column: 村, units: { 二村: upper-village } }
facts: { exposed_on: 接触日期 }
`;
const HEADER = '姓名,电话,证件号,村,接触日期';

const read = (bytes: string | Uint8Array, mapping = MAPPING) =>
  readImport({ bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes, mapping, protocol: closeContact, units, now: NOW });

function planOf(bytes: string | Uint8Array, mapping?: string): ImportPlan {
  const got = read(bytes, mapping);
  if (!('plan' in got)) throw new Error(got.refused.map(({ en }) => en).join('; '));
  return got.plan;
}

const rowsOf = (...rows: string[]) => planOf([HEADER, ...rows].join('\n')).rows;
const fates = (plan: ImportPlan) => plan.rows.map(({ line, fate, problems }) => [line, fate, problems.map(({ code }) => code).join(' ')]);

function refusedOf(bytes: string | Uint8Array, mapping?: string) {
  const got = read(bytes, mapping);
  return 'refused' in got ? got.refused : [];
}

describe('a good row', () => {
  it('is read whatever the byte-order mark, line ends, quotes and full-width figures', () => {
    const plan = planOf(`\ufeff${HEADER}\r\n"王,小明",138,,样本村,2020年1月4日\r\n\r\n李娜,139,,二村,２０２０-01-24`);
    expect(plan.rows).toEqual([
      {
        line: 2,
        fate: 'ready',
        problems: [],
        person: { name: '王,小明', phone: '138' },
        data: { exposed_on: '2020-01-04' },
        place: 'sample-village',
      },
      {
        line: 4,
        fate: 'ready',
        problems: [],
        person: { name: '李娜', phone: '139' },
        data: { exposed_on: '2020-01-24' },
        place: 'upper-village',
      },
    ]);
  });

  it('keeps its line number after a cell of several lines', () => {
    expect(rowsOf('"a\nb",1,,样本村,2020-01-24', 'c,2,,样本村,2020-02-30').map(({ line, fate }) => [line, fate])).toEqual([
      [2, 'ready'],
      [4, 'refused'],
    ]);
  });
});

describe('a bad row', () => {
  it.each([
    ['whose identity number a spreadsheet has abbreviated', '王,1,6.20502E+17,样本村,2020-01-04', 'digits_lost', '证件号'],
    ['whose phone a spreadsheet has abbreviated', '王,1.39E+10,E6205,样本村,2020-01-04', 'digits_lost', '电话'],
    ['in the future', '王,1,,样本村,2020-01-31', 'date_in_future', '接触日期'],
    ['on a day that does not exist', '王,1,,样本村,2020-02-30', 'date_impossible', '接触日期'],
    ['in another format', '王,1,,样本村,30/01/2020', 'date_unreadable', '接触日期'],
    ['of which only the month is known', '王,1,,样本村,2020年1月', 'date_partial', '接触日期'],
    ['without its year', '王,1,,样本村,1月24日', 'date_partial', '接触日期'],
    ['without the date the protocol needs', '王,1,,样本村,不详', 'fact_missing', '接触日期'],
    ['of an unknown unit', '王,1,,样本春,2020-01-24', 'unit_unknown', '村'],
    ['without a unit', '王,1,,,2020-01-24', 'unit_missing', '村'],
    ['of nobody', '王,,,样本村,2020-01-24', 'person_unknown', '证件号'],
    ['with too few cells', '王,1,,样本村', 'ragged', undefined],
    ['with too many cells', '王,1,,样本村,2020-01-24,', 'ragged', undefined],
    ['with a NUL', '王\0,1,,样本村,2020-01-24', 'control_character', '姓名'],
    ['with a cell of a megabyte', `${'王'.repeat(1_000_000)},1,,样本村,2020-01-24`, 'cell_too_long', '姓名'],
  ])('%s is refused in both languages with its line and column, and its neighbours are kept', (_what, row, code, column) => {
    const [before, bad, after] = rowsOf('甲,1,,样本村,2020-01-24', row, '乙,2,,样本村,2020-01-24');
    expect([before?.fate, bad?.fate, after?.fate]).toEqual(['ready', 'refused', 'ready']);
    expect(bad?.line).toBe(3);
    expect(bad?.problems).toEqual([
      { code, weight: 'refused', ...(column ? { column } : {}), zh: expect.stringMatching(/\p{Script=Han}/u), en: expect.any(String) },
    ]);
    expect(bad?.problems[0]?.en.length).toBeLessThan(200);
  });

  it('with an open quote costs itself, not the rest of the file', () => {
    const rows = rowsOf(
      '甲,1,,样本村,2020-01-24',
      '"乙,2,,样本村,2020-01-24',
      '丙,3,,样本村,2020-01-24',
      '丁"x,4,,样本村,2020-01-24',
      '戊,5,,样本村,2020-01-24',
    );
    expect(rows.map(({ line, fate, problems }) => [line, fate, problems[0]?.code])).toEqual([
      [2, 'ready', undefined],
      [3, 'refused', 'malformed'],
      [4, 'ready', undefined],
      [5, 'refused', 'malformed'],
      [6, 'ready', undefined],
    ]);
  });

  it('that means two days by the formats given is not guessed', () => {
    const mapping = MAPPING.replace('dates: [YYYY-MM-DD, YYYY年M月D日]', 'dates: [D/M/YYYY, M/D/YYYY]');
    const plan = planOf(`${HEADER}\n甲,1,,样本村,1/2/2019\n乙,2,,样本村,25/12/2019`, mapping);
    expect(fates(plan)).toEqual([
      [2, 'refused', 'date_ambiguous'],
      [3, 'ready', ''],
    ]);
  });
});

describe('the same person twice in a file', () => {
  it('is opened once, and the second row names the first', () => {
    const rows = rowsOf(
      '王,,62050219900101118X,样本村,2020-02-30',
      '王,,62050219900101118x,样本村,2020-01-24',
      '王,1,6205021990 0101118X,样本村,2020-01-25',
    );
    expect(rows.map(({ fate }) => fate)).toEqual(['refused', 'ready', 'duplicate']);
    expect(rows[2]).toMatchObject({ of: 3, problems: [{ code: 'duplicate', en: 'The same person as on line 3' }] });
  });
});

describe('a file', () => {
  it.each<[string, string | Uint8Array, string, RegExp]>([
    ['that is empty', '', 'empty', /empty/],
    ['of blank lines', '\n\n', 'empty', /empty/],
    ['with the same header twice', '姓名,电话,姓名', 'header_duplicate', /"姓名" stands twice \(columns 1 and 3\)/],
    ['without a header', '王,1,,样本村,2020-01-24', 'header_missing', /not a header/],
    ['whose header has an open quote', '"姓名,电话', 'header_malformed', /header/],
    [
      'without a column the mapping reads',
      HEADER.replace('接触日期', '接触时期'),
      'column_unknown',
      /no column "接触日期"; did you mean "接触时期"/,
    ],
    ['in UTF-16', Buffer.from('\ufeff姓名,电话', 'utf16le'), 'not_text', /UTF-16/],
    ['cut off within a character', Buffer.from(`${HEADER}\n王`).subarray(0, -1), 'not_text', /line 2/],
    [
      'with one wrong byte',
      Buffer.concat([Buffer.from(`${HEADER}\nab`), Buffer.from([0xff]), Buffer.from('cd\n')]),
      'not_text',
      /line 2, byte offset 43/,
    ],
    [
      'that is a picture',
      Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(1000)]),
      'not_text',
      /offset 0/,
    ],
  ])('%s is refused whole', (_what, bytes, code, words) => {
    const problems = refusedOf(bytes);
    expect(problems).toMatchObject([{ code, file: 'data', zh: expect.stringMatching(/\p{Script=Han}/u) }]);
    expect(problems[0]?.en).toMatch(words);
  });

  it('of nothing but broken quotes is called what it is, and soon', () => {
    expect(refusedOf(`${HEADER}\n${'a"b\n'.repeat(5_000)}`)).toMatchObject([{ code: 'not_csv' }]);
  });

  it('with columns nobody reads, or without rows, is read with a note', () => {
    expect(planOf(`${HEADER},备注`).notes.map(({ code, columns }) => [code, columns])).toEqual([
      ['columns_unused', ['备注']],
      ['no_rows', undefined],
    ]);
  });
});

describe('a mapping', () => {
  it.each([
    ['that is not YAML', 'facts: [a', 'mapping_yaml', /Not valid YAML/, 1],
    ['that is a list', '- a', 'mapping_shape', /mapping/, 1],
    ['with an unknown key', MAPPING.replace('dates:', 'datse:'), 'mapping_shape', /"datse"; did you mean "dates"/, 5],
    ['without facts', MAPPING.replace(/facts:.*/, ''), 'mapping_shape', /"facts" is missing/, 2],
    ['with both a unit and a column', MAPPING.replace('place: {', 'place: { unit: sample-village,'), 'mapping_shape', /either/, 7],
    ['of another protocol', MAPPING.replace('close-contact', 'suspected-case'), 'mapping_protocol', /suspected-case, not close-contact/, 3],
    [
      'with a fact the protocol does not open with',
      MAPPING.replace('exposed_on:', 'exposed_in: a, exposed_on:'),
      'mapping_fact',
      /did you mean "exposed_on"/,
      8,
    ],
    ['without a fact the protocol needs', MAPPING.replace('{ exposed_on: 接触日期 }', '{}'), 'mapping_fact', /needs "exposed_on"/, 8],
    ['with an unknown unit', MAPPING.replace('upper-village', 'uper-village'), 'mapping_unit', /did you mean "upper-village"/, 7],
    ['with a date format that has no year', MAPPING.replace('YYYY年M月D日', 'M月D日'), 'mapping_date', /"M月D日" is not a date format/, 5],
    ['with a prototype for a fact', MAPPING.replace('exposed_on:', 'constructor: a, exposed_on:'), 'mapping_fact', /constructor/, 8],
  ])('%s is refused with its place', (_what, mapping, code, words, line) => {
    const problems = refusedOf(HEADER, mapping);
    expect(problems.map(({ code, file, line }) => ({ code, file, line }))).toEqual([{ code, file: 'mapping', line }]);
    expect(problems[0]?.en).toMatch(words);
  });
});

it('the sample register: every row ready, warned or refused with its reasons', () => {
  const mapping = readFileSync(join(import.meta.dirname, '../../protocols/mappings/linelist.yaml'), 'utf8');
  const plan = planOf(readFileSync(join(import.meta.dirname, 'linelist-small.csv')), mapping);
  expect(fates(plan)).toEqual([
    [2, 'ready', ''],
    [3, 'warning', 'fallback'],
    [4, 'warning', 'contradiction contradiction'],
    [5, 'warning', 'contradiction'],
    [6, 'warning', 'contradiction'],
    [7, 'refused', 'date_impossible'],
    [8, 'refused', 'date_in_future'],
    [9, 'refused', 'fact_missing'],
    [10, 'refused', 'ragged'],
    [11, 'duplicate', 'duplicate'],
    [12, 'warning', 'sex_unknown age_doubtful'],
    [13, 'refused', 'date_unreadable'],
  ]);
  expect(plan.rows[2]?.problems.map(({ en }) => en)).toEqual([
    'Onset before exposure began: exposure_start 2020-01-17 is after symptom_onset 2020-01-15',
    'Visit before onset: symptom_onset 2020-01-15 is after hosp_visit_date 2020-01-14',
  ]);
});
