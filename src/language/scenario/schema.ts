import { anyTo, flag, key, listOf, mapOf, oneOrMore, only, scalar, text, words } from '../definition.ts';
import { builtinEvents } from '../vocabulary.ts';
import { expectations } from './expect.ts';

const given = key('with', '附带', { zh: '立案时给出的事实。', en: 'The facts the opening gives.' }, anyTo({}));
const opening = [
  given,
  key('subject', '对象', { zh: '对象的编号；单位写单位名。', en: 'Id of the subject; of a unit its name.' }, words),
  key(
    'home',
    '所在',
    {
      zh: '个案所在单位；默认为单位树中第一个最基层单位。',
      en: 'The unit where the case is; by default the first at the foot of the tree.',
    },
    words,
  ),
  key('by', '由', { zh: '以哪个角色立案。', en: 'The role that opens it.' }, words),
  key('from', '来自', { zh: '来自哪个个案。', en: 'The case it comes from.' }, words),
];
const at = key('at', '时', { zh: '时间，“YYYY-MM-DD HH:MM”。', en: 'The time, "YYYY-MM-DD HH:MM".' }, words, true);

const repeated = [
  key('from', '自', { zh: '首日。', en: 'The first day.' }, words, true),
  key('to', '至', { zh: '末日。', en: 'The last day.' }, words, true),
  key('at', '时', { zh: '每天的时刻。', en: 'The times of each day.' }, oneOrMore, true),
];

const corrected = [
  key('event', '事件', { zh: '更正哪个事件的记录。', en: 'The event whose entry is put right.' }, words, true),
  key(
    'nth',
    '第几',
    { zh: '该事件的第几条记录，默认 1。', en: 'Which of its entries, by default the first.' },
    { type: 'integer', minimum: 1 },
  ),
  key('with', '改为', { zh: '更正后的字段。', en: 'The fields as they should be.' }, anyTo({})),
  key('occurred', '发生于', { zh: '更正后的发生时间。', en: 'When it really occurred.' }, words),
  key('because', '理由', { zh: '理由。', en: 'The reason.' }, { type: 'string' }, true),
  key('by', '由', { zh: '由哪个角色更正。', en: 'The role that does it.' }, words, true),
  key('person', '人', { zh: '由谁更正。', en: 'The person who does it.' }, words),
];

const decided = [
  key('because', '理由', { zh: '理由。', en: 'The reason.' }, { type: 'string' }, true),
  key('by', '由', { zh: '由哪个角色决定。', en: 'The role that decides it.' }, words, true),
];
const task = [
  key(
    'task',
    '任务',
    {
      zh: '哪一项任务（事件名），或 hand_off；有几次的取最早到期的。',
      en: 'The task by its event, or `hand_off`; of several the one due first.',
    },
    { ...words, 'x-zh': { hand_off: '移交' } },
    true,
  ),
  key('key', '对象', { zh: '逐个要求的，哪一个。', en: 'Of one asked for each of a list, which.' }, words),
];

/** What a supervisor does to a case. */
export const overrideKeys = [
  key(
    'extend',
    '延期',
    { zh: '推迟或提前一项任务的时限。', en: 'Puts the deadline of a task off, or brings it forward.' },
    mapOf([...task, key('to', '至', { zh: '新的时限。', en: 'The new deadline.' }, words, true), ...decided]),
  ),
  key(
    'reassign',
    '改派',
    { zh: '把一项任务（及以后各次）改派给另一单位或角色。', en: 'Gives a task, and its later slots, to another unit or role.' },
    mapOf([
      ...task,
      key('to', '至', { zh: '从哪个单位看由谁担任。', en: 'The unit as seen from which the role is held.' }, words, true),
      key('role', '角色', { zh: '改由哪个角色办。', en: 'The role that is asked instead.' }, words),
      ...decided,
    ]),
  ),
  key('recall', '收回', { zh: '收回待答复的移交。', en: 'Takes an offer back that waits for an answer.' }, mapOf(decided)),
  key(
    'offer',
    '再移交',
    { zh: '再次移交，可换单位。', en: 'Offers again, to another unit if need be.' },
    mapOf([key('to', '至', { zh: '从哪个单位看由谁担任。', en: 'The unit as seen from which the role is held.' }, words), ...decided]),
  ),
  key('void', '误立', { zh: '按误立结案。', en: 'Closes a case that should not have been opened.' }, mapOf(decided)),
  key(
    'reopen',
    '重开',
    { zh: '重开已结的个案。', en: 'Opens an ended case again.' },
    mapOf([
      key(
        'in',
        '于',
        { zh: '在哪个状态重开；默认为结案前的状态。', en: 'The state in which it goes on, by default the one before it ended.' },
        words,
      ),
      ...decided,
    ]),
  ),
  key(
    'merge',
    '并案',
    { zh: '把本案并入另一个案：记录转入，本案结案。', en: 'Merges the case into another, which takes over its record.' },
    mapOf([
      key(
        'into',
        '并入',
        { zh: '并入哪个个案；默认为本情景的。', en: 'The case that goes on, by default the one the scenario opens.' },
        words,
      ),
      ...decided,
    ]),
  ),
];

const expect = key(
  'expect',
  '预期',
  { zh: '这一步之后必须如此。', en: 'What must be so after the step.' },
  mapOf([
    ...expectations,
    key(
      'under',
      '版本',
      { zh: '各版本不同的预期：版本 → 预期。', en: 'What differs by edition: edition → expectations.' },
      anyTo(mapOf(expectations)),
    ),
  ]),
);

/** Keys of a step besides its event. */
export const stepKeys = [
  key(
    'at',
    '时',
    { zh: '时间；或 { from, to, at: [时刻] }，每天重复。', en: 'The time; or { from, to, at: [times] }, repeated every day.' },
    { if: { type: 'object' }, then: mapOf(repeated), else: words },
    true,
  ),
  key(
    'case',
    '个案',
    {
      zh: '关于哪个个案；默认为本情景的。第一个由他案打开的 supervision 是 supervision/1。',
      en: 'Which case it is about, by default the one the scenario opens. The first `supervision` that a case opened is `supervision/1`.',
    },
    words,
  ),
  key(
    'open',
    '立案',
    { zh: '再打开一个个案。', en: 'Opens a further case.' },
    mapOf([
      key('as', '称为', { zh: '此后如何称呼它。', en: 'What it is called from now on.' }, words, true),
      key('protocol', '规程', { zh: '按哪个规程；默认为本情景的。', en: "Under which protocol, by default the scenario's." }, words),
      ...opening,
    ]),
  ),
  key('correct', '更正', { zh: '更正一条记录。', en: 'Puts an entry right.' }, mapOf(corrected)),
  key('withdraw', '撤销', { zh: '撤销一条记录。', en: 'Takes an entry back.' }, mapOf(corrected)),
  key(
    'resolve',
    '处理',
    { zh: '处理一条注意事项。', en: 'Resolves an attention.' },
    mapOf([
      key('attention', '注意', { zh: '注意事项的代码。', en: 'Its code.' }, words, true),
      key('because', '理由', { zh: '理由。', en: 'The reason.' }, { type: 'string' }, true),
      key('by', '由', { zh: '由哪个角色处理。', en: 'The role that does it.' }, words, true),
      key('retry', '重试', { zh: '重试没有做成的事。', en: 'Tries again what was not done.' }, flag),
      key('to', '至', { zh: '转入哪个状态。', en: 'The state into which the case is put.' }, words),
    ]),
  ),
  ...overrideKeys,
  expect,
];

/** What may be said of an event besides its data. */
export const eventKeys = [
  key('by', '由', { zh: '哪个角色报告。', en: 'The role that reports it.' }, words),
  key('person', '人', { zh: '报告人。', en: 'The person who reports it.' }, words),
  key('place', '单位', { zh: '代表哪个单位。', en: 'The unit he acts for.' }, words),
  key('occurred', '发生于', { zh: '发生时间，早于填报时间时写。', en: 'When it occurred, if before it is reported.' }, words),
  key('from', '来自', { zh: '来自哪个个案的消息。', en: 'The case whose message it is.' }, words),
];

const eventData = {
  type: 'object',
  properties: mapOf(eventKeys).properties,
  'x-zh': mapOf(eventKeys)['x-zh'],
  additionalProperties: { if: { type: 'array' }, then: { items: scalar }, else: { type: ['string', 'number', 'boolean', 'null'] } },
};

export const scenarioKeys = [
  key('scenario', '情景', { zh: '说明发生什么的一句话。', en: 'A sentence that says what happens.' }, text, true),
  key('protocol', '规程', { zh: '按哪个规程。', en: 'Under which protocol.' }, words, true),
  key(
    'editions',
    '版本',
    {
      zh: '在哪些版本下各演一遍，all 为所有版本；默认为立案时有效的版本。',
      en: 'The editions under which it is played, each once, or `all`; by default the one in force when it opens.',
    },
    { if: { type: 'array' }, then: listOf(scalar), else: only('all', '全部') },
  ),
  key(
    'tags',
    '标签',
    { zh: '证明了哪些要求（protocols/orders.yaml）。', en: 'The orders that it proves (protocols/orders.yaml).' },
    listOf(words),
  ),
  key('open', '立案', { zh: '个案如何打开。', en: 'How the case opens.' }, mapOf([at, ...opening]), true),
  key(
    'steps',
    '步骤',
    { zh: '依次发生的事与预期。', en: 'What happens in turn, and what is expected.' },
    listOf({
      ...mapOf(stepKeys),
      'x-zh': { ...mapOf(stepKeys)['x-zh'], accepted: builtinEvents.accepted, declined: builtinEvents.declined },
      additionalProperties: { if: { type: 'null' }, else: eventData },
    }),
    true,
  ),
];

/** The shape of a file of scenarios, draft-07. */
export const scenariosSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Six Earlies scenarios',
  type: 'array',
  minItems: 1,
  items: mapOf(scenarioKeys),
};
