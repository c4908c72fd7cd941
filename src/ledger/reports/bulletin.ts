import type { CivilDate } from '../../kernel/protocol.ts';
import { inTree, type Units, wayUp } from '../../kernel/units.ts';
import { type Ledger, reading } from '../open.ts';
import { addTo, countedIn, type Figures, type Form, type Unbalanced, unbalancedIn } from './form.ts';
import { prefilled } from './prefill.ts';
import { type Standing, standings, type UnitDay } from './standing.ts';
import { type Basis, type HeldSum, sumsOfDay } from './sums.ts';

/** A unit's line of the day's bulletin: its own report and those of all units below it, each counted once. */
export interface BulletinLine {
  unit: string;
  /** Sums of the reports that count, over the unit and all below it. */
  figures: Figures;
  /** What the cases of the same units say: a difference is a question to the unit. */
  ledger: Figures;
  /** How many of the units here and below stand how. */
  standing: Record<Standing, number>;
  /** Balances that do not hold. */
  unbalanced: Unbalanced[];
  /** Of which versions the sum is made. */
  basis: Basis;
  /** The sum the unit has confirmed, when it has. */
  sum?: HeldSum;
  /** Its own report, when it owes one. */
  own?: UnitDay;
}

export interface Bulletin {
  form: string;
  /** The event that files it, and the names of its figures. */
  event: string;
  figures: string[];
  day: CivilDate;
  /** ms, the cases' time. */
  at: number;
  /** In the order of the tree, the units that report and those above them. */
  lines: BulletinLine[];
}

/**
 * The bulletin of a day, from the reports that count, up the tree (village → town → district). A unit whose reports contradict a balance
 * is named with both figures, and so is every unit above that inherits the difference.
 */
export async function bulletinOf(
  ledger: Ledger,
  { form, day, units, now }: { form: Form; day: CivilDate; units: Units; now: number },
): Promise<Bulletin> {
  return reading(ledger, async (db) => {
    const days = await standings({ db }, { form, day, units, now });
    const proposed = await prefilled({ db }, { form, day, units, now });
    const lines = new Map<string, BulletinLine>();
    for (const own of days) {
      for (const above of wayUp(units, own.unit)) {
        const line = lines.get(above) ?? emptyLine(above, form);
        lines.set(above, line);
        line.standing[own.standing]++;
        addTo(line.ledger, proposed.get(own.unit) ?? {});
        if (!own.report) continue;
        addTo(line.figures, own.report.figures);
        line.basis[own.unit] = own.report.version;
      }
      lines.get(own.unit)!.own = own;
    }
    for (const line of lines.values()) line.unbalanced = unbalancedIn(line.figures, form.balances);
    for (const [unit, sum] of await sumsOfDay({ db }, form.name, day, (unit) => lines.get(unit)?.basis ?? {})) {
      const line = lines.get(unit);
      if (line) line.sum = sum;
    }
    const inOrder = inTree(units).flatMap((unit) => lines.get(unit) ?? []);
    return { form: form.name, event: form.event, figures: Object.keys(form.figures), day, at: now, lines: inOrder };
  });
}

function emptyLine(unit: string, form: Form): BulletinLine {
  const zeros = (names: string[]) => Object.fromEntries(names.map((name) => [name, 0]));
  const standing = { in_time: 0, late: 0, awaited: 0, missing: 0, never: 0, unasked: 0 };
  const [figures, ledger] = [zeros(Object.keys(form.figures)), zeros(countedIn(form).map(([name]) => name))];
  return { unit, figures, ledger, standing, unbalanced: [], basis: {} };
}
