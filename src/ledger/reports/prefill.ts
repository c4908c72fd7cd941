import { type SqlBool, sql } from 'kysely';
import { builtinOutcomes } from '../../kernel/overrides.ts';
import type { CivilDate, Counted } from '../../kernel/protocol.ts';
import { dayEdge } from '../../kernel/time.ts';
import { type Units, wayUp } from '../../kernel/units.ts';
import type { Ledger } from '../open.ts';
import { addTo, countedIn, type Figures, type Form } from './form.ts';

/**
 * What the ledger's cases say of each reporting unit at the end of a day, or at `now` while it lasts: the figures a report is prefilled
 * with. A person counts for the nearest unit, on the way up from where he is, that reports.
 */
export async function prefilled(
  { db }: Pick<Ledger, 'db'>,
  { form, day, units, now }: { form: Form; day: CivilDate; units: Units; now: number },
): Promise<Map<string, Figures>> {
  const [start, end] = [dayEdge(units.zone, day, 'start'), dayEdge(units.zone, day, 'end')];
  const until = Math.min(end, now + 1);
  const is = (counted: Counted) => {
    const conditions = [sql<SqlBool>`family in (${sql.join(counted.protocols)})`];
    if (counted.which === 'open') conditions.push(sql<SqlBool>`(ended_at is null or ended_at >= ${until})`);
    if (counted.which === 'ended') conditions.push(sql<SqlBool>`ended_at < ${until}`);
    if (counted.which === 'opened') conditions.push(sql<SqlBool>`opened_at >= ${start}`);
    if (counted.stage !== undefined) conditions.push(sql<SqlBool>`stage = ${counted.stage}`);
    return sql<number>`sum(case when ${sql.join(conditions, sql` and `)} then 1 else 0 end)`;
  };
  const figures = countedIn(form);
  const names = figures.map(([name]) => name);
  const families = [...new Set(figures.flatMap(([, { protocols }]) => protocols))];
  if (families.length === 0) return new Map();
  const rows = await db
    .selectFrom('cases')
    .select(['place', ...figures.map(([name, counted]) => is(counted).as(name))])
    .where('family', 'in', families)
    .where('opened_at', '<', until)
    // Whose case was opened in error, or taken over by another of the same person, is not counted twice.
    .where((e) => e.or([e('outcome', 'is', null), e('outcome', 'not in', Object.keys(builtinOutcomes))]))
    .groupBy('place')
    .execute();
  const found = new Map<string, Figures>();
  for (const row of rows as (Record<string, unknown> & { place: string })[]) {
    const unit = wayUp(units, row.place).find((id) => units.units[id]!.roles.includes(form.by));
    if (unit === undefined) continue;
    const sum = found.get(unit) ?? Object.fromEntries(names.map((name) => [name, 0]));
    addTo(sum, Object.fromEntries(names.map((name) => [name, Number(row[name])])));
    found.set(unit, sum);
  }
  return found;
}
