import { nearest, type Unit, type Units } from '../../kernel/index.ts';
import { readValue } from '../constructs/value.ts';
import { isProblem } from '../phrases.ts';
import type { Problem } from '../problem.ts';
import { checkShape } from '../shape.ts';
import { type Path, Source, textOf } from '../source.ts';
import { unitsSchema } from './keys.ts';
import { type Districted, rules } from './rules.ts';

interface WrittenUnit {
  title: unknown;
  level: string;
  code?: string;
  serves?: string | string[];
  holds?: string | string[];
  values?: Record<string, Record<string, unknown>>;
  units?: Record<string, WrittenUnit>;
}

interface Written {
  units: string;
  edition: string;
  zone: string;
  levels?: string[];
  roles: Record<string, { title: unknown; line: string; each?: string; one_person?: boolean }>;
  tree: Record<string, WrittenUnit>;
  lines?: Record<string, { title: unknown; units?: Record<string, WrittenUnit> }>;
  answers?: { who: string; as: string; for: string | string[] }[];
}

/** Reads a district: the tree of its territory, the lines beside it, who answers for whom, and the roles they hold. */
export function readUnits(text: string, file: string): { units?: Units; problems: Problem[] } {
  const source = new Source(text, file);
  if (!checkShape(source, unitsSchema)) return { problems: source.problems.sorted() };
  const written = source.value as Written;
  const { units, places } = unitsOf(source, written);
  checkNames(source, units, places);
  const district: Districted = { source, units, places };
  if (!source.problems.failed) for (const rule of rules) rule(district);
  return { ...(!source.problems.failed && { units }), problems: source.problems.sorted() };
}

function unitsOf(source: Source, written: Written): { units: Units; places: Map<string, Path> } {
  const { edition, zone, levels, lines = {}, answers = [] } = written;
  const units: Units = {
    name: written.units,
    edition,
    zone,
    ...(levels && { levels }),
    roles: Object.fromEntries(
      Object.entries(written.roles).map(([name, { title, line, each, one_person }]) => [
        name,
        { title: textOf(title), line, ...(each !== undefined && { each }), ...(one_person && { onePerson: true as const }) },
      ]),
    ),
    ...(written.lines && { lines: Object.fromEntries(Object.entries(lines).map(([name, { title }]) => [name, textOf(title)])) }),
    units: {},
    ...(written.answers && { answers: answers.map(({ who, as, for: those }) => ({ who, as, for: [those].flat() })) }),
  };
  const places = new Map<string, Path>();
  const visit = (tree: Record<string, WrittenUnit>, path: Path, of: Pick<Unit, 'parent' | 'line'>): void => {
    for (const [id, unit] of Object.entries(tree)) {
      const here = [...path, id];
      if (Object.hasOwn(units.units, id)) source.problems.add('unit-duplicate', source.key(here), { name: id });
      const { code, level, serves } = unit;
      const values = unit.values && valuesOf(source, unit.values, [...here, 'values']);
      units.units[id] = {
        id,
        title: textOf(unit.title),
        level,
        roles: [unit.holds ?? []].flat(),
        ...of,
        ...(code !== undefined && { code }),
        ...(serves !== undefined && { serves: [serves].flat() }),
        ...(values && { values }),
      };
      places.set(id, here);
      visit(unit.units ?? {}, [...here, 'units'], { ...of, parent: id });
    }
  };
  visit(written.tree, ['tree'], {});
  for (const [line, { units: inLine = {} }] of Object.entries(lines)) visit(inLine, ['lines', line, 'units'], { line });
  return { units, places };
}

/** Whatever is named is there. */
function checkNames(source: Source, units: Units, places: Map<string, Path>): void {
  const known = (
    code: 'role-unknown' | 'unit-unknown' | 'level-unknown' | 'line-unknown',
    names: readonly string[],
    all: object,
    path: Path,
    isList = false,
  ) => {
    for (const [n, name] of names.entries()) {
      if (Object.hasOwn(all, name)) continue;
      source.problems.add(code, source.at(isList ? [...path, n] : path), { name }, nearest(name, Object.keys(all)));
    }
  };
  const territory = Object.fromEntries(Object.entries(units.units).filter(([, { line }]) => line === undefined));
  const written = source.value as Written;
  const { lines } = written;
  const levels = Object.fromEntries((units.levels ?? Object.values(territory).map(({ level }) => level)).map((level) => [level, true]));
  for (const [role, { line, each }] of Object.entries(units.roles)) {
    if (lines) known('line-unknown', [line], lines, ['roles', role, 'line']);
    if (each !== undefined) known('level-unknown', [each], levels, ['roles', role, 'each']);
  }
  const severally = (path: Path, given: unknown): [Path, boolean] => [path, Array.isArray(given)];
  for (const [id, path] of places) {
    const given = path.reduce<unknown>((within, step) => (within as Record<string, unknown>)[step], written) as WrittenUnit;
    if (units.levels) known('level-unknown', [units.units[id]!.level], levels, [...path, 'level']);
    known('role-unknown', units.units[id]!.roles, units.roles, ...severally([...path, 'holds'], given.holds));
    known('unit-unknown', units.units[id]!.serves ?? [], territory, ...severally([...path, 'serves'], given.serves));
  }
  for (const [n, { who, as, for: those }] of (units.answers ?? []).entries()) {
    known('unit-unknown', [who], units.units, ['answers', n, 'who']);
    known('role-unknown', [as], units.roles, ['answers', n, 'as']);
    known('unit-unknown', those, territory, ...severally(['answers', n, 'for'], written.answers?.[n]?.for));
  }
}

/** A unit's own values, each by what it looks like; whether it may have them is the protocol's to say. */
function valuesOf(source: Source, written: NonNullable<WrittenUnit['values']>, path: Path): NonNullable<Unit['values']> {
  const values: NonNullable<Unit['values']> = {};
  for (const [protocol, own] of Object.entries(written)) {
    values[protocol] = {};
    for (const [name, is] of Object.entries(own)) {
      const value = readValue(is);
      if (isProblem(value)) source.problems.add(value.problem, source.at([...path, protocol, name]), value.params);
      else values[protocol]![name] = value;
    }
  }
  return values;
}
