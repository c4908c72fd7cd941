import { error, warning } from './code.ts';

/** How a file is written. */
export const shape = {
  'yaml-syntax': error('YAML 语法错误：{detail}', 'this is not valid YAML: {detail}', {
    zh: '文件无法读成键与值，后面的检查都无从做起。先改这一处。',
    en: 'The file cannot be read as keys and values, so nothing else could be checked. Put this right first.',
  }),
  'yaml-comma': error(
    '花括号内的逗号把前面的文字截成了两段（“{key}”成了一个键）；多个时刻用 and（中文键的文件用 和）连接，或给整段文字加引号',
    'a comma inside { } cut the text before it in two ("{key}" became a key); join times with "{and|和}", or put the text in quotes',
    {
      zh: '在 { } 内，逗号总是开始下一个键。短语都不含逗号；表达式和标题里的逗号要放在引号里。',
      en: 'Inside { } a comma always starts the next key. Phrases need no commas; in expressions and titles put the whole text in quotes.',
    },
  ),
  'yaml-anchor': error(
    '不使用 YAML 锚点（&）、别名（*）与合并（<<）；请写明每一处',
    'YAML anchors (&), aliases (*) and merges (<<) are not used here; write each place out',
    {
      zh: '规程要能从上到下读懂；别名会使一处改动悄悄影响别处，也可被用来撑爆内存。共用的阶梯放在共用文件里。',
      en: 'A protocol must be readable from top to bottom; an alias changes distant places in silence and can be made to fill the memory. Share ladders in their own file.',
    },
  ),
  'too-large': error(
    '文件过大（上限 1 MB）或嵌套过深（上限 40 层）',
    'the file is too large (1 MB at most) or nested too deeply (40 levels at most)',
    {
      zh: '没有人读得懂这样的规程；请拆成几个规程，用 open 或 becomes 相连。',
      en: 'Nobody could read such a protocol; split it into several that are joined by open or becomes.',
    },
  ),
  'duplicate-key': error('键“{key}”在同一处写了两次', 'the key "{key}" stands here twice', {
    zh: '两处只会有一处生效，另一处悄悄丢失。请合并成一处。',
    en: 'Only one of the two would count and the other be lost in silence. Make them one.',
  }),
  'unknown-key': error('此处没有键“{key}”', 'there is no key "{key}" here', {
    zh: '不认识的键若被放过，规定就悄悄不起作用。',
    en: 'A key that is let through unread is a rule that silently does nothing.',
  }),
  'mixed-language': error(
    '本文件的键用另一种语言书写；此处“{said}”应写作“{other}”',
    'the keys of this file are in the other language; "{said}" is "{other}" there',
    {
      zh: '一个文件只用一种语言的键，读的人才不用猜两个词是不是一回事。early fmt --to zh（或 en）可整篇转换；名称不受影响。',
      en: 'A file has its keys in one language, so that nobody has to guess whether two words are one thing. `early fmt --to zh` (or en) turns the whole file; names stay.',
    },
  ),
  'missing-key': error('缺少键{keys}', 'missing: {keys}', {
    zh: '没有默认值：必需的都要写明。',
    en: 'There are no defaults: what is needed is written out.',
  }),
  'wrong-type': error('此处应为{expected}', 'this should be {expected}', {
    zh: '值的形式不对，例如该写一个名称的地方写了清单。',
    en: 'The value has the wrong form, a list where one name is wanted, for instance.',
  }),
  'bad-name': error(
    '“{name}”不能作名称；名称用汉字或小写字母开头，只含汉字、小写字母、数字和下划线',
    '"{name}" cannot be a name; a name starts with a small letter or a Han character and has only those, digits and _',
    { zh: '名称要能写在表达式里。给人看的文字写在 title 里。', en: 'Names are used in expressions. What people read goes into the title.' },
  ),
  'closed-list': error('{detail}', '{detail}', {
    zh: '此处的值是固定的几个；写错的值永远不会成立。',
    en: 'The values here are fixed; one that is misspelt could never come true.',
  }),
  phrase: error('无法理解“{text}”；写法如：{expected}', 'cannot read "{text}"; write for instance: {expected}', {
    zh: '时刻、系列与时间窗各有固定的写法：“24h”、“14d from last_exposure”、“daily at 08:00 and 17:00”、“3h before to 4h after”。',
    en: 'Moments, series and windows each have one form: "24h", "14d from last_exposure", "daily at 08:00 and 17:00", "3h before to 4h after".',
  }),
  'mixed-span': error(
    '时长“{text}”没有说清是经过的时间还是日历天；经过的时间写“{hours}”，日历天写“{days}”',
    'the span "{text}" does not say which time it counts; write "{hours}" for elapsed time or "{days}" for calendar days',
    {
      zh: '小时是经过的时间，天是日历天（到当日结束）。两者相差可达一天，所以每个时长只用一种。',
      en: 'Hours are elapsed, days are calendar days that end with the day. The two differ by up to a day, so each span is of one kind.',
    },
  ),
  'no-title': warning('“{name}”没有标题', '"{name}" has no title', {
    zh: '值班人员看到的是标题；没有标题就只能看到内部名称。',
    en: 'People on duty read titles; without one they read an internal name.',
  }),
  'ladder-step': error(
    '阶梯的每一级写一个 {before|提前} 或 {after|之后}，以及至少一个动作',
    'a step of a ladder has one of {before|提前} and {after|之后}, and at least one action',
    {
      zh: '没有动作的一级悄悄不起作用；同时写两个时间则不知何时执行。',
      en: 'A step without an action silently does nothing; with both times nobody knows when it runs.',
    },
  ),
  'zone-unknown': error('没有时区“{name}”；写法如 Asia/Shanghai', 'there is no zone "{name}"; write for instance Asia/Shanghai', {
    zh: '日历日在时区里计算；时区写错，每个期限都会错。',
    en: 'Calendar days are counted in the zone; with a wrong one every deadline is wrong.',
  }),
  time: error('“{text}”不是“YYYY-MM-DD HH:MM”形式的真实时间', '"{text}" is not a real time written "YYYY-MM-DD HH:MM"', {
    zh: '情景中的时间用规程所在时区的年月日时分。',
    en: "Times in scenarios are civil times of the protocol's zone.",
  }),
};
