import { stringify } from 'yaml';
import type { Protocol } from '../../kernel/protocol.ts';
import type { Units } from '../../kernel/units.ts';
import { openingShape } from './check-mapping.ts';
import { datePattern } from './date.ts';
import { placeNamed } from './place.ts';
import type { Sheet } from './read.ts';
import { folded } from './sheet.ts';

/** What registers call what a mapping reads, the surest name first. */
const called: Record<string, readonly string[]> = {
  identity: ['身份证号', '身份证号码', '证件号', '证件号码', '公民身份号码', 'identity number', 'id number'],
  name: ['姓名', '名字', 'name'],
  phone: ['电话', '联系电话', '手机', '手机号', '手机号码', '联系方式', 'phone', 'telephone', 'mobile'],
  address: ['住址', '详细地址', '现住址', '居住地址', '地址', 'address'],
  job: ['职业', '工作单位', '从事职业', 'job', 'occupation'],
  sex: ['性别', 'sex', 'gender'],
  age: ['年龄', 'age'],
};
const rows = ['编号', '序号', '登记号', 'no', 'id'];
const places = ['村社区', '村（社区）', '所在村', '村', '社区', '网格', '所属单位', '单位', '乡镇街道', 'unit', 'village'];
const outcomes = ['核查结果', '排查结果', '核实情况', '处理结果', 'outcome'];
const formats = ['YYYY-MM-DD', 'YYYY/M/D', 'YYYY年M月D日', 'YYYY.M.D', 'YYYYMMDD', 'M/D/YYYY', 'D/M/YYYY'];

/** The words by which a date of the opening is known besides its title. */
const dates: Record<string, readonly string[]> = {
  exposed_on: ['末次接触日期', '最后接触日期', '接触日期'],
  returned_on: ['返乡日期', '返回日期', '返乡时间', '到达日期', '来返日期'],
};

/**
 * A mapping for a register that came without one, as YAML, by what its columns are called and hold: for somebody to look at before it is
 * used; `fixed` are facts that are the same for all rows. `lacking` names what the columns do not say.
 */
export function guessMapping(
  { table: { header, rows: all } }: Sheet,
  { protocol, units, name, fixed = {} }: { protocol: Protocol; units: Units; name: string; fixed?: Record<string, string> },
): { mapping: string } | { lacking: string[] } {
  const find = (names: readonly string[]) => names.map((each) => header.find((column) => folded(column) === folded(each))).find(Boolean);
  const person: Record<string, unknown> = {};
  for (const [field, names] of Object.entries(called)) {
    const column = find(names);
    if (column !== undefined) person[field] = column;
  }
  const row = find(rows);
  if (row !== undefined) person.row = [row];
  const facts: Record<string, string> = {};
  for (const [field, { title }] of Object.entries(openingShape(protocol))) {
    const column = find([...(dates[field] ?? []), field, ...(title ? [title.zh, title.en] : [])]);
    if (column !== undefined) facts[field] = column;
  }
  const outcome = find(outcomes);
  const cells = (column: string) => all.flatMap(({ cells, problem }) => (problem ? [] : [cells[header.indexOf(column)]?.trim() ?? '']));
  const place = placeColumn(
    places.flatMap((each) => find([each]) ?? []),
    cells,
    units,
  );
  const lacking = [
    ...(person.identity || (person.name && person.phone) || person.row ? [] : ['person']),
    ...(place === undefined ? ['place'] : []),
    ...Object.entries(openingShape(protocol)).flatMap(([field, { required }]) => (required && !facts[field] ? [field] : [])),
  ];
  if (lacking.length > 0) return { lacking };
  const written = Object.entries(facts).flatMap(([field, column]) => (openingShape(protocol)[field]!.type === 'date' ? cells(column) : []));
  return {
    mapping: stringify({
      mapping: name,
      protocol: protocol.protocol,
      source: name,
      dates: formatsOf(written),
      person,
      place: { column: place },
      facts: { ...facts, ...Object.fromEntries(Object.entries(fixed).map(([field, is]) => [field, { is }])) },
      ...(outcome !== undefined && { outcome }),
    }),
  };
}

/** Of the columns that may name a unit, the one of whose words most do. */
function placeColumn(columns: readonly string[], cells: (column: string) => string[], units: Units): string | undefined {
  const scored = columns.map((column) => ({ column, known: cells(column).filter((word) => placeNamed(word, units) !== undefined).length }));
  return scored.sort((a, b) => b.known - a.known)[0]?.column;
}

/** The formats that some of the dates have; a date that two of them read otherwise is refused later, not guessed. */
function formatsOf(written: readonly string[]): string[] {
  const reads = (format: string) => written.filter((text) => datePattern(format)!.test(text.normalize('NFKC'))).length;
  const used = formats.filter((format) => reads(format) > 0);
  return used.length > 0 ? used : ['YYYY-MM-DD'];
}
