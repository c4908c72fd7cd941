import type { Datum, Text } from '../../kernel/index.ts';
import type { ListedCase, ListedExposure, Person, Setting } from '../../ledger/index.ts';
import { civil } from '../civil.ts';
import type { Cell } from '../sheet/write.ts';
import type { Locale } from '../terminal.ts';
import { listed, type Titles } from '../titles.ts';
import { valueWords } from '../values.ts';

/** A column of a list: its heading, and what stands in it. */
export interface Column<Line> {
  title: Text;
  of(line: Line, titles: Titles, locale: Locale): Cell;
}

const person = (zh: string, en: string, field: 'name' | 'identity' | 'job' | 'address' | 'phone'): Column<ListedCase> => ({
  title: { zh, en },
  of: ({ person: who }) => who[field] ?? '',
});

const REGISTERED = 'registered';

/** The last that was registered of a field: a later entry that leaves it out does not take it back. */
const registered = (zh: string, en: string, field: string): Column<ListedCase> => ({
  title: { zh, en },
  of({ entries }, titles, locale) {
    const value = entries.findLast(({ event, data }) => event === REGISTERED && data[field] !== undefined)?.data[field];
    return value === undefined ? '' : words(value, titles, locale, field);
  },
});

function words(value: Datum, titles: Titles, locale: Locale, field: string): Cell {
  return typeof value === 'number' ? value : valueWords(value, titles.field(REGISTERED, field))[locale];
}

export const sexes = { male: { zh: '男', en: 'male' }, female: { zh: '女', en: 'female' }, other: { zh: '其他', en: 'other' } };

const caseId: Column<ListedCase> = { title: { zh: '个案', en: 'case' }, of: ({ id }) => id };
const unit: Column<ListedCase> = { title: { zh: '单位', en: 'unit' }, of: ({ place }, titles, locale) => titles.unit(place)[locale] };
const state: Column<ListedCase> = {
  title: { zh: '状态', en: 'state' },
  of: ({ row }, titles, locale) => (row?.outcome ? titles.outcome(row.outcome) : listed((row?.at ?? []).map(titles.state)))[locale],
};

/** The ten clear items (十清) of the screening ledger in their order, after whose they are. */
export const tenClear: readonly Column<ListedCase>[] = [
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
export const lineListed: readonly Column<ListedCase>[] = [
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

const settings: Record<Setting, Text> = {
  household: { zh: '同住', en: 'household' },
  work: { zh: '工作', en: 'work' },
  school: { zh: '学校', en: 'school' },
  transport: { zh: '交通工具', en: 'transport' },
  medical: { zh: '医疗机构', en: 'medical' },
  gathering: { zh: '聚集', en: 'gathering' },
  neighbour: { zh: '邻里', en: 'neighbours' },
  other: { zh: '其他', en: 'other' },
};

const exposed = (zh: string, en: string, field: 'name' | 'identity' | 'phone'): Column<ListedExposure> => ({
  title: { zh, en },
  of: ({ exposed: who }) => who[field] ?? '',
});
const source = (zh: string, en: string, of: (who: Person) => string | undefined): Column<ListedExposure> => ({
  title: { zh, en },
  of: ({ to }) => (to && of(to)) ?? '',
});

const taken: Text = { zh: '已撤回', en: 'taken back' };

/** Who was exposed to whom, where and when, with the cases of both. */
export const exposuresListed: readonly Column<ListedExposure>[] = [
  { title: { zh: '暴露编号', en: 'exposure' }, of: ({ id }) => id },
  { title: { zh: '单位', en: 'unit' }, of: ({ unit: id }, titles, locale) => (id === undefined ? '' : titles.unit(id)[locale]) },
  exposed('暴露者姓名', 'exposed: name', 'name'),
  exposed('暴露者证件号', 'exposed: identity number', 'identity'),
  exposed('暴露者电话', 'exposed: phone', 'phone'),
  { title: { zh: '暴露者人员编号', en: 'exposed: person' }, of: ({ exposed: { id } }) => id },
  { title: { zh: '暴露者个案', en: 'exposed: case' }, of: ({ case: id = '' }) => id },
  source('接触对象姓名', 'exposed to: name', ({ name }) => name),
  source('接触对象证件号', 'exposed to: identity number', ({ identity }) => identity),
  source('接触对象人员编号', 'exposed to: person', ({ id }) => id),
  { title: { zh: '接触对象个案', en: 'exposed to: case' }, of: ({ toCase = '' }) => toCase },
  { title: { zh: '场所', en: 'place' }, of: ({ place = '' }, titles, locale) => titles.unit(place)[locale] },
  { title: { zh: '方式', en: 'setting' }, of: ({ setting }, _titles, locale) => settings[setting][locale] },
  { title: { zh: '首次接触日期', en: 'first day' }, of: ({ first }) => first },
  { title: { zh: '末次接触日期', en: 'last day' }, of: ({ last }) => last },
  { title: { zh: '登记时间', en: 'recorded' }, of: ({ recordedAt }) => civil(recordedAt) },
  { title: { zh: '撤回原因', en: 'taken back because' }, of: ({ voided }, _titles, locale) => (voided ? voided.why || taken[locale] : '') },
  { title: { zh: '备注', en: 'note' }, of: ({ note = '' }) => note },
];
