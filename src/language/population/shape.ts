import { anyTo, cite, key, listOf, mapOf, namesTo, number, scalar, title, words } from '../definition.ts';
import { bodySigns } from './population.ts';

const share = { type: 'number', minimum: 0, maximum: 1 };
const spread = key(
  'spread',
  '离散',
  { zh: '对数的标准差。', en: 'Standard deviation of the logarithm.' },
  { type: 'number', minimum: 0 },
  true,
);
const time = { type: 'number', exclusiveMinimum: 0 };
const spreadKeys = [
  key('minutes', '分钟', { zh: '中位数，分钟。', en: 'The median, in minutes.' }, time),
  key('hours', '小时', { zh: '中位数，小时。', en: 'The median, in hours.' }, time),
  key('days', '天', { zh: '中位数，天。', en: 'The median, in days.' }, time),
  spread,
  cite,
];
const duration = mapOf(spreadKeys);
const shareKey = key('share', '份额', { zh: '占多少，0 到 1。', en: 'How many of them, 0 to 1.' }, share, true);
const sometimes = mapOf([shareKey, key('by', '时长', { zh: '多久。', en: 'By how much.' }, duration, true)]);
const ratio = mapOf([shareKey, cite]);

const healthKeys = [
  key('since', '起于', { zh: '潜伏期从哪个立案日期算起。', en: 'The opening date from which the incubation counts.' }, words, true),
  key('attack', '续发率', { zh: '按接触方式的续发率。', en: 'Secondary attack rate by kind of contact.' }, anyTo(ratio), true),
  key('incubation', '潜伏期', { zh: '从接触到发病。', en: 'From exposure to onset.' }, duration, true),
  key('fever', '发热', { zh: '发热多久。', en: 'How long the fever lasts.' }, duration, true),
  key('better', '好转', { zh: '从发病到明显好转。', en: 'From onset until clearly better.' }, duration, true),
  key('clears', '转阴', { zh: '从发病到检不出。', en: 'From onset until nothing is found.' }, duration, true),
  key('detected', '检出率', { zh: '一份阳性标本检出的份额。', en: 'Share of infected samples that a test finds.' }, ratio, true),
  key(
    'other_fever',
    '其他发热',
    { zh: '两周内因其他原因发热的份额。', en: 'Share with a fever of another cause in two weeks.' },
    ratio,
    true,
  ),
  key('mistaken', '误疑', { zh: '其他发热中被当作疑似的份额。', en: 'Share of other fevers taken for suspected cases.' }, ratio, true),
];
const mannerKeys = [
  key(
    'people',
    '人数',
    { zh: '每个岗位轮班的人数，默认 2。', en: 'People who take turns at a post; 2 by default.' },
    { type: 'integer', minimum: 1 },
  ),
  key(
    'about',
    '前后',
    { zh: '定时任务在时点前后多少分钟（标准差）。', en: 'Minutes around the time of a repeating task (standard deviation).' },
    time,
  ),
  key('takes', '用时', { zh: '从被要求或被告知到完成。', en: 'From being asked or told to doing it.' }, duration, true),
  key('late', '逾期', { zh: '逾期的份额和时长。', en: 'The share done late, and by how much.' }, sometimes),
  key('silent', '沉默', { zh: '阶梯走完之前不做的份额。', en: 'The share not done before the ladder is climbed to its end.' }, share),
  key('away', '缺岗', { zh: '一次缺岗的岗位份额和时长。', en: 'Share of the posts that stand empty once, and for how long.' }, sometimes),
  key(
    'paper',
    '纸质',
    { zh: '按时完成、事后补录的份额和时长。', en: 'The share done in time and entered later, and by how much.' },
    sometimes,
  ),
  key(
    'declines',
    '拒收',
    { zh: '拒收移交的份额和理由。', en: 'The share of hand-offs turned down, and the reasons.' },
    mapOf([shareKey, key('because', '理由', { zh: '理由。', en: 'The reasons.' }, listOf(words), true)]),
  ),
  key(
    'steps_in',
    '补位',
    { zh: '被阶梯告知后补做的份额。', en: 'The share in which it does what a ladder tells it others did not.' },
    share,
  ),
  key('slips', '笔误', { zh: '数字先写错的份额。', en: 'The share of forms with a number mistyped at first.' }, share),
];
const answerKeys = [
  key('is', '为', { zh: '固定值。', en: 'Always this.' }, scalar),
  key('body', '身体', { zh: '由健康状况得出。', en: 'What the body shows.' }, { type: 'string', enum: [...bodySigns] }),
  key('yes', '是', { zh: '身体征象为“是”时填什么。', en: 'What is written when the sign of the body is yes.' }, scalar),
  key('no', '否', { zh: '身体征象为“否”时填什么。', en: 'What is written when it is no.' }, scalar),
  key('choose', '选', { zh: '按权重选一个。', en: 'One of these, by weight.' }, anyTo(number)),
  key('chance', '概率', { zh: '“是”的份额。', en: 'The share of yes.' }, share),
  key(
    'between',
    '介于',
    { zh: '两个整数之间。', en: 'A whole number between these two.' },
    { type: 'array', items: number, minItems: 2, maxItems: 2 },
  ),
  key('days', '天后', { zh: '报告日之后若干天的日期。', en: 'A date so many days after the report.' }, number),
  key('last', '最近', { zh: '最近一次该事件的某个字段（field）。', en: 'A field of the last event of this name (field).' }, words),
  key('field', '字段', { zh: 'last 的字段；at 是发生时间。', en: 'The field of `last`; `at` is when it occurred.' }, words),
  key('text', '文字', { zh: '文字，{who} 与 {n} 会填入。', en: 'A text; {who} and {n} are filled in.' }, words),
];
const columnKeys = [
  key('number', '编号', { zh: '编号所在列。', en: 'The column that names the row.' }, words, true),
  key('found', '发现', { zh: '发现时间所在列。', en: 'The column that says when the person is found.' }, words, true),
  key('contact', '接触', { zh: '接触方式所在列。', en: 'The column that says what kind of contact it was.' }, words, true),
];
const fileKeys = [
  key('population', '人口', { zh: '名称。', en: 'The name of this population.' }, words, true),
  key('edition', '版本', { zh: '版本号或日期。', en: 'Its date or number.' }, words, true),
  { ...title, required: true as const },
  key('sources', '来源', { zh: '参数的出处。', en: 'Where the figures come from.' }, namesTo({ type: ['object', 'string'] })),
  key('begins', '开始', { zh: '演练开始的时间。', en: 'When the exercise begins.' }, words, true),
  key(
    'register',
    '名册',
    { zh: '人员名册、列对应文件和列名。', en: 'The register of the people, its mapping and columns.' },
    mapOf([
      key('file', '文件', { zh: '名册。', en: 'The register.' }, words, true),
      key('mapping', '列对应', { zh: '列对应文件。', en: 'Its mapping.' }, words, true),
      key('columns', '列', { zh: '导入不读的列。', en: 'Columns the import does not read.' }, mapOf(columnKeys), true),
    ]),
    true,
  ),
  key('protocol', '规程', { zh: '按哪个规程立案。', en: 'The protocol under which people are opened.' }, words, true),
  key('health', '健康', { zh: '健康如何变化。', en: 'How health goes.' }, mapOf(healthKeys), true),
  key('staff', '人员', { zh: '各角色怎样做事。', en: 'How each role works.' }, namesTo(mapOf(mannerKeys)), true),
  key(
    'answers',
    '填报',
    { zh: '各事件的字段怎样填。', en: 'How the fields of each event are filled in.' },
    namesTo(namesTo(mapOf(answerKeys))),
    true,
  ),
];

/** Written shape of a file of population, draft-07. */
export const populationSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Six Earlies population',
  ...mapOf(fileKeys),
};

/** The keys of which an answer has exactly one. */
export const answerKinds = ['is', 'body', 'choose', 'chance', 'between', 'days', 'last', 'text'] as const;
