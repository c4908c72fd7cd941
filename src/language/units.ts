import type { Units } from '../kernel/index.ts';
import { textOf } from './compilation.ts';
import type { Problem } from './problem.ts';
import { unitsSchema } from './schema.ts';
import { checkShape } from './shape.ts';
import { nearest, type Path, Source } from './source.ts';

interface WrittenUnit {
  title: unknown;
  level: string;
  holds?: string | string[];
  units?: Record<string, WrittenUnit>;
}

/** Reads a tree of units with the roles they hold. */
export function readUnits(text: string, file: string): { units?: Units; problems: Problem[] } {
  const source = new Source(text, file);
  if (source.problems.failed || !checkShape(source, unitsSchema)) return { problems: source.problems.sorted() };
  const written = source.value as {
    units: string;
    edition: string;
    zone: string;
    roles: Record<string, { title: unknown; line: string }>;
    tree: Record<string, WrittenUnit>;
  };
  const units: Units = {
    name: written.units,
    edition: written.edition,
    zone: written.zone,
    roles: Object.fromEntries(Object.entries(written.roles).map(([name, { title, line }]) => [name, { title: textOf(title), line }])),
    units: {},
  };
  const visit = (tree: Record<string, WrittenUnit>, path: Path, parent?: string): void => {
    for (const [id, unit] of Object.entries(tree)) {
      const here = [...path, id];
      if (id in units.units) source.problems.add('unit-duplicate', source.key(here), { name: id });
      const roles = [unit.holds ?? []].flat();
      for (const role of roles) {
        if (!(role in units.roles))
          source.problems.add('role-unknown', source.at([...here, 'holds']), { name: role }, nearest(role, Object.keys(units.roles)));
      }
      units.units[id] = { id, title: textOf(unit.title), level: unit.level, roles, ...(parent !== undefined && { parent }) };
      visit(unit.units ?? {}, [...here, 'units'], id);
    }
  };
  visit(written.tree, ['tree']);
  return { ...(!source.problems.failed && { units }), problems: source.problems.sorted() };
}
