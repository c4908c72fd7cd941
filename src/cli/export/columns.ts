import type { Datum, Text } from '../../kernel/index.ts';
import type { ListedCase } from '../../ledger/index.ts';
import { civil } from '../civil.ts';
import type { Cell } from '../sheet/write.ts';
import type { Locale } from '../terminal.ts';
import { listed, type Titles } from '../titles.ts';
import { valueWords } from '../values.ts';

/** A column of a list: its heading, and what stands in it. */
export interface Column {
  title: Text;
  of(line: ListedCase, titles: Titles, locale: Locale): Cell;
}

const person = (zh: string, en: string, field: 'name' | 'identity' | 'job' | 'address' | 'phone'): Column => ({
  title: { zh, en },
  of: ({ person: who }) => who[field] ?? '',
});

const REGISTERED = 'registered';

/** The last that was registered of a field: a later entry that leaves it out does not take it back. */
const registered = (zh: string, en: string, field: string): Column => ({
  title: { zh, en },
  of({ entries }, titles, locale) {
    const value = entries.findLast(({ event, data }) => event === REGISTERED && data[field] !== undefined)?.data[field];
    return value === undefined ? '' : words(value, titles, locale, field);
  },
});

function words(value: Datum, titles: Titles, locale: Locale, field: string): Cell {
  return typeof value === 'number' ? value : valueWords(value, titles.field(REGISTERED, field))[locale];
}

const sexes = { male: { zh: '男', en: 'male' }, female: { zh: '女', en: 'female' }, other: { zh: '其他', en: 'other' } };

const caseId: Column = { title: { zh: '个案', en: 'case' }, of: ({ id }) => id };
const unit: Column = { title: { zh: '单位', en: 'unit' }, of: ({ place }, titles, locale) => titles.unit(place)[locale] };
const state: Column = {
  title: { zh: '状态', en: 'state' },
  of: ({ row }, titles, locale) => (row?.outcome ? titles.outcome(row.outcome) : listed((row?.at ?? []).map(titles.state)))[locale],
};

/** The ten clear items (十清) of the screening ledger in their order, after whose they are. */
export const tenClear: readonly Column[] = [
  caseId,
  unit,
  person('姓名', 'name', 'name'),
  registered('1 同住人数', '1 people in the household', 'household_size'),
  person('2 身份证号', '2 identity number', 'identity'),
  person('2 职业', '2 job', 'job'),
  person('2 住址', '2 address', 'address'),
  person('2 电话', '2 phone', 'phone'),
  {
    title: { zh: '3 返乡时间', en: '3 time of return' },
    of: ({ opening, entries }) =>
      String(
        entries.findLast(({ event, data }) => event === 'opened' && data.returned_on !== undefined)?.data.returned_on ??
          opening.returned_on ??
          '',
      ),
  },
  registered('4 来源地', '4 where from', 'origin'),
  registered('5 行程', '5 itinerary on file', 'itinerary'),
  registered('6 交通工具', '6 transport', 'transport'),
  registered('6 车次航班车号', '6 number of it', 'transport_number'),
  registered('7 接触史', '7 contact with a case', 'contact'),
  registered('7 末次接触日期', '7 last contact on', 'contact_on'),
  registered('8 健康状况（有无症状）', '8 health (symptoms)', 'symptoms'),
  registered('9 管控措施', '9 measures', 'measure'),
  registered('10 家庭接触人数', '10 contacts in the household', 'household_contacts'),
];

/** A line list: who, where, how he stands, and since when. */
export const lineListed: readonly Column[] = [
  caseId,
  unit,
  person('姓名', 'name', 'name'),
  { title: { zh: '性别', en: 'sex' }, of: ({ person: { sex } }, _titles, locale) => (sex ? sexes[sex][locale] : '') },
  { title: { zh: '年龄', en: 'age' }, of: ({ person: { age } }) => age ?? '' },
  person('证件号', 'identity number', 'identity'),
  person('电话', 'phone', 'phone'),
  { title: { zh: '规程', en: 'protocol' }, of: ({ protocol }, titles, locale) => titles.protocol(protocol)[locale] },
  state,
  { title: { zh: '阶段', en: 'stage' }, of: ({ row }, titles, locale) => listed((row?.stages ?? []).map(titles.stage))[locale] },
  {
    title: { zh: '起始日期', en: 'counted from' },
    of: ({ opening }) => String(opening.exposed_on ?? opening.returned_on ?? opening.onset_on ?? ''),
  },
  { title: { zh: '立案', en: 'opened' }, of: ({ row }) => civil(row?.openedAt) },
  { title: { zh: '结案', en: 'ended' }, of: ({ row }) => (row?.endedAt ? civil(row.endedAt) : '') },
];
