import { error, warning } from './code.ts';

/** How states lead on. */
export const structure = {
  unreachable: error('状态“{name}”无法到达', 'the state "{name}" can never be reached', {
    zh: '没有分支通往它，它也不是初始状态；多半是某处的 to 写错了。',
    en: 'No arm leads there and it is not where anything starts; mostly some "to" is mistaken.',
  }),
  'dead-end': error(
    '状态“{name}”没有出路，也不是结局：此处的个案会被遗忘',
    'the state "{name}" has no way on and is no end: a case there would be forgotten',
    { zh: '不落一例：每个状态要么有出路，要么是结局。', en: 'No case dropped: every state leads on or ends the case.' },
  ),
  'no-way-to-an-end': error('从这里出发永远到不了结局：{names}', 'no end can be reached from: {names}', {
    zh: '这些状态只在彼此之间来回，个案永远不会结束。',
    en: 'These states only lead to one another, so a case there would never end.',
  }),
  'leaf-without-stage': error('状态“{name}”不属于六早的任何阶段', 'the state "{name}" belongs to no stage', {
    zh: '统计按阶段进行；没有阶段的个案不在任何数字里。',
    en: 'Supervisors count by stage; a case without one is in no figure.',
  }),
  'track-leaves': error(
    '事件“{name}”在这条轨道中离开并行区，而另一条轨道也处理它：那里的处理会丢失',
    'on "{name}" this track leaves while another handles it too: what the other does would vanish',
    { zh: '改用一个事实作标志，在并行的上级用 once 离开。', en: 'Derive a flag and leave from the parent with `once`.' },
  ),
  'track-hides': error('轨道中的“{name}”遮蔽了上级对它的转移', 'what this track does on "{name}" hides where its ancestor would go', {
    zh: '里层先处理，上级的转移就不再执行。',
    en: 'The inner state answers first and the ancestor never moves.',
  }),
  'states-and-tracks': error('同一状态只能写{states|状态}或{tracks|轨道}之一', 'a state has {states|状态} or {tracks|轨道}, not both', {
    zh: '里层要么先后相继，要么同时并行。',
    en: 'What is inside follows one another or stands side by side.',
  }),
  'end-not-leaf': error(
    '有内层状态的状态不能是结局；请把 {end|结局} 写在内层',
    'a state with states inside cannot be an end; write "{end|结局}" on one of them',
    { zh: '进入结局即结案，内层状态就无从谈起。', en: 'Entering an end closes the case, so nothing inside could happen.' },
  ),
  'end-without-tracks': error(
    '这里不在轨道之内，不能写 {end|结局}: {track|轨道}',
    'this stands in no track, so "{end|结局}: {track|轨道}" ends nothing',
    { zh: '个案会停在这里，无人知道。', en: 'The case would stop here and nobody would know.' },
  ),
  'done-without-tracks': error(
    '只有带{tracks|轨道}的状态才有 {done|全部结束}',
    'only a state with {tracks|轨道} is ever "{done|全部结束}"',
    { zh: '没有轨道就永远不会“都结束”。', en: 'Without tracks there is nothing to end, so this would never come.' },
  ),
  'done-never': error(
    '轨道{names}里没有 {end|结局}: {track|轨道}，所以永远不会“{done|全部结束}”',
    'no state in the track {names} has "{end|结局}: {track|轨道}", so "{done|全部结束}" never comes',
    {
      zh: '一条轨道不结束，就谈不上都结束，个案会一直停在这里。',
      en: 'While one track does not end they have not all ended, and the case stays here for ever.',
    },
  ),
  'instant-loop': error(
    '状态“{name}”会在同一时刻无休止地循环',
    'from the state "{name}" a case would go round in a circle at one instant, without end',
    {
      zh: '离开又回来时，条件仍然成立、时刻早已过去，于是立即再次离开。',
      en: 'Coming back, the flag still holds or the time is long past, so it leaves again at once.',
    },
  ),
  'open-loop': error('一立案就立案，绕回自身：{way}', 'opening it opens, at once, another of itself: {way}', {
    zh: '个案会无休止地打开个案。',
    en: 'Cases would open cases without end.',
  }),
  'becomes-carries-no': error(
    '转为“{name}”时缺少它立案必需的事实：{facts}',
    'what becomes "{name}" lacks facts that its opening requires: {facts}',
    {
      zh: '转入后的个案会缺少判断与期限所依据的事实。',
      en: 'The case would go on without facts on which its conditions and deadlines rest.',
    },
  ),
  'set-derived': error('“{name}”不是立案时给出的事实，不能设定', '"{name}" is not a fact given at the opening, so it cannot be set', {
    zh: '推出的事实随记录而变；要改变它，就改变记录。',
    en: 'A derived fact follows the record; to change it, change the record.',
  }),
  'set-twice': error(
    '两条并行的轨道在同一事件上都设定“{name}”，谁在后不确定',
    'two tracks set "{name}" on the same event, and which comes last is not certain',
    { zh: '同一事实只在一处设定。', en: 'One fact is set in one place.' },
  ),
  'set-remembers': warning(
    '设定的“{name}”不随记录的更正而重算；能推出的请用 {is|为}',
    'what is set ("{name}") is not folded again when the record is corrected; derive it with "{is|为}" where you can',
    {
      zh: '更正一条读数之后，由记录推出的事实都会变，设定的不会。',
      en: 'When a reading is put right, derived facts follow; what was set does not.',
    },
  ),
  'restarts-on-return': warning('用 {last|返回} 回来会使“{text}”重新计时', 'coming back with "{last|返回}" starts "{text}" again', {
    zh: '从进入状态起算的时限在重新进入时从头算；要接着算，请写明起算点。',
    en: 'What counts from the entry starts again with the next entry; give it an anchor to go on counting.',
  }),
};
