import { nearest, type Units } from '../kernel/index.ts';
import { readValue } from './constructs/value.ts';
import { anyTo, flag, key, mapOf, namesTo, oneOrMore, planned, title, words } from './definition.ts';
import { isProblem } from './phrases.ts';
import type { Problem } from './problem.ts';
import { checkShape } from './shape.ts';
import { type Path, Source, textOf } from './source.ts';

const unitKeys = [
  { ...title, required: true as const },
  key(
    'level',
    '级别',
    { zh: '级别，如 district、township、village。', en: 'Its level, such as district, township or village.' },
    words,
    true,
  ),
  key(
    'code',
    '区划代码',
    { zh: '国家行政区划代码，如 "620502105"。', en: 'Its code in the national list of places, such as "620502105".' },
    words,
  ),
  key('holds', '担任', { zh: '本单位担任的角色。', en: 'The roles this unit holds.' }, oneOrMore),
  key(
    'values',
    '参数',
    { zh: '本单位自定的参数：规程 → 名称 → 值。', en: 'Its own values: protocol → name → value.' },
    anyTo(namesTo(planned)),
  ),
  key('units', '下属', { zh: '下属单位。', en: 'The units below it.' }, anyTo({ $ref: '#/definitions/unit' })),
];
const roleKeys = [
  { ...title, required: true as const },
  key(
    'line',
    '条线',
    { zh: '所属条线，如卫生、政府、纪检。', en: 'The line it belongs to: health, government, discipline …' },
    words,
    true,
  ),
  key('one_person', '一人担任', { zh: '各处都只由一人担任。', en: 'Everywhere held by one person at a time.' }, flag),
];
const fileKeys = [
  key('units', '单位', { zh: '单位文件的名称。', en: 'The name of this tree.' }, words, true),
  key('edition', '版本', { zh: '版本号或日期。', en: 'Its date or number.' }, words, true),
  key('zone', '时区', { zh: '所在时区。', en: 'Its time zone.' }, words, true),
  key('roles', '角色', { zh: '可以被要求、通知的角色。', en: 'The roles that can be asked and told.' }, namesTo(mapOf(roleKeys)), true),
  key('tree', '单位树', { zh: '单位的上下级关系。', en: 'Which unit is below which.' }, anyTo({ $ref: '#/definitions/unit' }), true),
];

/** The shape of a file of units, draft-07. */
export const unitsSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Six Earlies units',
  definitions: { unit: mapOf(unitKeys) },
  ...mapOf(fileKeys),
};

interface WrittenUnit {
  title: unknown;
  level: string;
  code?: string;
  holds?: string | string[];
  values?: Record<string, Record<string, unknown>>;
  units?: Record<string, WrittenUnit>;
}

/** Reads a tree of units with the roles they hold. */
export function readUnits(text: string, file: string): { units?: Units; problems: Problem[] } {
  const source = new Source(text, file);
  if (!checkShape(source, unitsSchema)) return { problems: source.problems.sorted() };
  const written = source.value as {
    units: string;
    edition: string;
    zone: string;
    roles: Record<string, { title: unknown; line: string; one_person?: true }>;
    tree: Record<string, WrittenUnit>;
  };
  const units: Units = {
    name: written.units,
    edition: written.edition,
    zone: written.zone,
    roles: Object.fromEntries(
      Object.entries(written.roles).map(([name, { title, line, one_person }]) => [
        name,
        { title: textOf(title), line, ...(one_person && { onePerson: one_person }) },
      ]),
    ),
    units: {},
  };
  const visit = (tree: Record<string, WrittenUnit>, path: Path, parent?: string): void => {
    for (const [id, unit] of Object.entries(tree)) {
      const here = [...path, id];
      if (Object.hasOwn(units.units, id)) source.problems.add('unit-duplicate', source.key(here), { name: id });
      const roles = [unit.holds ?? []].flat();
      for (const role of roles) {
        if (!Object.hasOwn(units.roles, role))
          source.problems.add('role-unknown', source.at([...here, 'holds']), { name: role }, nearest(role, Object.keys(units.roles)));
      }
      const values = unit.values && valuesOf(source, unit.values, [...here, 'values']);
      const { code } = unit;
      units.units[id] = {
        id,
        title: textOf(unit.title),
        level: unit.level,
        roles,
        ...(code !== undefined && { code }),
        ...(parent !== undefined && { parent }),
        ...(values && { values }),
      };
      visit(unit.units ?? {}, [...here, 'units'], id);
    }
  };
  visit(written.tree, ['tree']);
  return { ...(!source.problems.failed && { units }), problems: source.problems.sorted() };
}

/** A unit's own values, each by what it looks like; whether it may have them is the protocol's to say. */
function valuesOf(source: Source, written: NonNullable<WrittenUnit['values']>, path: Path): NonNullable<Units['units'][string]['values']> {
  const values: NonNullable<Units['units'][string]['values']> = {};
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
