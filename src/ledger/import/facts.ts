import { itemsIn, misfitOf } from '../../kernel/payload.ts';
import type { Field } from '../../kernel/protocol.ts';
import type { Data, Datum } from '../../kernel/record.ts';
import { instantOf } from '../../kernel/time.ts';
import type { DateReader } from './date.ts';
import type { Mapping, Source } from './mapping.ts';
import { excerpt, type RowProblem, refusal, warning } from './problem.ts';
import { type Cells, folded, meaning } from './sheet.ts';

export interface FactReading {
  date: DateReader;
  zone: string;
  now: number;
}

const YES = ['1', 'true', 'yes', 'y', '是', '有'];
const NO = ['0', 'false', 'no', 'n', '否', '无'];

/** A row's opening data, by the mapping and the shape of the protocol's `opened`; problems are added to `problems`. */
export function factsOf(cells: Cells, mapping: Mapping, shape: Record<string, Field>, reading: FactReading, problems: RowProblem[]): Data {
  const data: Data = {};
  let unread = false;
  for (const [name, fact] of Object.entries(mapping.facts)) {
    const field = shape[name];
    if (!field) continue;
    if ('is' in fact) {
      data[name] = fact.is;
      continue;
    }
    const source = fact.from.find(({ column }) => cells(column) !== undefined);
    if (!source) {
      if (!field.required) continue;
      const columns = fact.from.map(({ column }) => column).join(', ');
      problems.push(
        refusal(
          'fact_missing',
          fact.from[0]?.column,
          `缺少“${field.title?.zh ?? name}”：${columns} 均为空`,
          `No ${field.title?.en ?? name}: nothing in ${columns}`,
        ),
      );
      unread = true;
      continue;
    }
    const value = readingOf(cells(source.column) ?? '', source, field, reading);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      problems.push(value);
      unread = true;
      continue;
    }
    data[name] = value;
    if (source.warn) problems.push(warning('fallback', source.column, source.warn.zh, source.warn.en));
  }
  const misfit = unread ? undefined : misfitOf(data, shape);
  if (misfit) {
    const { field, why, expected } = misfit;
    problems.push(
      refusal(
        'fact_unfit',
        columnOf(mapping, field),
        `“${field}”不合规程（${why}，应为 ${expected}）`,
        `${field} does not fit the protocol (${why}, expected ${expected})`,
      ),
    );
  }
  return data;
}

function columnOf(mapping: Mapping, name: string): string | undefined {
  const fact = mapping.facts[name];
  return fact && 'from' in fact ? fact.from[0]?.column : undefined;
}

function readingOf(written: string, source: Source, field: Field, reading: FactReading): Datum | RowProblem {
  const { column, values } = source;
  const meant = values && meaning(written, values);
  if (values && meant === undefined) return notListed(written, column, Object.keys(values));
  const text = String(meant ?? written);
  if (field.many) return itemsIn(text);
  switch (field.type) {
    case 'date':
      return reading.date(text, column);
    case 'time':
      return instant(text, column, reading);
    case 'number':
    case 'integer':
      return number(text, column);
    case 'flag':
      if (YES.includes(folded(text))) return true;
      return NO.includes(folded(text)) ? false : notListed(written, column, [...YES, ...NO]);
    case 'text':
    case 'person':
    case 'case':
    case 'unit':
      return text;
    default:
      return field.type satisfies never;
  }
}

function instant(text: string, column: string, { date, zone, now }: FactReading): number | RowProblem {
  const [, day, time] = /^(.*\S)[T\s]+(\d{1,2}:\d{2})(?::\d{2})?$/.exec(text.normalize('NFKC')) ?? [];
  const civil = day !== undefined && time !== undefined ? date(day, column) : undefined;
  if (typeof civil === 'object') return civil;
  const clock = time?.padStart(5, '0');
  if (civil === undefined || clock === undefined || !/^([01]\d|2[0-3]):[0-5]\d$/.test(clock)) {
    const shown = excerpt(text);
    return refusal('time_unreadable', column, `“${shown}”不是日期加时间（HH:MM）`, `"${shown}" is not a date and a time (HH:MM)`);
  }
  const at = instantOf(zone, civil, clock);
  return at > now ? refusal('date_in_future', column, `${civil} ${clock} 在将来`, `${civil} ${clock} is in the future`) : at;
}

function number(text: string, column: string): number | RowProblem {
  const plain = text.normalize('NFKC');
  if (/^[+-]?\d+(\.\d+)?$/.test(plain)) return Number(plain);
  return refusal('number_unreadable', column, `“${excerpt(text)}”不是数字`, `"${excerpt(text)}" is not a number`);
}

function notListed(written: string, column: string, known: readonly string[]): RowProblem {
  const shown = excerpt(written);
  return refusal('not_listed', column, `“${shown}”不在所列之中（${known.join('、')}）`, `"${shown}" is not one of ${known.join(', ')}`);
}
