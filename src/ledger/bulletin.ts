import type { CivilDate } from '../kernel/protocol.ts';
import type { Units } from '../kernel/units.ts';
import type { Ledger } from './open.ts';
import { type Figures, reportsOfDay } from './reports.ts';

/** What must hold at every level: `traced` = `released` + `observed`. */
export interface Balance {
  total: string;
  parts: readonly string[];
}

/** A unit's line of the day's bulletin: its own report and those of all units below it, each counted once. */
export interface BulletinLine {
  unit: string;
  /** Sums over the unit and all below it. */
  figures: Figures;
  /** How many of the units that owe a report, here and below, have given one. */
  owed: number;
  confirmed: number;
  prefilled: number;
  /** Units that owe one and gave none; in the order of the tree. */
  missing: string[];
  /** Balances that do not hold. */
  unbalanced: { total: string; is: number; parts: number }[];
}

/**
 * The bulletin of a day, from the reports that count, up the tree. `owing` says which units owe a report. Lines stand in the order of the
 * tree; a unit whose reports contradict a balance is named with both figures, and so is every unit above it that inherits the difference.
 */
export async function bulletinOf(
  ledger: Ledger,
  {
    form,
    day,
    units,
    owing,
    balances,
  }: { form: string; day: CivilDate; units: Units; owing: (unit: string) => boolean; balances: readonly Balance[] },
): Promise<BulletinLine[]> {
  const reports = await reportsOfDay(ledger, form, day);
  const lines = new Map<string, BulletinLine>();
  for (const unit of Object.keys(units.units)) {
    lines.set(unit, { unit, figures: {}, owed: 0, confirmed: 0, prefilled: 0, missing: [], unbalanced: [] });
  }
  for (const unit of lines.keys()) {
    const report = reports.get(unit);
    const owes = owing(unit);
    for (const above of upFrom(units, unit)) {
      const line = lines.get(above)!;
      if (owes) {
        line.owed++;
        if (report) line[report.state]++;
        else line.missing.push(unit);
      }
      for (const [name, count] of Object.entries(report?.figures ?? {})) line.figures[name] = (line.figures[name] ?? 0) + count;
    }
  }
  for (const line of lines.values()) line.unbalanced = balances.flatMap((balance) => unbalanced(line.figures, balance));
  return [...lines.values()];
}

function* upFrom({ units }: Units, unit: string): Generator<string> {
  const seen = new Set<string>();
  for (let id: string | undefined = unit; id !== undefined && !seen.has(id); id = units[id]?.parent) {
    if (!units[id]) return;
    seen.add(id);
    yield id;
  }
}

function unbalanced(figures: Figures, { total, parts }: Balance) {
  const is = figures[total] ?? 0;
  const sum = parts.reduce((all, part) => all + (figures[part] ?? 0), 0);
  return is === sum ? [] : [{ total, is, parts: sum }];
}
