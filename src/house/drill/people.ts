import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { type Instant, instantOf, isDate, type Protocol, type Units } from '../../kernel/index.ts';
import type { Population } from '../../language/index.ts';
import { type ImportPlan, type ImportRow, readImport } from '../../ledger/index.ts';
import type { Participant } from '../../simulator/index.ts';
import { Obstacle } from './obstacle.ts';

type Readable = Extract<ImportRow, { place: string }>;

/** The people of a drill, each with the row of the register that opens him. */
export interface Cast {
  plan: ImportPlan;
  people: Participant[];
  rows: Map<string, Readable>;
  /** How many the register has. */
  most: number;
}

/**
 * `count` people of a population's register, evenly from its beginning to its end, read as `early import` reads it. Who was found before `begins` is opened then.
 * Throws Obstacle when a row cannot be opened, or there are too few.
 */
export function castOf(
  folder: string,
  {
    population,
    protocol,
    units,
    count,
    begins,
  }: { population: Population; protocol: Protocol; units: Units; count: number; begins: Instant },
): Cast {
  const file = join(folder, population.register.file);
  const map = join(folder, population.register.mapping);
  const bytes = read(file);
  const records: { info: { lines: number }; record: Record<string, string> }[] = parse(bytes, { columns: true, bom: true, info: true });
  const { number, found, contact } = population.register.columns;
  const columns = new Map(records.map(({ info, record }) => [info.lines, record]));
  const times = records.map(({ record }) => timeOf(units.zone, record[found])).filter((time) => time !== undefined);
  const answer = readImport({ bytes, mapping: read(map).toString('utf8'), protocol, units, now: Math.max(begins, ...times) });
  if ('refused' in answer) {
    const { zh, en, file: of, line } = answer.refused[0]!;
    const place = `${of === 'mapping' ? map : file}${line === undefined ? '' : `:${line}`}`;
    throw new Obstacle({ zh: `${place}：${zh}`, en: `${place}: ${en}` });
  }
  const { plan } = answer;
  if (count > plan.rows.length)
    throw new Obstacle({
      zh: `名册 ${file} 只有 ${plan.rows.length} 人；early register --people ${count} 可生成更大的名册`,
      en: `the register ${file} has ${plan.rows.length} people; early register --people ${count} makes a larger one`,
    });
  const rows = new Map<string, Readable>();
  const chosen = Array.from({ length: count }, (_, n) => plan.rows[Math.floor((n * plan.rows.length) / count)]!);
  const people = chosen.map((row): Participant => {
    const cells = columns.get(row.line);
    const at = timeOf(units.zone, cells?.[found]);
    if (!('place' in row) || !cells || at === undefined) {
      const why = row.problems[0] ?? { zh: `“${found}”不是时间`, en: `"${found}" is not a time` };
      throw new Obstacle({ zh: `${file}:${row.line}：${why.zh}`, en: `${file}:${row.line}: ${why.en}` });
    }
    const { place, data } = row;
    const name = cells[number] ?? '';
    rows.set(name, row);
    return { number: name, place, data, found: Math.max(at, begins), contact: cells[contact] ?? '' };
  });
  return { plan, people, rows, most: plan.rows.length };
}

function timeOf(zone: string, text: string | undefined): Instant | undefined {
  const match = /^(\d{4}-\d{2}-\d{2}) (([01]\d|2[0-3]):[0-5]\d)$/.exec(text ?? '');
  return match && isDate(match[1]!) ? instantOf(zone, match[1]!, match[2]!) : undefined;
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Obstacle({ zh: `无法读取 ${file}（${why}）`, en: `cannot read ${file} (${why})` });
  }
}
