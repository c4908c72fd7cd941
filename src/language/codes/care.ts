import { warning } from './code.ts';

/** What is no mistake by itself, but where one often lies. */
export const care = {
  bounce: warning(
    '“{name}”一旦成立就一直成立：从“{from}”回到“{to}”会立即再次离开',
    'once "{name}" holds it holds for good: coming back from "{from}" to "{to}", the case would leave again at once',
    {
      zh: '只要发生过一次就成立的判断，回来时仍然成立；请改用看最近一次的判断（如 last()），或不要回来。',
      en: 'A flag that something ever happened still holds on the way back; ask about the latest (`last()`), or do not come back.',
    },
  ),
  unused: warning('“{name}”写了却没有用到', '"{name}" is declared and used nowhere', {
    zh: '方案的这个数字、这套升级不起作用：要么忘了用它，要么可以删去。',
    en: 'This number of the plan, or this ladder, does nothing: either it was forgotten where it belongs, or it can go.',
  }),
  'no-supervisors': warning(
    '没有写明谁可以纠正个案（{supervisors|主管}）：误立的案结不了，期限延不了，关注事项无人处理',
    'nobody may put a case right ("{supervisors|主管}"): none can be closed as an error, no deadline put off, no attention resolved',
    {
      zh: '写上可以干预的角色，如 supervisors: [county_cdc]。',
      en: 'Name the roles that may step in, as in `supervisors: [county_cdc]`.',
    },
  ),
  'may-go-round': warning(
    '没有什么排除这些同时成立：{list}；那样个案就会从“{name}”在同一时刻来回不停',
    'nothing rules out that these hold together: {list}; then from "{name}" a case would go round in a circle at one instant',
    {
      zh: '推出的时刻可能早已过去：回来时立即又离开。让一方的判断否定另一方（如时刻写成 when(达标, …)，离开写成 !达标）；确知不会同时成立的，写明理由。只看 && || ! when 与比较，其余视为可能成立。',
      en: 'A derived moment may be long past, so that coming back the case leaves again at once. Let one deny the other (a moment `when(fit, …)`, a way back `!fit`); where you know that they exclude each other, say why. Only `&& || ! when` and comparisons are looked into; anything else is taken to be possible.',
    },
  ),
  'only-kept-here': warning(
    '“{name}”可以补报，但到了“{state}”就没有状态接受它',
    '"{name}" may be reported late, but once the case is in "{state}" nothing takes it',
    {
      zh: '迟到的纸质表格会被拒绝，记录就缺了一条。在文件的 on（遇）下写上这一事件: record（记录）。',
      en: 'A paper form that comes late would be refused and the record lack an entry. Put `EVENT: record` under `on` of the file.',
    },
  ),
  'values-without-arm': warning(
    '{of} 有几个值没有各自的分支，只会记录下来：{list}',
    'several values of {of} have no arm of their own and are only recorded: {list}',
    {
      zh: '“否则”往往替忘记的值兜了底；请逐个写明，或用 in 把不起作用的几个列出来。',
      en: '`otherwise` often catches a value that was forgotten; give each its arm, or list with `in` those after which nothing follows.',
    },
  ),
  'edge-on-correctable': warning(
    '“{name}”可以补报和更正，而这里只看刚报来的这一条：更正，或进入此状态之前的读数补报，都不会使个案转移',
    '"{name}" may be reported late and corrected, but here only the entry at hand counts: a reading put right, or one from before this state was entered, moves nothing',
    {
      zh: '由记录推出一个判断，放在 once（一旦）下，就连补报和更正也看得到。',
      en: 'Derive a flag from the record and put it under `once`: it also sees the late and the corrected reading.',
    },
  ),
  accumulate: warning(
    '“{name}”逐次累加；更正一条记录后它不会重算，请由记录数出来',
    '"{name}" is counted by setting it; it is not counted again when an entry is corrected: derive it from the record',
    {
      zh: '事件的清单本身就数得出来：size(事件)。被更正、撤回的记录也就不再算在内。',
      en: 'The list of an event can be counted: `size(EVENT)`. Then an entry that is withdrawn no longer counts.',
    },
  ),
  'day-versus-24h': warning(
    '“{text}”是经过的小时，“{days}”才是日历天，到当日结束；方案说的是哪一种？',
    '"{text}" is elapsed hours, "{days}" would be calendar days that end with the day; which of them does the plan say?',
    {
      zh: '两者相差可达一天。若方案确实按小时计，请写在 values（参数）里并注明依据。',
      en: 'They differ by up to a day. Where the plan counts hours, put the span under `values` with its source.',
    },
  ),
  'last-slot-cut': warning(
    '“{text}”到来时，{slot} 这一次的时间窗还没有结束：最后一天这一次会被撤回',
    'when "{text}" comes, the window of the {slot} slot is still open: on the last day that slot is withdrawn',
    {
      zh: '被撤回的任务既不算完成也不算逾期，最后一天就少了一次。把时刻改到时间窗之外。',
      en: 'A slot that is withdrawn is neither done nor missed, so the last day has one fewer. Let the time fall outside the window.',
    },
  ),
  'literal-number': warning(
    '数字 {text} 直接写在表达式里；请写进{values|参数}，注明依据',
    'the number {text} stands in an expression; put it under "{values|参数}" with its source',
    {
      zh: '方案的每个数字只写一处：改方案时才不会漏改，读的人也查得到出处。',
      en: 'Every number of the plan stands once, so that a change of the plan reaches all of it and its source can be looked up.',
    },
  ),
  'no-source': warning('参数“{name}”没有依据（{cite|依据}）', 'the value "{name}" does not say where it comes from ("{cite|依据}")', {
    zh: '没有出处的数字无从核对，也不知道何时该改。',
    en: 'A number without a source can neither be looked up nor known to be out of date.',
  }),
  'not-covered': warning('没有情景演练规程“{name}”', 'no scenario plays the protocol "{name}"', {
    zh: '没有演练过的期限和升级，是否起作用无人知道。写几个情景；early test --coverage 列出还缺哪些。',
    en: 'Nobody knows whether a deadline works that was never played. Write scenarios; `early test --coverage` says what they do not prove.',
  }),
  'always-true': warning('这个条件总是成立，不论 {of} 是什么', 'this condition always holds, whatever {of} is', {
    zh: '只对一个事实、字段或次数与常量的比较作此判断。多半是写错了数字或方向。',
    en: 'Said only of comparisons of one fact, datum or count with constants. Mostly a number or the sign is mistaken.',
  }),
  'always-false': warning('这个条件从不成立，不论 {of} 是什么', 'this condition never holds, whatever {of} is', {
    zh: '只对一个事实、字段或次数与常量的比较作此判断。永不成立的规定，就是没有规定。',
    en: 'Said only of comparisons of one fact, datum or count with constants. A rule that never holds is no rule.',
  }),
  overlap: warning(
    '前面的分支已包括这里的全部情形（{of}），这一分支永远不会执行',
    'the arms before this one take all of its cases ({of}), so it is never taken',
    {
      zh: '分支按顺序取第一个成立的：把更窄的条件放在前面。只对同一事实与常量的比较作此判断。',
      en: 'The first arm that holds is taken: put the narrower condition first. Said only of comparisons of one thing with constants.',
    },
  ),
};
