import type { CivilDate } from '../../kernel/protocol.ts';
import { dayEdge } from '../../kernel/time.ts';
import type { Units } from '../../kernel/units.ts';
import type { Ledger } from '../open.ts';
import type { Filing } from './form.ts';
import { type HeldReport, reportOf } from './record.ts';

/**
 * How a unit stands with its report of a day. `in_time`, `late`: by its first version, whatever was corrected since. `awaited`: the cut-off
 * has not come. `missing`: it has passed. `never`: missing, and the unit has reported on no day up to this one. `unasked`: no case asked for
 * it on that day, and nobody is late for what he was not asked.
 */
export type Standing = 'in_time' | 'late' | 'awaited' | 'missing' | 'never' | 'unasked';

export interface UnitDay {
  unit: string;
  standing: Standing;
  /** The cut-off, ms. */
  due?: number;
  /** When it was first filed, ms. */
  filedAt?: number;
  /** The report that counts. */
  report?: HeldReport;
  /** It was put right after it had been filed. */
  corrected: boolean;
}

/** The units that report on a form: those that hold the role themselves, in the order of the tree. */
export const unitsOwing = ({ units }: Units, form: Filing): string[] =>
  Object.keys(units).filter((id) => units[id]!.roles.includes(form.by));

/** How every reporting unit stands with a day at `now` (the cases' time). */
export async function standings(
  { db }: Pick<Ledger, 'db'>,
  { form, day, units, now }: { form: Filing; day: CivilDate; units: Units; now: number },
): Promise<UnitDay[]> {
  const [start, end] = [dayEdge(units.zone, day, 'start'), dayEdge(units.zone, day, 'end')];
  const versions = await db
    .selectFrom('reports')
    .selectAll()
    .where('form', '=', form.name)
    .where('day', '=', day)
    .orderBy('unit')
    .orderBy('version')
    .execute();
  const asked = await db
    .selectFrom('tasks as t')
    .innerJoin('cases as c', 'c.id', 't.case_id')
    .select(['c.subject as unit', 't.due'])
    .where('t.event', '=', form.event)
    .where('t.due', '>=', start)
    .where('t.due', '<', end)
    .where('c.family', '=', form.protocol)
    .where('t.status', '<>', 'withdrawn')
    .orderBy('t.due')
    .execute();
  const due = new Map(asked.map(({ unit, due }) => [unit, due!]));
  const byUnit = new Map<string, typeof versions>();
  for (const row of versions) byUnit.set(row.unit, [...(byUnit.get(row.unit) ?? []), row]);
  // Only who is absent today may never have reported, and to ask of all days takes its time.
  const given = new Set(versions.flatMap(({ unit, latest }) => (latest === 1 ? [unit] : [])));
  const absent = [...due].some(([unit, cutOff]) => now > cutOff && !given.has(unit));
  const ever = absent ? await everReported({ db }, form, day) : new Set<string>();
  return unitsOwing(units, form).map((unit) => {
    const own = byUnit.get(unit) ?? [];
    const counting = own.find(({ latest }) => latest === 1);
    const cutOff = due.get(unit);
    const filedAt = counting ? own[0]!.recorded_at : undefined;
    return {
      unit,
      standing: standingOf({ filedAt, due: cutOff, now, ever: ever.has(unit) }),
      ...(cutOff !== undefined && { due: cutOff }),
      ...(filedAt !== undefined && { filedAt }),
      ...(counting && { report: reportOf(counting) }),
      corrected: counting !== undefined && own.length > 1,
    };
  });
}

function standingOf({
  filedAt,
  due,
  now,
  ever,
}: {
  filedAt: number | undefined;
  due: number | undefined;
  now: number;
  ever: boolean;
}): Standing {
  if (filedAt !== undefined) return due !== undefined && filedAt > due ? 'late' : 'in_time';
  if (due === undefined) return 'unasked';
  if (now <= due) return 'awaited';
  return ever ? 'missing' : 'never';
}

async function everReported({ db }: Pick<Ledger, 'db'>, form: Filing, day: CivilDate): Promise<Set<string>> {
  const rows = await db
    .selectFrom('reports')
    .select('unit')
    .distinct()
    .where('form', '=', form.name)
    .where('day', '<=', day)
    .where('latest', '=', 1)
    .execute();
  return new Set(rows.map(({ unit }) => unit));
}
