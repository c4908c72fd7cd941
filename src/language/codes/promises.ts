import { error, warning } from './code.ts';

/** Every promise has an owner, a time, and a "what if not". */
export const promises = {
  'no-late': error(
    '没有写逾期怎么办（late）',
    'nothing says what happens when this is late ("late")',
    {
      zh: '没有人盯的期限等于没有期限：每个任务和移交都要指明阶梯。',
      en: 'A deadline nobody watches is none: every task and hand-off names its ladder.',
    },
    'seen: { by: clinic, due: 24h }',
    'seen: { by: clinic, due: 24h, late: slow }',
  ),
  'no-otherwise': error(
    '有条件而没有“otherwise”：其余情形会被无声丢弃',
    'there is a condition but no "otherwise": all other cases would be lost in silence',
    { zh: '写明其余情形怎么办，哪怕只是 record。', en: 'Say what follows in all other cases, if only `record`.' },
    'seen: { when: data.ok, to: over }',
    'seen:\n  - { when: data.ok, to: over }\n  - otherwise: record',
  ),
  'arm-after-otherwise': error(
    '前面的分支无条件成立，这一分支永远不会执行',
    'the arm before this one always holds, so this one can never be taken',
    { zh: '分支按顺序取第一个成立的；otherwise 放在最后。', en: 'The first arm that holds is taken; `otherwise` comes last.' },
    '- otherwise: record\n- { when: data.ok, to: over }',
    '- { when: data.ok, to: over }\n- otherwise: record',
  ),
  'no-accepted': error(
    '移交没有写对方接收（accepted）之后怎么办',
    'the hand-off does not say what follows when it is accepted',
    { zh: '接收之后责任转移，个案要继续走。', en: 'On acceptance responsibility moves, and the case must go on.' },
    'on: { declined: … }',
    'on: { accepted: { to: at_clinic }, declined: … }',
  ),
  'no-declined': error(
    '移交没有写对方拒收（declined）之后怎么办',
    'the hand-off does not say what follows when it is declined',
    { zh: '推来推去的人正是会被遗漏的人。', en: 'A person who is passed to and fro is the one who gets missed.' },
    'on: { accepted: { to: at_clinic } }',
    'on: { accepted: …, declined: { tell: county_cdc, to: again febrile } }',
  ),
  'ladder-order': error(
    '阶梯的各级必须按时间先后',
    'the steps of a ladder must be in order of time',
    { zh: '顺序颠倒往往是写错了时间。', en: 'Steps out of order are mostly a mistaken time.' },
    '- { after: 2h, tell: a }\n- { after: 1h, tell: b }',
    '- { after: 1h, tell: b }\n- { after: 2h, tell: a }',
  ),
  'ladder-ends-in-silence': warning(
    '阶梯最后一级只通知被要求者本人，此后没有别人会知道',
    'the last step tells only those who were asked; after it nobody else will ever know',
    { zh: '升级的意义在于有别人接手。', en: 'Escalation means that somebody else steps in.' },
    '- { after: 0m, tell: asked }',
    '- { after: 0m, tell: asked }\n- { after: 2h, tell: county_cdc }',
  ),
  'role-unheld': error(
    '没有人担任“{name}”：从这些单位往上都找不到：{units}',
    'nobody holds "{name}" as seen from: {units}',
    {
      zh: '角色从个案所在单位起逐级向上寻找；找不到，要求与通知就送不到任何人。',
      en: 'A role is looked for from the place of the case upward; where nobody holds it, what is asked reaches nobody.',
    },
    'tell: village_doctor   # a village without one',
    'holds: [grid_head, village_doctor]   # in the units file',
  ),
  'asked-nobody': error(
    '这里没有人被要求；asked 只用于阶梯',
    'nobody was asked here; "asked" belongs in a ladder',
    { zh: 'asked 指逾期的任务所要求的人。', en: '`asked` is whoever the late task was asked of.' },
    'on: { seen: { tell: asked } }',
    'on: { seen: { tell: clinic } }',
  ),
  'open-nobody': error(
    '没有写为谁立案：写 for 或 against',
    'nothing says for whom the case is opened: write "for" or "against"',
    { zh: '每个个案都有对象。', en: 'Every case is about somebody.' },
    'open: close-contact',
    'open: { protocol: close-contact, for: data.who }',
  ),
  'owner-cannot-send': error(
    '“{role}”被要求完成“{event}”，events 中却无权报告它',
    '"{role}" is asked for "{event}", but by its declaration may not report it',
    { zh: '被要求的人无法完成任务，必然逾期。', en: 'Who is asked could never answer, so the task is bound to be late.' },
    'events: { seen: { by: clinic } }\ntasks: { seen: { by: ward, … } }',
    'events: { seen: { by: [clinic, ward] } }',
  ),
  'event-accepted-nowhere': warning(
    '没有任何状态处理事件“{name}”',
    'no state speaks of the event "{name}"',
    { zh: '报告这一事件总会被拒绝。', en: 'Whoever reports it will always be refused.' },
    'events: { died: … }   # no state has it under on or tasks',
    'on: { died: { to: dead } }',
  ),
  'window-overlap': error(
    '相邻两次的时间窗重叠，一次填报会属于两次',
    'the windows of neighbouring slots overlap, so one report could belong to either',
    {
      zh: '上一次的“之后”与下一次的“之前”加起来不能超过两次的间隔。',
      en: '"After" of one and "before" of the next together must not exceed the time between the two.',
    },
    'due: daily at 08:00 and 17:00\nwindow: 6h before to 6h after',
    'window: 3h before to 4h after',
  ),
  'window-alone': error(
    '只有系列（如 daily at 08:00）才有时间窗',
    'only a series such as "daily at 08:00" has a window',
    {
      zh: '单次任务从提出起就可以完成，时间窗不起作用。',
      en: 'A single task can be done from the moment it is asked; a window would do nothing.',
    },
    '{ due: 24h, window: 3h before to 4h after }',
    '{ due: daily at 08:00, window: 3h before to 4h after }',
  ),
};
