import type { PersonFields, Sex } from '../persons/fields.ts';
import { identifying } from '../persons/marks.ts';
import { identityText, readIdentity, type Told } from './identity.ts';
import type { Mapping } from './mapping.ts';
import { excerpt, type RowProblem, refusal, warning } from './problem.ts';
import { type Cells, meaning } from './sheet.ts';

const SEXES: Record<string, Sex> = { male: 'male', m: 'male', 男: 'male', female: 'female', f: 'female', 女: 'female', other: 'other' };
const OLDEST = 130;

/** Who the row is about; doubtful particulars are left out with a warning, a row that names nobody is refused. */
export function personOf(cells: Cells, mapping: Mapping, problems: RowProblem[]): PersonFields {
  const { row, name, phone, identity, address, job, sex, age, birth_year } = mapping.person;
  const person: PersonFields = {};
  for (const [field, column] of [
    ['name', name],
    ['phone', phone],
    ['identity', identity],
    ['address', address],
    ['job', job],
  ] as const) {
    const cell = column === undefined ? undefined : cells(column);
    if (cell === undefined) continue;
    if ((field === 'identity' || field === 'phone') && isRounded(cell)) problems.push(digitsLost(column!, cell));
    else person[field] = cell;
  }
  const card = identityOf(person, identity, problems);
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
  if (card) {
    person.sex ??= card.sex;
    person.birthYear ??= Number(card.born.slice(0, 4));
    if (person.sex !== card.sex)
      problems.push(warning('contradiction', sex?.column, '性别与证件号不符', 'The sex is not that of the identity number'));
  }
  const named = identity ?? name ?? phone;
  if (named !== undefined && person.row && !person.name && !person.phone && !person.identity)
    problems.push(
      warning(
        'person_unnamed',
        named,
        '没有姓名、电话或证件号，只能按登记行号认',
        'No name, phone or identity number: known by the row only',
      ),
    );
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

/** A long number as a spreadsheet shows it: several people have the same. */
const isRounded = (cell: string): boolean => /^\d(\.\d+)?E\+?\d+$/i.test(cell.normalize('NFKC'));

const digitsLost = (column: string, cell: string) =>
  refusal(
    'digits_lost',
    column,
    `“${excerpt(cell)}”是表格软件缩写的长号码，末几位已经丢失：请把该列设为“文本”，重新填写`,
    `"${excerpt(cell)}" is a long number as a spreadsheet abbreviates it, and its last digits are lost: format the column as text and enter it again`,
  );

/** A number that cannot be right would be another person's, or nobody's: it is left out. */
function identityOf(person: PersonFields, column: string | undefined, problems: RowProblem[]): Told | undefined {
  if (person.identity === undefined) return undefined;
  person.identity = identityText(person.identity);
  const read = readIdentity(person.identity);
  if (read === undefined || !('wrong' in read)) return read;
  problems.push(
    warning('identity_wrong', column, `证件号不对：${read.wrong.zh}，未采用`, `The identity number is left out: ${read.wrong.en}`),
  );
  delete person.identity;
  return undefined;
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
