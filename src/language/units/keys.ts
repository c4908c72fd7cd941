import { anyTo, flag, type Key, key, listOf, mapOf, namesTo, oneOrMore, planned, title, words } from '../definition.ts';

const holds = key('holds', '担任', { zh: '本单位担任的角色。', en: 'The roles this unit holds.' }, oneOrMore);
const level = key(
  'level',
  '级别',
  {
    zh: '级别，如 district、township、village；写了 levels（级别）就必须是其中之一。',
    en: 'Its level, such as district, township or village; one of `levels` where the file has them.',
  },
  words,
  true,
);
const below = (of: string): Key =>
  key('units', '下属', { zh: '下属单位。', en: 'The units below it.' }, anyTo({ $ref: `#/definitions/${of}` }));

const unitKeys = [
  { ...title, required: true as const },
  level,
  key(
    'code',
    '区划代码',
    { zh: '国家行政区划代码，如 "620502105"。', en: 'Its code in the national list of places, such as "620502105".' },
    words,
  ),
  holds,
  key(
    'values',
    '参数',
    { zh: '本单位自定的参数：规程 → 名称 → 值。', en: 'Its own values: protocol → name → value.' },
    anyTo(namesTo(planned)),
  ),
  below('unit'),
];

const lineUnitKeys = [
  { ...title, required: true as const },
  level,
  key(
    'serves',
    '服务',
    { zh: '负责哪些地方；不写则与上级单位相同。', en: 'Which units of the territory it works for; else those of the unit above it.' },
    oneOrMore,
  ),
  holds,
  below('line_unit'),
];

const roleKeys = [
  { ...title, required: true as const },
  key(
    'line',
    '条线',
    {
      zh: '所属条线，如卫生、政府、纪检；写了 lines（条线）就必须是其中之一。',
      en: 'The line it belongs to: health, government, discipline …; one of `lines` where the file has them.',
    },
    words,
    true,
  ),
  key(
    'each',
    '每个',
    {
      zh: '哪一级的每个单位都必须有人担任；不写则是最基层的每个单位。',
      en: 'Every unit of this level must find somebody; else every unit at the foot of the tree.',
    },
    words,
  ),
  key('one_person', '一人担任', { zh: '各处都只由一人担任。', en: 'Everywhere held by one person at a time.' }, flag),
];

const lineKeys = [
  { ...title, required: true as const },
  key(
    'units',
    '单位',
    { zh: '条线上的单位；都在属地之内的，不写。', en: 'The units of the line, where it has some beside the territory.' },
    anyTo({ $ref: '#/definitions/line_unit' }),
  ),
];

const answerKeys = [
  key('who', '谁', { zh: '负责的单位。', en: 'The unit that answers.' }, words, true),
  key('as', '角色', { zh: '以什么角色。', en: 'In which role.' }, words, true),
  key('for', '负责', { zh: '包抓、包村的单位。', en: 'The units it answers for.' }, oneOrMore, true),
];

const fileKeys = [
  key('units', '单位', { zh: '单位文件的名称。', en: 'The name of this tree.' }, words, true),
  key('edition', '版本', { zh: '版本号或日期。', en: 'Its date or number.' }, words, true),
  key('zone', '时区', { zh: '所在时区。', en: 'Its time zone.' }, words, true),
  key(
    'levels',
    '级别',
    { zh: '从上到下有哪些级别；写明之后会检查上下级。', en: 'The levels from the top down; when given, the tree is checked against them.' },
    listOf(words),
  ),
  key('roles', '角色', { zh: '可以被要求、通知的角色。', en: 'The roles that can be asked and told.' }, namesTo(mapOf(roleKeys)), true),
  key(
    'tree',
    '单位树',
    { zh: '属地：单位的上下级关系。', en: 'The territory: which unit is below which.' },
    anyTo({ $ref: '#/definitions/unit' }),
    true,
  ),
  key(
    'lines',
    '条线',
    { zh: '属地之外的条线：卫生、纪检、行业部门。', en: 'The lines beside the territory: health, discipline, industries.' },
    anyTo(mapOf(lineKeys)),
  ),
  key('answers', '包抓', { zh: '谁包抓哪里。', en: 'Who answers for which units, beside the tree.' }, listOf(mapOf(answerKeys))),
];

/** The shape of a file of units, draft-07. */
export const unitsSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Six Earlies units',
  definitions: { unit: mapOf(unitKeys), line_unit: mapOf(lineUnitKeys) },
  ...mapOf(fileKeys),
};
