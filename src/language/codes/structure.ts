import { error } from './code.ts';

/** How states lead on. */
export const structure = {
  unreachable: error(
    '状态“{name}”无法到达',
    'the state "{name}" can never be reached',
    {
      zh: '没有分支通往它，它也不是初始状态；多半是某处的 to 写错了。',
      en: 'No arm leads there and it is not where anything starts; mostly some "to" is mistaken.',
    },
    'states: { a: …, b: … }   # nothing says to: b',
    'on: { seen: { to: b } }',
  ),
  'dead-end': error(
    '状态“{name}”没有出路，也不是结局：此处的个案会被遗忘',
    'the state "{name}" has no way on and is no end: a case there would be forgotten',
    { zh: '不落一例：每个状态要么有出路，要么是结局。', en: 'No case dropped: every state leads on or ends the case.' },
    'waiting: { stage: isolate }',
    'waiting: { stage: isolate, once: { 14d: { to: released } } }',
  ),
  'no-way-to-an-end': error(
    '从这里出发永远到不了结局：{names}',
    'no end can be reached from: {names}',
    { zh: '这些状态只在彼此之间来回，个案永远不会结束。', en: 'These states only lead to one another, so a case there would never end.' },
    'a: { on: { seen: { to: b } } }\nb: { on: { seen: { to: a } } }',
    'b: { on: { seen: { to: a } }, once: { 14d: { to: released } } }',
  ),
  'leaf-without-stage': error(
    '状态“{name}”不属于六早的任何阶段',
    'the state "{name}" belongs to no stage',
    { zh: '统计按阶段进行；没有阶段的个案不在任何数字里。', en: 'Supervisors count by stage; a case without one is in no figure.' },
    'waiting: { once: … }',
    'waiting: { stage: isolate, once: … }',
  ),
  'track-leaves': error(
    '事件“{name}”在这条轨道中离开并行区，而另一条轨道也处理它：那里的处理会丢失',
    'on "{name}" this track leaves while another handles it too: what the other does would vanish',
    { zh: '改用一个事实作标志，在并行的上级用 once 离开。', en: 'Derive a flag and leave from the parent with `once`.' },
    'tracks:\n  a: { on: { result: { to: confirmed } } }\n  b: { on: { result: record } }',
    'once: { positive: { to: confirmed } }\ntracks: …',
  ),
  'track-hides': error(
    '轨道中的“{name}”遮蔽了上级对它的转移',
    'what this track does on "{name}" hides where its ancestor would go',
    { zh: '里层先处理，上级的转移就不再执行。', en: 'The inner state answers first and the ancestor never moves.' },
    'on: { died: { to: dead } }\ntracks: { a: { on: { died: record } } }',
    'on: { died: { to: dead } }\ntracks: { a: … }',
  ),
  'states-and-tracks': error(
    '同一状态只能写{states|状态}或{tracks|轨道}之一',
    'a state has {states|状态} or {tracks|轨道}, not both',
    { zh: '里层要么先后相继，要么同时并行。', en: 'What is inside follows one another or stands side by side.' },
    'a: { states: …, tracks: … }',
    'a: { tracks: { b: { states: … } } }',
  ),
  'end-not-leaf': error(
    '有内层状态的状态不能是结局；请把 {end|结局} 写在内层',
    'a state with states inside cannot be an end; write "{end|结局}" on one of them',
    { zh: '进入结局即结案，内层状态就无从谈起。', en: 'Entering an end closes the case, so nothing inside could happen.' },
    'a: { end: released, states: … }',
    'a: { states: { b: { end: released } } }',
  ),
  'end-without-tracks': error(
    '这里不在轨道之内，不能写 {end|结局}: {track|轨道}',
    'this stands in no track, so "{end|结局}: {track|轨道}" ends nothing',
    { zh: '个案会停在这里，无人知道。', en: 'The case would stop here and nobody would know.' },
    'states: { a: { end: track } }',
    'tracks: { t: { states: { a: { end: track } } } }',
  ),
  'done-without-tracks': error(
    '只有带{tracks|轨道}的状态才有 {done|全部结束}',
    'only a state with {tracks|轨道} is ever "{done|全部结束}"',
    { zh: '没有轨道就永远不会“都结束”。', en: 'Without tracks there is nothing to end, so this would never come.' },
    'a: { once: { done: … } }',
    'a: { tracks: …, once: { done: … } }',
  ),
};
