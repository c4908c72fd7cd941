import { error, warning } from './code.ts';

/** What names stand for, and what expressions say. */
export const names = {
  'reserved-name': error('“{name}”是保留名，请换一个', 'the name "{name}" is reserved; choose another', {
    zh: '保留名在阶段、短语或表达式里另有含义。',
    en: 'Reserved names already mean something in states, phrases or expressions.',
  }),
  'name-taken': error('“{name}”已是另一事物的名称', '"{name}" already names something else', {
    zh: '事件、事实、参数与阶梯的名称不能相同，否则短语与表达式会有两种读法。',
    en: 'Events, facts, values and ladders may not share a name, or phrases and expressions could be read in two ways.',
  }),
  'value-unknown': error('{values|参数}中没有时长“{name}”', 'there is no span "{name}" under {values|参数}', {
    zh: '短语开头是一个时长，或 values 中某个时长的名称。',
    en: 'A phrase starts with a span or with the name of a span under values.',
  }),
  'anchor-unknown': error('没有名为“{name}”的事实、事件或时长，无从起算', 'there is no fact, event or span "{name}" to count from', {
    zh: '起算点不存在，期限就永远不会到来。',
    en: 'Without its anchor a deadline would never come.',
  }),
  'anchor-type': error('“{name}”不是日期或时间，不能作为起算点', '"{name}" is neither a date nor a time, so nothing can count from it', {
    zh: '只能从日期、时间类的事实或从事件起算。',
    en: 'Spans count from a fact that is a date or time, or from an event.',
  }),
  'target-unknown': error('没有状态“{name}”', 'there is no state "{name}"', {
    zh: '去往的状态先在里层、同层，再向外逐层寻找；更远的写全路径。',
    en: 'A target is looked for inside, beside, then outward; write the dotted path for one further away.',
  }),
  'self-target': error(
    '目标就是当前状态；要离开再进入请写“{again|重入} {name}”，不变则写 {record|记录}',
    'this is the state itself; write "{again|重入} {name}" to leave and enter it again, or "{record|记录}" to stay',
    {
      zh: '离开再进入会重新提出任务，不变则不会；两者差别很大，所以要写明。',
      en: 'Leaving and re-entering asks all tasks afresh, staying does not; the difference is too great to guess.',
    },
  ),
  'event-undeclared': error('事件“{name}”未在{events|事件}中声明', 'the event "{name}" is not declared under {events|事件}', {
    zh: '没有声明的事件谁也不能报告，等它就是永远等下去。',
    en: 'Nobody can report an event that is not declared, so waiting for it is waiting for ever.',
  }),
  'cel-syntax': error('{detail}', '{detail}', {
    zh: '表达式写法：data.celsius >= values.fever && size(standing) == 0；文字用引号。',
    en: 'Write expressions like: data.celsius >= values.fever && size(standing) == 0; texts go in quotes.',
  }),
  'cel-type': error('{detail}', '{detail}', {
    zh: '名称、字段或两边的类型不对；运行时这样的条件永远不会成立。',
    en: 'A name, a field or the types on both sides do not fit; when run, such a condition could never hold.',
  }),
  'cel-forbidden': error('{detail}', '{detail}', {
    zh: '表达式不读时钟，不用正则，循环至多嵌套两层，以保证每一步都快而确定。',
    en: 'Expressions read no clock, use no regular expressions and nest loops twice at most, so that every step is quick and certain.',
  }),
  'not-a-condition': error('条件必须得出真或假，这里得出的是 {type}', 'a condition gives true or false; this gives {type}', {
    zh: '不是真假的条件既不成立也不不成立。',
    en: 'What is neither true nor false can neither hold nor fail.',
  }),
  'wrong-result': error('此处的表达式应得出 {wanted}，这里得出 {type}', 'the expression should give {wanted} here; it gives {type}', {
    zh: '例如 for 要得出一个人的编号。',
    en: '`for`, for instance, must give the id of a person.',
  }),
  'cycle-of-facts': error('事实“{name}”依赖于自身', 'the fact "{name}" depends on itself', {
    zh: '事实由记录推出；绕回自身的事实推不出来。',
    en: 'Facts follow from the record; one that leads back to itself follows from nothing.',
  }),
  'ladder-unknown': error('没有阶梯“{name}”', 'there is no ladder "{name}"', {
    zh: '没有阶梯，逾期就无人知道。',
    en: 'Without its ladder nobody would learn that it is late.',
  }),
  'role-unknown': error('单位文件中没有角色“{name}”', 'the units know no role "{name}"', {
    zh: '没有人担任的角色，要求与通知都送不到任何人。',
    en: 'What is asked of a role nobody knows reaches nobody.',
  }),
  'outcome-unknown': error('{outcomes|结局}中没有“{name}”', 'there is no outcome "{name}"', {
    zh: '结局要先声明，统计才对得上。',
    en: 'Outcomes are declared, so that the balances hold.',
  }),
  'outcome-unused': warning('没有任何状态以“{name}”结束', 'no state ends with "{name}"', {
    zh: '可能漏了一种结局，或多写了一种。',
    en: 'Either an ending is missing or this outcome is one too many.',
  }),
  'cite-unknown': error('{sources|文件}中没有“{name}”', 'there is no source "{name}"', {
    zh: '依据要能查到出处。',
    en: 'What is cited can be looked up.',
  }),
  'open-unknown': error(
    '没有规程“{name}”可以立案；若在另一个目录，请两个目录一起检查',
    'there is no protocol "{name}" to open; if it is in another folder, check both together',
    {
      zh: '立不了的案等于没有立。',
      en: 'A case that cannot be opened is a person missed.',
    },
  ),
  'open-misses-facts': error('打开“{name}”缺少必填事实：{facts}', 'opening "{name}" lacks required facts: {facts}', {
    zh: '对方规程要求这些事实，没有就会被拒绝。',
    en: 'The other protocol requires these facts and would refuse the opening.',
  }),
  'becomes-unknown': error('没有规程“{name}”可以转入', 'there is no protocol "{name}" to become', {
    zh: '转入不存在的规程，个案就无人管理。',
    en: 'A case that becomes what does not exist is looked after by nobody.',
  }),
  'link-unknown': error(
    '没有以“{name}”为名相连的个案；先在{open|立案}中写 {as|连接}: {name}',
    'no cases are linked as "{name}"; give them that name where they are opened ({as|连接}: {name})',
    { zh: '消息没有收件人，就悄悄消失。', en: 'A message without a receiver vanishes in silence.' },
  ),
  'unit-duplicate': error('单位“{name}”在单位树中出现两次', 'the unit "{name}" stands in the tree twice', {
    zh: '一个单位只有一处，责任才只有一处。',
    en: 'A unit stands in one place, so that responsibility does.',
  }),
  'field-unknown': error('这一事件的数据中没有“{name}”', 'the data of this event have no "{name}"', {
    zh: '要按哪一项数据区分，那一项就要填报。',
    en: 'What is told apart by a datum must report it.',
  }),
  'calendar-unknown': error('没有日历“{name}”', 'there is no calendar "{name}"', {
    zh: '没有日历，调休与假期都不算数，工作日期限会错。',
    en: 'Without it no swapped day counts and every deadline in working days is wrong.',
  }),
  'no-calendar': warning(
    '按工作日计算却没有写日历（{calendar|日历}），只当周一至周五上班',
    'working days are counted without a "{calendar|日历}": Monday to Friday are taken to be worked',
    {
      zh: '2020年春节延长、周末调休；没有日历，期限会落在放假的日子。',
      en: 'In 2020 the Spring Festival was prolonged and weekends were swapped; without a calendar deadlines fall on days off.',
    },
  ),
  'each-without-field': error(
    '事件没有可用来区分的字段“{name}”（文字、人员、单位或个案）',
    'the event has no field "{name}" that could tell them apart (a text, person, unit or case)',
    { zh: '不填明是哪一项，就不知道哪一项已经办了。', en: 'Without saying which of it was done, nobody knows which is still owed.' },
  ),
  'each-not-a-list': error('事实“{name}”不是文字清单，不能逐一要求', 'there is no fact "{name}" that is a list of texts to go through', {
    zh: '清单可以是立案时给出的多项字段（many），也可以由记录推出。',
    en: 'A list is a field of the opening with `many`, or derived from the record.',
  }),
  'place-unknown': error(
    '没有事实“{name}”给出从哪个单位找这一角色',
    'there is no fact "{name}" that names the unit from which the role is seen',
    {
      zh: '“角色 of 单位”中的单位是一个文字类事实，或逐一要求时的那一项。',
      en: 'In "ROLE of UNIT" the unit is a fact that is a text, or the element of the list at hand.',
    },
  ),
  'places-differ': error('一起要求的几个角色必须从同一单位找起', 'roles that are asked together must be seen from one place', {
    zh: '一项任务只有一处责任；不同单位各立一项任务。',
    en: 'A task has one place of responsibility; ask different units by different tasks.',
  }),
  'open-not-accepted': error('打开“{name}”会被拒绝：{because}', 'opening "{name}" would be refused: {because}', {
    zh: '对方规程不认的事实会使整个立案被拒，人就漏了。',
    en: 'A fact the other protocol does not take has the whole opening refused, and a person is missed.',
  }),
  'link-not-accepted': error('“{event}”发出后无人接受：{because}', 'nobody would take "{event}": {because}', {
    zh: '对方不接受的消息只会变成待处理的异常。',
    en: 'A message that its receiver does not take only becomes an incident there.',
  }),
};
