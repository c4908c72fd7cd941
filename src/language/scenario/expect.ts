import type { Attention, RefusalCode, Slot } from '../../kernel/index.ts';
import { anyTo, type Key, key, oneOf, phrase, scalar, words } from '../definition.ts';
import { builtinEvents, stages } from '../vocabulary.ts';

/** Something that was opened or sent, with the data that matter to the author. */
export interface Named {
  name: string;
  with: Record<string, unknown>;
}

/** What must be true of a case after a step. A key that is given is checked exactly; lists are sets in any order unless it says otherwise. */
export interface Expect {
  state?: string[];
  stage?: string[];
  tasks?: string[];
  owed?: string[];
  slots?: Record<string, Record<string, string>>;
  due?: Record<string, string | null>;
  next?: string | null;
  told?: string[];
  late?: string[];
  done?: string[];
  missed?: string[];
  noted?: string[];
  withdrawn?: string[];
  offered?: string[];
  lapsed?: string[];
  declined?: string[];
  bounced?: string[];
  holder?: string;
  refused?: string;
  says?: string;
  opened?: Named[];
  sent?: Named[];
  ended?: string;
  became?: string;
  attention?: string[];
  facts?: Record<string, unknown>;
}

/** What the names in an expectation are names of. */
export type Kind =
  | 'state'
  | 'stage'
  | 'event'
  | 'message'
  | 'role'
  | 'holder'
  | 'deadline'
  | 'protocol'
  | 'outcome'
  | 'fact'
  | 'refusal'
  | 'attention';

export interface Expectation extends Key {
  key: keyof Expect;
  /** One name and a list of one are the same. */
  listed: boolean;
  /** What it names: as a value, in a list, or as the keys of a map. */
  names?: Kind;
}

const refusals: Record<RefusalCode, true> = {
  unknown_event: true,
  wrong_role: true,
  not_expected: true,
  bad_data: true,
  must: true,
  in_the_future: true,
  too_old: true,
  same_person: true,
  said_before: true,
  archived: true,
  not_whole: true,
  ended: true,
  no_offer: true,
  reason_needed: true,
  protocol_missing: true,
  unknown_attention: true,
  unknown_entry: true,
  not_mapped: true,
  not_migrated: true,
  moved_on: true,
  too_large: true,
  full: true,
  ledger_behind: true,
  undecodable: true,
  unsigned: true,
  fixed_value: true,
  not_supervisor: true,
  other_unit: true,
  no_task: true,
  not_extendable: true,
  beyond_bound: true,
  in_the_past: true,
  not_ended: true,
  unknown_state: true,
  merged: true,
  open_elsewhere: true,
};
const attentions: Record<Attention['code'], true> = {
  guard_failed: true,
  effect_failed: true,
  undecodable: true,
  unplaced: true,
  would_be_elsewhere: true,
  bound: true,
  heavy: true,
  no_room: true,
  unwritten: true,
  late_fact: true,
  unknown_protocol: true,
  offer_withdrawn: true,
  merged_unlike: true,
};
const statuses: Record<Slot['status'], string> = { open: '待办', done: '已办', missed: '已误', withdrawn: '撤回', declined: '拒收' };
/** Closed lists of names that no protocol declares. */
export const closedLists = { refusal: Object.keys(refusals), attention: Object.keys(attentions), stage: Object.keys(stages) };

const severally = (name: object): object => ({ if: { type: 'array' }, then: { items: name }, else: name });
const events = severally({ ...words, 'x-zh': builtinEvents });
const some = { if: { type: 'array' }, then: { items: words }, else: words };
const ofStages = severally({ ...words, 'x-zh': stages });
const named = { if: { type: 'object' }, then: { additionalProperties: anyTo({}), minProperties: 1, maxProperties: 1 }, else: words };
const someNamed = { if: { type: 'array' }, then: { items: named }, else: named };
const timeOrNone = { type: ['string', 'null'] };
const perhaps = { if: { type: 'array' }, then: { items: scalar }, else: { type: ['string', 'number', 'boolean', 'null'] } };

const of = (
  name: keyof Expect,
  chinese: string,
  meaning: { zh: string; en: string },
  schema: object,
  names?: Kind,
  listed = schema === some || schema === events || schema === ofStages || schema === someNamed,
): Expectation => ({ ...key(name, chinese, meaning, schema), key: name, listed, ...(names && { names }) });

/** Every expectation an author can write, in the order of the documentation. */
export const expectations: readonly Expectation[] = [
  of('state', '状态', { zh: '所处的全部状态，写名称或全路径。', en: 'All active states, by name or dotted path.' }, some, 'state'),
  of('stage', '阶段', { zh: '所属的全部阶段。', en: 'All stages it counts in.' }, ofStages, 'stage'),
  of(
    'tasks',
    '任务',
    {
      zh: '现在就可以办的任务（事件名；逐个要求的写 事件[对象]，可加 @单位）。',
      en: 'The tasks that can be done now, by their events; EVENT[KEY] where one is asked for each of a list, EVENT@UNIT where it matters who is asked.',
    },
    events,
    'event',
  ),
  of(
    'owed',
    '应办',
    {
      zh: '尚欠的全部事件，含待答复的移交（accepted）与尚未到时的任务。',
      en: 'Everything still owed: tasks, those not yet open too, and offers waiting for an answer (`accepted`).',
    },
    events,
    'event',
  ),
  of(
    'slots',
    '各次',
    {
      zh: '系列任务各次的情况：事件 → 应办时间 → open、done、missed、withdrawn；只核对写出的。',
      en: 'The slots of a series: event → civil instant → open, done, missed or withdrawn; only those written are checked.',
    },
    anyTo(anyTo(oneOf(statuses))),
    'event',
  ),
  of(
    'due',
    '到期',
    {
      zh: '期限：任务事件、hand_off 或 once 的原文 → 时间；~ 表示没有，waiting 表示起算点未出现。只核对写出的。',
      en: 'Deadlines: task event, `hand_off` or the text of a `once` → time; `~` none, `waiting` its anchor is absent. Only those written are checked.',
    },
    { ...anyTo({ ...timeOrNone, 'x-zh': { waiting: '待起算' } }, { hand_off: '移交' }), propertyNames: phrase },
    'deadline',
  ),
  of('next', '下次', { zh: '下一次有事到期的时间；~ 表示没有。', en: 'When something is due next; `~` nothing.' }, timeOrNone),
  of(
    'told',
    '告知',
    {
      zh: '自上一步以来被告知的全部角色；可写 角色@单位。',
      en: 'All roles told since the last step; ROLE@UNIT where the unit matters.',
    },
    some,
    'role',
  ),
  of('late', '逾期', { zh: '自上一步以来逾期的任务。', en: 'Tasks that became late since the last step.' }, events, 'event'),
  of('done', '完成', { zh: '自上一步以来完成的任务。', en: 'Tasks done since the last step.' }, events, 'event'),
  of('missed', '缺漏', { zh: '自上一步以来确定缺漏的各次。', en: 'Slots given up as missed since the last step.' }, events, 'event'),
  of(
    'noted',
    '补记',
    {
      zh: '自上一步以来补记为“按时完成、补录”的各次。',
      en: 'Missed slots that turned out done in time, recorded late, since the last step.',
    },
    events,
    'event',
  ),
  of(
    'withdrawn',
    '撤回',
    { zh: '自上一步以来撤回的任务；移交写 accepted。', en: 'Tasks withdrawn since the last step; an offer is `accepted`.' },
    events,
    'event',
  ),
  of('offered', '待接', { zh: '移交正在等待哪些角色答复。', en: 'The roles to which an offer is open.' }, some, 'role'),
  of(
    'lapsed',
    '未接',
    { zh: '自上一步以来逾期未答复移交的角色。', en: 'Roles that let an offer lapse since the last step.' },
    some,
    'role',
  ),
  of('declined', '拒接', { zh: '自上一步以来拒绝移交的角色。', en: 'Roles that declined an offer since the last step.' }, some, 'role'),
  of(
    'bounced',
    '推诿',
    { zh: '自上一步以来拒绝次数超限（推诿）的角色。', en: 'Roles that refused once too often since the last step.' },
    some,
    'role',
  ),
  of('holder', '负责', { zh: '谁负责：角色或单位。', en: 'Who holds responsibility: a role, or a place.' }, words, 'holder'),
  of(
    'refused',
    '拒绝',
    { zh: '这一步被拒绝的原因代码。不写则不得被拒绝。', en: 'The code with which this step is refused. Without it, it must not be.' },
    words,
    'refusal',
  ),
  of('says', '说明', { zh: '拒绝时说的话，中文或英文。', en: 'The words of the refusal, in Chinese or English.' }, words),
  of(
    'opened',
    '立案',
    {
      zh: '自上一步以来立案的规程；可写 规程: { 字段: 值 }，for 指对象。',
      en: 'Protocols opened since the last step; or PROTOCOL: { field: value }, where `for` is the subject.',
    },
    someNamed,
    'protocol',
  ),
  of(
    'sent',
    '发送',
    {
      zh: '自上一步以来发给其他个案的事件；可写 事件: { 字段: 值 }，to 指收件个案。',
      en: 'Events sent to other cases since the last step; or EVENT: { field: value }, where `to` is the receiving case.',
    },
    someNamed,
    'message',
  ),
  of('ended', '结局', { zh: '结案的结局；未结案则不写。', en: 'The outcome it ended with.' }, words, 'outcome'),
  of('became', '转为', { zh: '自上一步以来转入的规程。', en: 'The protocol it became since the last step.' }, words, 'protocol'),
  of('attention', '注意', { zh: '尚未处理的注意事项代码。', en: 'Codes of unresolved attention.' }, some, 'attention'),
  of(
    'facts',
    '事实',
    { zh: '事实的值；~ 表示没有。只核对写出的。', en: 'Values of facts; `~` absent. Only those written are checked.' },
    anyTo(perhaps),
    'fact',
  ),
];
