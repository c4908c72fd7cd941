import { error, warning } from './code.ts';

/** Every promise has an owner, a time, and a "what if not". */
export const promises = {
  'no-late': error('没有写逾期怎么办（{late|逾期}）', 'nothing says what happens when this is late ("{late|逾期}")', {
    zh: '没有人盯的期限等于没有期限：每个任务和移交都要指明阶梯。',
    en: 'A deadline nobody watches is none: every task and hand-off names its ladder.',
  }),
  'no-otherwise': error(
    '有条件而没有“{otherwise|否则}”：其余情形会被无声丢弃',
    'there is a condition but no "{otherwise|否则}": all other cases would be lost in silence',
    { zh: '写明其余情形怎么办，哪怕只是 record。', en: 'Say what follows in all other cases, if only `record`.' },
  ),
  'arm-after-otherwise': error(
    '前面的分支无条件成立，这一分支永远不会执行',
    'the arm before this one always holds, so this one can never be taken',
    { zh: '分支按顺序取第一个成立的；otherwise 放在最后。', en: 'The first arm that holds is taken; `otherwise` comes last.' },
  ),
  'no-accepted': error(
    '移交没有写对方接收（{accepted|接收}）之后怎么办',
    'the hand-off does not say what follows when it is "{accepted|接收}"',
    { zh: '接收之后责任转移，个案要继续走。', en: 'On acceptance responsibility moves, and the case must go on.' },
  ),
  'no-declined': error(
    '移交没有写对方拒收（{declined|拒收}）之后怎么办',
    'the hand-off does not say what follows when it is "{declined|拒收}"',
    { zh: '推来推去的人正是会被遗漏的人。', en: 'A person who is passed to and fro is the one who gets missed.' },
  ),
  'ladder-order': error('阶梯的各级必须按时间先后', 'the steps of a ladder must be in order of time', {
    zh: '顺序颠倒往往是写错了时间。',
    en: 'Steps out of order are mostly a mistaken time.',
  }),
  'ladder-ends-in-silence': warning(
    '阶梯最后一级只通知被要求者本人，此后没有别人会知道',
    'the last step tells only those who were asked; after it nobody else will ever know',
    { zh: '升级的意义在于有别人接手。', en: 'Escalation means that somebody else steps in.' },
  ),
  'no-gap': error(
    '“{name}”可能为零：任务会在同一时刻无休止地提出',
    '"{name}" can be no time at all: the task would be asked without end at one instant',
    {
      zh: '每隔多久要有间隔，无论哪个时间窗、哪个单位。',
      en: 'What repeats every so often needs some time in between, in every window and for every unit.',
    },
  ),
  'role-unheld': error('没有人担任“{name}”：从这些单位往上都找不到：{units}', 'nobody holds "{name}" as seen from: {units}', {
    zh: '角色从个案所在单位起逐级向上寻找；找不到，要求与通知就送不到任何人。',
    en: 'A role is looked for from the place of the case upward; where nobody holds it, what is asked reaches nobody.',
  }),
  'asked-nobody': error('这里没有人被要求；{asked|被要求者}只用于阶梯', 'nobody was asked here; "{asked|被要求者}" belongs in a ladder', {
    zh: 'asked 指逾期的任务所要求的人。',
    en: '`asked` is whoever the late task was asked of.',
  }),
  'open-nobody': error(
    '没有写为谁立案：写 {for|为} 或 {against|对象}',
    'nothing says for whom the case is opened: write "{for|为}" or "{against|对象}"',
    { zh: '每个个案都有对象。', en: 'Every case is about somebody.' },
  ),
  'owner-cannot-send': error(
    '“{role}”被要求完成“{event}”，{events|事件}中却无权报告它',
    '"{role}" is asked for "{event}", but by its declaration may not report it',
    { zh: '被要求的人无法完成任务，必然逾期。', en: 'Who is asked could never answer, so the task is bound to be late.' },
  ),
  'event-accepted-nowhere': warning('没有任何状态处理事件“{name}”', 'no state speaks of the event "{name}"', {
    zh: '报告这一事件总会被拒绝。',
    en: 'Whoever reports it will always be refused.',
  }),
  'window-overlap': error(
    '相邻两次的时间窗重叠，一次填报会属于两次',
    'the windows of neighbouring slots overlap, so one report could belong to either',
    {
      zh: '上一次的“之后”与下一次的“之前”加起来不能超过两次的间隔。',
      en: '"After" of one and "before" of the next together must not exceed the time between the two.',
    },
  ),
  'window-alone': error('只有每日、每隔多久之类的系列才有时间窗', 'only a series such as "daily at 08:00" has a window', {
    zh: '单次任务从提出起就可以完成，时间窗不起作用。',
    en: 'A single task can be done from the moment it is asked; a window would do nothing.',
  }),
  'window-unknown': error('{windows|窗口期}中没有“{name}”', 'there is no window "{name}" under {windows|窗口期}', {
    zh: '窗口期要先写明起止，值才知道何时改变。',
    en: 'A window says when it begins and ends, so that the value knows when to change.',
  }),
  'window-backwards': error('窗口期“{name}”的最后一天早于第一天', 'the window "{name}" ends before it begins', {
    zh: '这样的窗口期从不存在，其中的值永不生效。',
    en: 'Such a window never is, so its values would never hold.',
  }),
  'windows-clash': error(
    '窗口期“{window}”与“{other}”有重合的日子，该取哪个值不明确',
    'the windows "{window}" and "{other}" share days, so it is not clear which value holds',
    {
      zh: '一个值的各窗口期不能重合；不同的值可以用重合的窗口期。',
      en: 'The windows of one value may not overlap; different values may use windows that do.',
    },
  ),
  'value-mixed': error(
    '各窗口期、各单位的值应与{is|为}同为一类（{type}）',
    'what it is in a window or for a unit must be of the same kind as "{is|为}" ({type})',
    {
      zh: '“17:00”是时刻，“17h”是时长；混用则期限无法计算。',
      en: '"17:00" is a time of day, "17h" a span; mixed, no deadline could be computed.',
    },
  ),
  'unit-value': error('单位“{unit}”自定了“{name}”：{because}', 'the unit "{unit}" has its own "{name}", {because}', {
    zh: '不被允许的自定值不会生效，该单位却以为会。',
    en: 'What is not allowed is not used, though the unit believes it is.',
  }),
  'no-bounced': error(
    '写了“{bounces|可拒次数}”，却没有写超过次数之后怎么办（{bounced|屡遭拒收}）',
    'there is a limit ("{bounces|可拒次数}") but nothing says what follows beyond it ("{bounced|屡遭拒收}")',
    {
      zh: '推诿要有结果：报告上级、立督查案，或换一家接收。',
      en: 'Passing the buck has consequences: tell those above, open a supervision file, or offer to another.',
    },
  ),
  'passes-the-buck': warning(
    '拒收后又移交，没有次数限制（{bounces|可拒次数}）：人可能被一直推来推去',
    'a refusal leads to another offer without a limit ("{bounces|可拒次数}"): a person could be passed around for ever',
    {
      zh: '推诿本身就是问责事项；超过次数要有人知道。',
      en: 'Passing the buck is itself a matter for discipline; beyond a limit somebody must learn of it.',
    },
  ),
  'could-wait-for-ever': error(
    '状态“{name}”里没有任何事到期：没有人被要求做什么，也没有时限，个案可能永远停在这里',
    'nothing ever falls due in the state "{name}": nobody is asked for anything and no time runs out, so a case could wait here for ever',
    {
      zh: '不落一例：等一件没有人被要求去做的事，就是没有人在等。',
      en: 'No case dropped: waiting for what nobody was asked to do is nobody waiting.',
    },
  ),
  'statutory-not-owed': error(
    '这项任务依据法定文件“{name}”，却没有写“{owed|必办}”：离开状态就不再要求',
    'this task rests on "{name}", which is law, but is not "{owed|必办}": leaving the state would end the duty',
    { zh: '法定报告不因转归而免除。', en: 'A statutory report is not waived because the case has moved on.' },
  ),
  'series-without-end': error(
    '必办的重复任务没有终点：结案后仍会无休止地要求',
    'a repeating task that stays owed has no end: it would be asked for long after the case is over',
    { zh: '给系列写明 until，或只列出若干天。', en: 'Give the series an `until`, or name its days.' },
  ),
  'not-by-nobody-left': error(
    '“{name}”与本事件不能是同一人，但二者都只有“{role}”可报，而它只有一人担任',
    'whoever reported "{name}" may not report this, but only "{role}" may report either, and one person holds it',
    { zh: '没有第二个人，这件事就永远无法完成。', en: 'Without a second person this could never be done.' },
  ),
};
