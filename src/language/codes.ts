interface Code {
  severity: 'error' | 'warning';
  zh: string;
  en: string;
}

const error = (zh: string, en: string): Code => ({ severity: 'error', zh, en });
const warning = (zh: string, en: string): Code => ({ severity: 'warning', zh, en });

/** Every problem the checker knows, in words. `{name}` is filled in. */
export const codes = {
  'yaml-syntax': error('YAML 语法错误：{detail}', 'this is not valid YAML: {detail}'),
  'yaml-comma': error(
    '花括号内的逗号截断了短语；请用“and”或空格代替逗号',
    'a comma inside { } cuts this phrase in two; use "and" or a block instead',
  ),
  'yaml-anchor': error('不使用 YAML 锚点与别名；请写明每一处', 'YAML anchors and aliases are not used here; write each place out'),
  'too-large': error(
    '文件过大（上限 1 MB）或嵌套过深（上限 40 层）',
    'the file is too large (1 MB at most) or nested too deeply (40 levels at most)',
  ),
  'duplicate-key': error('键“{key}”重复', 'the key "{key}" stands here twice'),
  'unknown-key': error('未知的键“{key}”', 'unknown key "{key}"'),
  'missing-key': error('缺少键“{key}”', 'the key "{key}" is missing'),
  'wrong-type': error('此处应为{expected}', 'this should be {expected}'),
  phrase: error('无法理解“{text}”；写法如：{expected}', 'cannot read "{text}"; write for instance: {expected}'),
  'mixed-span': error(
    '时长“{text}”混用单位；经过的时间写“{hours}”，日历天写“{days}”',
    'the span "{text}" mixes kinds; write "{hours}" for elapsed time or "{days}" for calendar days',
  ),
  'value-unknown': error('values 中没有“{name}”', 'there is no value "{name}" under values'),
  'anchor-unknown': error('没有名为“{name}”的事实或事件', 'there is no fact or event "{name}"'),
  'anchor-type': error('“{name}”不是日期或时间，不能作为起算点', '"{name}" is neither a date nor a time, so nothing can count from it'),
  'target-unknown': error('没有状态“{name}”', 'there is no state "{name}"'),
  'self-target': error(
    '目标就是当前状态；要离开再进入请写“again {name}”',
    'this is the state itself; to leave and enter it again write "again {name}"',
  ),
  'event-undeclared': error('事件“{name}”未在 events 中声明', 'the event "{name}" is not declared under events'),
  'reserved-name': error('“{name}”是保留名', '"{name}" is a reserved name'),
  'cel-syntax': error('表达式语法错误：{detail}', 'the expression cannot be read: {detail}'),
  'cel-type': error('表达式类型错误：{detail}', 'the expression does not fit: {detail}'),
  'cel-forbidden': error('表达式中不允许：{detail}', 'not allowed in an expression: {detail}'),
  'closed-list': error('“{value}”不在可选值之列：{list}', '"{value}" is not one of: {list}'),
  'cycle-of-facts': error('事实“{name}”依赖于自身', 'the fact "{name}" depends on itself'),
  'no-late': error('任务或移交没有写逾期怎么办（late）', 'nothing says what happens when this is late ("late")'),
  'no-otherwise': error(
    '有条件而没有“otherwise”：其余情形会被无声丢弃',
    'there is a condition but no "otherwise": the other cases would be lost in silence',
  ),
  'arm-after-otherwise': error('“otherwise”之后的分支永远不会执行', 'nothing after "otherwise" can ever be taken'),
  'no-answer': error('移交没有写“{name}”之后怎么办', 'the hand-off does not say what follows when it is {name}'),
  'ladder-unknown': error('没有阶梯“{name}”', 'there is no ladder "{name}"'),
  'ladder-order': error('阶梯的各级必须按时间先后', 'the steps of a ladder must be in order of time'),
  'ladder-ends-in-silence': warning(
    '阶梯最后一级只通知被要求者本人，没有人会知道',
    'the last step tells only those who were asked; nobody else will ever know',
  ),
  'owner-cannot-send': error('“{role}”被要求完成“{event}”，却无权报告它', '"{role}" is asked for "{event}" but may not report it'),
  'role-unknown': error('单位文件中没有角色“{name}”', 'the units know no role "{name}"'),
  'event-accepted-nowhere': warning('没有任何状态处理事件“{name}”', 'no state speaks of the event "{name}"'),
  'outcome-unknown': error('outcomes 中没有“{name}”', 'there is no outcome "{name}"'),
  'outcome-unused': warning('没有任何状态以“{name}”结束', 'no state ends with "{name}"'),
  'cite-unknown': error('sources 中没有“{name}”', 'there is no source "{name}"'),
  'window-overlap': error(
    '相邻两次的时间窗重叠，一次测量无法归属',
    'the windows of neighbouring slots overlap, so a fact could belong to either',
  ),
  unreachable: error('状态“{name}”无法到达', 'the state "{name}" can never be reached'),
  'dead-end': error(
    '状态“{name}”没有出路，也不是结局：此处的个案会被遗忘',
    'the state "{name}" has no way on and is no end: a case there would be forgotten',
  ),
  'leaf-without-stage': error('状态“{name}”不属于六早的任何阶段', 'the state "{name}" belongs to no stage'),
  'track-leaves': error(
    '事件“{name}”在一条轨道中离开了并行区，另一条轨道的处理会丢失',
    'on "{name}" one track leaves while another handles it too: the other\'s arm would vanish',
  ),
  'track-hides': error('轨道中的“{name}”遮蔽了上级状态的转移', 'this track hides what its ancestor does on "{name}"'),
  'open-unknown': error('没有规程“{name}”', 'there is no protocol "{name}"'),
  'open-misses-facts': error('打开“{name}”缺少必填事实：{facts}', 'opening "{name}" lacks required facts: {facts}'),
  'unit-duplicate': error('单位“{name}”重复', 'the unit "{name}" stands here twice'),
  'no-title': warning('没有标题', 'there is no title'),
  time: error('“{text}”不是“YYYY-MM-DD HH:MM”', '"{text}" is not "YYYY-MM-DD HH:MM"'),
} satisfies Record<string, Code>;

export type ProblemCode = keyof typeof codes;
