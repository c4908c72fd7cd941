import { error } from './code.ts';

/** What scenarios say. */
export const scenario = {
  'protocol-unknown': error('没有规程“{name}”', 'there is no protocol "{name}"', {
    zh: '情景要有规程可演。',
    en: 'A scenario needs a protocol to be played under.',
  }),
  'edition-unknown': error('没有版本“{name}”；有：{list}', 'there is no edition "{name}"; there are: {list}', {
    zh: '只有在 editions 中列出的版本下才会演；under 中其余的预期永远不会被核对。',
    en: 'A scenario is played under the editions it lists; what is expected under any other would never be looked at.',
  }),
  'order-unknown': error('orders.yaml 中没有“{name}”', 'orders.yaml has no order "{name}"', {
    zh: '标签说明情景证明了会议的哪项要求。',
    en: 'A tag says which order of the meeting a scenario proves.',
  }),
  'unit-unknown': error('单位文件中没有单位“{name}”', 'the units know no unit "{name}"', {
    zh: '角色从单位起逐级向上寻找；单位不存在就谁也找不到。',
    en: 'Roles are looked for from a unit upward; from one that does not exist nobody is found.',
  }),
  'holder-unknown': error(
    '“{name}”既不是角色也不是单位，不能负责',
    '"{name}" is neither a role nor a unit, so it cannot hold responsibility',
    { zh: '负责的是角色（接收之后）或个案所在单位。', en: 'Responsibility lies with a role that accepted, or with the place of the case.' },
  ),
  'case-unknown': error(
    '没有名为“{name}”的个案；用 open 的 as 命名，或写 规程/序号',
    'no case is called "{name}"; name it with "as" where it is opened, or write PROTOCOL/1',
    {
      zh: '由个案打开的个案按规程编号：第一个 supervision 是 supervision/1。',
      en: 'Cases that cases open are numbered by protocol: the first supervision is supervision/1.',
    },
  ),
  'deadline-unknown': error('没有期限“{name}”', 'there is no deadline "{name}"', {
    zh: '期限写任务的事件名、hand_off，或 once 中的原文。',
    en: 'A deadline is named by its task, by `hand_off`, or by the text under `once`.',
  }),
  'fact-unknown': error('规程中没有事实“{name}”', 'the protocol has no fact "{name}"', {
    zh: '不存在的事实无从核对。',
    en: 'A fact that does not exist cannot be looked at.',
  }),
  'step-order': error(
    '“{text}”早于前面的“{before}”；步骤按时间先后写',
    '"{text}" lies before "{before}"; steps follow one another in time',
    {
      zh: '写在后面的步骤会后演，时间倒退就不是所写的故事了。',
      en: 'Steps are played in turn; one that goes back in time would not be the story that is written.',
    },
  ),
  'two-events': error('一步只写一件事；“{name}”另写一步', 'one thing happens in a step; give "{name}" a step of its own', {
    zh: '预期紧跟在一件事之后，才知道由何而来。',
    en: 'What is expected follows one thing, so that it is clear where it comes from.',
  }),
  'scenario-twice': error('已有名为“{name}”的情景', 'there is a scenario "{name}" already', {
    zh: '失败时要能说清是哪一个。',
    en: 'When one fails it must be clear which.',
  }),
};
