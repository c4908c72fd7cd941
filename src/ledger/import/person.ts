import type { PersonFields, Sex } from '../persons/fields.ts';
import { identifying } from '../persons/marks.ts';
import type { Mapping } from './mapping.ts';
import { excerpt, type RowProblem, refusal, warning } from './problem.ts';
import { type Cells, meaning } from './sheet.ts';

const SEXES: Record<string, Sex> = { male: 'male', m: 'male', 男: 'male', female: 'female', f: 'female', 女: 'female', other: 'other' };
const OLDEST = 130;

/** Who the row is about; doubtful particulars are left out with a warning, a row that names nobody is refused. */
export function personOf(cells: Cells, mapping: Mapping, problems: RowProblem[]): PersonFields {
  const { row, name, phone, identity, sex, age, birth_year } = mapping.person;
  const person: PersonFields = {};
  for (const [field, column] of [
    ['name', name],
    ['phone', phone],
    ['identity', identity],
  ] as const) {
    const cell = column === undefined ? undefined : cells(column);
    if (cell !== undefined) person[field] = cell;
  }
  const key = row?.map((column) => cells(column) ?? '');
  if (key?.some((part) => part !== ''))
    person.row = { source: mapping.source, key: key.length === 1 ? (key[0] ?? '') : JSON.stringify(key) };
  const word = sex && cells(sex.column);
  if (sex && word !== undefined) {
    const meant = meaning(String((sex.values && meaning(word, sex.values)) ?? word), SEXES);
    if (meant) person.sex = meant;
    else problems.push(warning('sex_unknown', sex.column, `不认识的性别“${excerpt(word)}”`, `Unknown sex "${excerpt(word)}"`));
  }
  const years = whole(cells, age, 0, OLDEST, problems);
  if (years !== undefined) person.age = years;
  const born = whole(cells, birth_year, 1880, 2200, problems);
  if (born !== undefined) person.birthYear = born;
  if (identifying(person) === undefined) {
    problems.push(
      refusal(
        'person_unknown',
        identity ?? name ?? row?.[0],
        '无法确认是谁：需要证件号，或姓名和电话，或登记行号',
        'It does not say who this is: an identity number, a name and a phone, or a row of the register is needed',
      ),
    );
  }
  return person;
}

function whole(cells: Cells, column: string | undefined, least: number, most: number, problems: RowProblem[]): number | undefined {
  const cell = column === undefined ? undefined : cells(column);
  if (cell === undefined) return undefined;
  const plain = cell.normalize('NFKC').replace(/岁$/, '');
  const value = Number(plain);
  if (/^\d+(\.\d+)?$/.test(plain) && value >= least && value <= most) return Math.floor(value);
  problems.push(warning('age_doubtful', column, `“${excerpt(cell)}”不可信，未采用`, `"${excerpt(cell)}" is doubtful and was left out`));
  return undefined;
}
