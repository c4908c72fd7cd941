import { anyTo, key, listOf, mapOf, namesTo, oneOf, scalar, words } from '../definition.ts';

const due = key(
  'due',
  '时限',
  {
    zh: '期限怎么办：不变（已承诺的时刻），剩余（按新规定，扣除已过的时间），重新起算；默认不变。',
    en: 'What becomes of a deadline: kept (the instant that was promised), remaining (the new time less what has passed) or restarted; by default kept.',
  },
  oneOf({ kept: '不变', remaining: '剩余', restarted: '重新起算' }),
);

const taskKeys = [
  key('to', '接续', { zh: '新版中的哪项任务，写作“状态.事件”。', en: 'Which task of the new edition, as state.event.' }, words),
  due,
  key(
    'as',
    '改为',
    {
      zh: '原样保留至完成（carried），或撤回（withdrawn）。',
      en: 'carried: it stays as it was promised until it is done; withdrawn: it is asked for no more.',
    },
    oneOf({ carried: '保留', withdrawn: '撤回' }),
  ),
];

const handOffKeys = [
  due,
  key(
    'as',
    '改为',
    { zh: '撤回（withdrawn），由新版另行提出。', en: 'withdrawn: it is taken back, and offered as the new edition says.' },
    oneOf({ withdrawn: '撤回' }),
  ),
];

const onceKeys = [key('to', '接续', { zh: '新版中该状态下“一旦”的写法。', en: 'The words of the rule in the new edition.' }, words), due];

/** What may be said of a state; the file itself is one too. */
const owedKeys = [
  due,
  key('tasks', '任务', { zh: '按事件。', en: 'By event.' }, namesTo(mapOf(taskKeys))),
  key('hand_off', '移交', { zh: '等待答复的移交。', en: 'A hand-off that waits for an answer.' }, mapOf(handOffKeys)),
  key('once', '一旦', { zh: '按旧版的写法。', en: 'By the words of the rule in the former edition.' }, anyTo(mapOf(onceKeys))),
];

const stateKeys = [
  key(
    'to',
    '改处于',
    {
      zh: '新版中的哪个状态，写全路径；默认为同名的。',
      en: 'The state of the new edition, by its dotted path; by default the one of the same name.',
    },
    words,
  ),
  ...owedKeys,
];

export const migrationKeys = [
  key('migration', '迁移', { zh: '哪个规程。', en: 'Which protocol.' }, words, true),
  key('from', '旧版', { zh: '在办个案所按的版本。', en: 'The edition under which the cases run.' }, scalar, true),
  key('to', '新版', { zh: '改按的版本。', en: 'The edition to which they go over.' }, scalar, true),
  ...owedKeys,
  key(
    'states',
    '状态',
    { zh: '旧版的状态（全路径）→ 怎么办。', en: 'State of the former edition (dotted path) → what becomes of it.' },
    anyTo(mapOf(stateKeys)),
  ),
  key(
    'events',
    '事件',
    { zh: '旧版的事件 → 新版中的名称。', en: 'Event of the former edition → its name in the new one.' },
    namesTo(words),
  ),
  key(
    'hidden',
    '不再读取',
    { zh: '这些事件的记录保留，但新版不再读取。', en: 'Events whose entries stay in the record, and are read no more.' },
    listOf(words),
  ),
  key(
    'given',
    '补充',
    {
      zh: '立案时没有、而新版需要的事实。',
      en: 'Facts of the opening that the new edition asks for, where a case was opened without them.',
    },
    namesTo(scalar),
  ),
  key(
    'not_asked',
    '不再要求',
    { zh: '新版的任务或移交，在办个案不再要求的。', en: 'Tasks and hand-offs of the new edition that cases under way are not asked for.' },
    listOf(words),
  ),
];

/** The shape of a migration map, draft-07. */
export const migrationSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Six Earlies migration map',
  ...mapOf(migrationKeys),
};
