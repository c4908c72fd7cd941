import { feetOf, holderOf, seatedAt, servedBy, type Units } from '../../kernel/index.ts';
import type { Path, Source } from '../source.ts';

/** What a rule sees: a district whose shape and names are right, and where each unit stands in the file. */
export interface Districted {
  source: Source;
  units: Units;
  places: Map<string, Path>;
}

type Rule = (district: Districted) => void;

const MOST_NAMED = 5;

/** A unit is of a level below the one above it. */
const levelsDescend: Rule = ({ source, units, places }) => {
  const { levels } = units;
  if (!levels) return;
  for (const { id, level, parent, line } of Object.values(units.units)) {
    if (line !== undefined) continue;
    const above = parent === undefined ? undefined : units.units[parent]!.level;
    const [at, from] = [levels.indexOf(level), above === undefined ? -1 : levels.indexOf(above)];
    if (at <= from)
      source.problems.add('level-order', source.at([...places.get(id)!, 'level']), {
        name: id,
        level,
        above: above ?? '–',
        levels: levels.join(' > '),
      });
  }
};

/** Whoever can be asked is held by somebody, as seen from everywhere it must be. */
const rolesAreHeld: Rule = ({ source, units }) => {
  const feet = feetOf(units);
  for (const [role, { each }] of Object.entries(units.roles)) {
    const from =
      each === undefined
        ? feet
        : Object.values(units.units)
            .filter(({ level, line }) => line === undefined && level === each)
            .map(({ id }) => id);
    const without = from.filter((id) => holderOf(units, role, id) === undefined);
    if (without.length === 0) continue;
    const named = without.slice(0, MOST_NAMED).map((id) => `${id} (${units.units[id]!.title.zh})`);
    const more = without.length > MOST_NAMED ? ` … +${without.length - MOST_NAMED}` : '';
    source.problems.add('role-vacant', source.key(['roles', role]), { name: role, units: `${named.join(', ')}${more}` });
  }
};

/** Who is asked first is not left to the order of the file. */
const seatsAreSingle: Rule = ({ source, units, places }) => {
  for (const id of Object.keys(units.units)) {
    if (units.units[id]!.line !== undefined) continue;
    for (const role of Object.keys(units.roles)) {
      const [first, second] = seatedAt(units, role, id);
      if (first === undefined || second === undefined) continue;
      const path = places.get(second);
      source.problems.add('role-twice', path ? source.key(path) : source.key(['answers']), { name: role, unit: id, first, second });
    }
  }
};

/** A unit of a line that is to be asked works for some place. */
const linesServe: Rule = ({ source, units, places }) => {
  for (const unit of Object.values(units.units)) {
    if (unit.line === undefined || unit.roles.length === 0 || servedBy(units, unit).length > 0) continue;
    source.problems.add('line-serves-nobody', source.key(places.get(unit.id)!), { name: unit.id });
  }
};

export const rules: readonly Rule[] = [levelsDescend, rolesAreHeld, seatsAreSingle, linesServe];
