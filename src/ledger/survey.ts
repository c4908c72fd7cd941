import type { Effect } from '../kernel/effect.ts';
import { inTree, type Units, wayUp } from '../kernel/units.ts';
import { placeNamed } from './import/place.ts';
import { type RowProblem, refusal, warning } from './import/problem.ts';
import type { Sheet } from './import/read.ts';
import { folded } from './import/sheet.ts';
import { type Ledger, reading } from './open.ts';

/** A list of households by grid: only how many there are is kept, nothing of who lives there. */
export interface HouseholdList {
  /** Households by unit. */
  units: Map<string, number>;
  rows: { line: number; fate: 'counted' | 'duplicate' | 'refused'; problems: RowProblem[] }[];
}

const unitColumns = ['网格', '所在网格', '单元', '楼栋', '村社区', '村', '社区', '单位', 'grid', 'unit', 'village'];
const numberColumns = ['户号', '门牌号', '门牌', '户主身份证号', '户编号', '编号', 'household', 'household number', 'no'];

/** Counts the households of a list, each once. `lacking`: no column says which unit, or which household. */
export function readHouseholds({ table: { header, rows } }: Sheet, units: Units): HouseholdList | { lacking: ('unit' | 'household')[] } {
  const at = (names: readonly string[]) =>
    names.map((name) => header.findIndex((column) => folded(column) === folded(name))).find((i) => i >= 0);
  const [unitAt, numberAt] = [at(unitColumns), at(numberColumns)];
  if (unitAt === undefined || numberAt === undefined)
    return { lacking: [...(unitAt === undefined ? ['unit' as const] : []), ...(numberAt === undefined ? ['household' as const] : [])] };
  const first = new Map<string, number>();
  const counted = new Map<string, number>();
  const read = rows.map((row): HouseholdList['rows'][number] => {
    const { line, cells } = row;
    const refused = (problem: RowProblem) => ({ line, fate: 'refused' as const, problems: [problem] });
    if (row.problem) return refused(row.problem);
    const [word, number] = [cells[unitAt]!.trim(), folded(cells[numberAt]!)];
    const unit = placeNamed(word, units);
    if (unit === undefined)
      return refused(refusal('unit_unknown', header[unitAt], `不认识的单位“${word.slice(0, 40)}”`, `Unknown unit "${word.slice(0, 40)}"`));
    if (number === '') return refused(refusal('fact_missing', header[numberAt], '没有户号', 'The household has no number'));
    const of = first.get(`${unit} ${number}`);
    if (of !== undefined)
      return {
        line,
        fate: 'duplicate',
        problems: [warning('duplicate', undefined, `与第 ${of} 行是同一户`, `The same household as on line ${of}`)],
      };
    first.set(`${unit} ${number}`, line);
    counted.set(unit, (counted.get(unit) ?? 0) + 1);
    return { line, fate: 'counted', problems: [] };
  });
  return { units: counted, rows: read };
}

/** How far a survey is: `households` = `screened` + `absent` + `refused` + `unvisited`, at every level. */
export interface Surveyed {
  unit: string;
  households: number;
  screened: number;
  absent: number;
  refused: number;
  unvisited: number;
}

const FAMILY = 'household-survey';

/** How far the survey is, by unit and up the tree, in the order of the tree: of each unit its latest survey, by its latest round. */
export function surveyed(ledger: Ledger, units: Units): Promise<Surveyed[]> {
  return reading(ledger, async (db) => {
    const cases = await db
      .selectFrom('cases')
      .select(['id', 'subject', 'opening'])
      .where('family', '=', FAMILY)
      .orderBy('reserved_at')
      .execute();
    const latest = new Map(cases.map((each) => [each.subject, each]));
    const lines = new Map<string, Surveyed>();
    for (const { id, subject, opening } of latest.values()) {
      const rounds = await db
        .selectFrom('timeline')
        .select('effect')
        .where('case_id', '=', id)
        .where('kind', '=', 'record')
        .orderBy('seq')
        .orderBy('line')
        .execute();
      const own = standing(
        JSON.parse(opening ?? '{}'),
        rounds.map(({ effect }) => JSON.parse(effect) as Effect),
      );
      for (const unit of wayUp(units, subject)) {
        const line = lines.get(unit) ?? { unit, households: 0, screened: 0, absent: 0, refused: 0, unvisited: 0 };
        for (const name of ['households', 'screened', 'absent', 'refused', 'unvisited'] as const) line[name] += own[name];
        lines.set(unit, line);
      }
    }
    return inTree(units).flatMap((unit) => lines.get(unit) ?? []);
  });
}

function standing({ households: owed }: { households?: number }, lines: readonly Effect[]): Omit<Surveyed, 'unit'> {
  const rounds = new Map<number, Record<string, unknown>>();
  for (const effect of lines) {
    if (effect.kind !== 'record' || (effect.note.note !== 'event' && effect.note.note !== 'corrected')) continue;
    const { entry } = effect.note;
    if (entry.event !== 'round_reported') continue;
    if (entry.withdrawn) rounds.delete(entry.id);
    else rounds.set(entry.id, entry.data);
  }
  const round = [...rounds.values()].at(-1) ?? {};
  const count = (name: string) => (typeof round[name] === 'number' ? round[name] : 0);
  const households = owed ?? 0;
  const [screened, absent, refused] = [count('screened'), count('absent'), count('refused')];
  return { households, screened, absent, refused, unvisited: households - screened - absent - refused };
}
