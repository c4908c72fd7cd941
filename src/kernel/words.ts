import { unmappedWords } from './migration/words.ts';
import type { FieldType } from './protocol.ts';
import type { Refusal, RefusalCode } from './refusal.ts';

type Words = (p: Refusal['params']) => { zh: string; en: string };

const why: Record<string, { zh: string; en: string }> = {
  missing: { zh: '必填', en: 'is required' },
  unknown: { zh: '未在规程中声明', en: 'is not declared in the protocol' },
  type: { zh: '类型不符', en: 'has the wrong type' },
  too_small: { zh: '过小', en: 'is too small' },
  too_large: { zh: '过大', en: 'is too large' },
  not_listed: { zh: '不在可选值之列', en: 'is not one of the listed values' },
  too_long: { zh: '过长', en: 'is too long' },
  too_many: { zh: '项数过多', en: 'has too many items' },
  twice: { zh: '有重复的项', en: 'has the same item twice' },
};

/** What a field takes. */
const types: Record<FieldType, { zh: string; en: string }> = {
  number: { zh: '数', en: 'a number' },
  integer: { zh: '整数', en: 'a whole number' },
  text: { zh: '文字', en: 'text' },
  flag: { zh: '是或否', en: 'yes or no' },
  date: { zh: '日期 YYYY-MM-DD', en: 'a date, YYYY-MM-DD' },
  time: { zh: '时间 YYYY-MM-DD HH:MM', en: 'a time, YYYY-MM-DD HH:MM' },
  person: { zh: '人员编号', en: 'the id of a person' },
  case: { zh: '个案编号', en: 'the id of a case' },
  unit: { zh: '单位编号', en: 'the id of a unit' },
};

function expected({ why, expected }: Refusal['params'], locale: 'zh' | 'en'): string {
  const text = String(expected ?? '');
  if (text === '') return { zh: '无字段', en: 'no fields' }[locale];
  const [, item] = /^\[(\w+), …\]$/.exec(text) ?? [];
  const type = item ?? (why === 'type' || why === 'missing' ? text : '');
  if (!Object.hasOwn(types, type)) return text;
  const said = types[type as FieldType][locale];
  return item === undefined ? said : { zh: `若干${said}`, en: `a list, each ${said}` }[locale];
}

/** A task by its event, or the hand-off. */
function owedWords({ event }: Refusal['params'], locale: 'zh' | 'en'): string {
  if (event === 'hand_off') return { zh: '移交', en: 'the hand-off' }[locale];
  return { zh: `“${event}”`, en: `"${event}"` }[locale];
}

/** What of it is too large decides what to do instead. */
function tooLargeWords({ of, event, entry, bytes, most }: Refusal['params']): { zh: string; en: string } {
  const size = { zh: `${bytes} 字节，至多 ${most}`, en: `${bytes} bytes, ${most} at most` };
  switch (of) {
    case 'entry':
      return {
        zh: `第 ${entry} 条记录连同历次更正有${size.zh}：不能再更正；请撤销后另报一条`,
        en: `entry ${entry} with its former versions has ${size.en}: it cannot be put right again; withdraw it and report anew`,
      };
    case 'estate':
      return {
        zh: `本案要移交的记录有${size.zh}：请把他案并入本案`,
        en: `this case would hand over ${size.en}: merge the other case into this one`,
      };
    case 'key':
      return { zh: `操作键有${size.zh}`, en: `the key of the action has ${size.en}` };
    default:
      return {
        zh: `“${event}”一次报了${size.zh}：未作任何记录；请分几次报告`,
        en: `"${event}" says ${size.en}, at once: nothing was written; report it in several parts`,
      };
  }
}

const words: Record<RefusalCode, Words> = {
  unknown_event: (p) => ({ zh: `规程中没有事件“${p.event}”`, en: `the protocol knows no event "${p.event}"` }),
  wrong_role: (p) => ({
    zh: `角色“${p.role}”不得报告“${p.event}”；可报告者：${p.roles}`,
    en: `"${p.role}" may not report "${p.event}"; those who may: ${p.roles}`,
  }),
  not_expected: (p) => ({
    zh: `当前状态（${p.at}）不接受“${p.event}”；应在：${p.in || '无'}`,
    en: `"${p.event}" is not expected in ${p.at}; expected in: ${p.in || 'no state'}`,
  }),
  bad_data: (p) => ({
    zh: `“${p.event}”的字段“${p.field}”${why[String(p.why)]?.zh ?? ''}（应为：${expected(p, 'zh')}）`,
    en: `field "${p.field}" of "${p.event}" ${why[String(p.why)]?.en ?? ''} (expected: ${expected(p, 'en')})`,
  }),
  must: (p) => ({ zh: String(p.zh), en: String(p.en) }),
  in_the_future: (p) => ({ zh: `“${p.event}”的时间在将来`, en: `"${p.event}" is dated in the future` }),
  too_old: (p) => ({
    zh: `“${p.event}”的时间过早，超出规程允许的补报期限`,
    en: `"${p.event}" is dated further back than the protocol allows`,
  }),
  same_person: (p) => ({
    zh: `报告“${p.other}”的人不得再报告“${p.event}”`,
    en: `whoever reported "${p.other}" may not report "${p.event}"`,
  }),
  said_before: (p) => ({
    zh: `“${p.event}”已报过（记录 #${p.entry}）；如有变化请更正那一条`,
    en: `"${p.event}" was reported already (entry #${p.entry}); put that entry right instead`,
  }),
  ended: (p) => ({ zh: `个案已结束（${p.outcome}）`, en: `the case has ended (${p.outcome})` }),
  no_offer: () => ({ zh: '目前没有待答复的移交', en: 'no hand-off is waiting for an answer' }),
  reason_needed: (p) => ({ zh: `“${p.event}”必须说明理由`, en: `"${p.event}" needs a reason` }),
  protocol_missing: (p) => ({
    zh: `个案要转入的规程“${p.protocol}”没有发布：请执行 early publish ${p.protocol}，半分钟内它会自行继续`,
    en: `the protocol "${p.protocol}" that the case becomes is not published: early publish ${p.protocol}, and within half a minute it goes on by itself`,
  }),
  unknown_attention: (p) => ({
    zh: `没有待处理的事 #${p.entry}，或已处理；early incidents 列出待处理的`,
    en: `nothing #${p.entry} needs attention, or it has been dealt with; early incidents lists what does`,
  }),
  unknown_entry: (p) => ({ zh: `没有可更正的记录 ${p.entry}`, en: `there is no entry ${p.entry} to put right` }),
  fixed_value: (p) => ({ zh: `规程不允许各单位自定“${p.value}”`, en: `the protocol lets no unit have its own "${p.value}"` }),
  not_supervisor: (p) => ({
    zh: `“${p.role}”不得干预个案；可干预者：${p.roles || '规程未指定（supervisors）'}`,
    en: `"${p.role}" may not put the course of a case right; those who may: ${p.roles || 'the protocol names nobody (supervisors)'}`,
  }),
  other_unit: (p) => ({
    zh: `此案的“${p.role}”是“${p.holder || '无'}”，不是“${p.unit}”`,
    en: `for this case "${p.role}" is "${p.holder || 'nobody'}", not "${p.unit}"`,
  }),
  no_task: (p) => ({
    zh: `目前没有要求${owedWords(p, 'zh')}，或尚无时限`,
    en: `${owedWords(p, 'en')} is not asked for now, or has no deadline yet`,
  }),
  not_extendable: (p) => ({
    zh: `规程不允许推迟${owedWords(p, 'zh')}（没有写 extend），只可提前`,
    en: `the protocol does not let ${owedWords(p, 'en')} be put off (it has no \`extend\`); it may be asked for sooner`,
  }),
  beyond_bound: (p) => ({
    zh: `${owedWords(p, 'zh')}最迟可延至 ${p.latest}`,
    en: `the protocol lets ${owedWords(p, 'en')} be put off until ${p.latest} at the latest`,
  }),
  in_the_past: (p) => ({
    zh: `“${p.event}”的新时限已过，或早于可办之时`,
    en: `the new deadline of "${p.event}" is past, or before it can be done`,
  }),
  not_ended: () => ({ zh: '个案没有结束，无需重开', en: 'the case has not ended, so it need not be opened again' }),
  unknown_state: (p) => ({
    zh: `没有可转入的状态“${p.state}”；可选：${p.in}`,
    en: `there is no one state "${p.state}" in which the case can go on; there are: ${p.in}`,
  }),
  merged: (p) => ({ zh: `本案已并入个案 ${p.case}`, en: `this case is part of case ${p.case}` }),
  open_elsewhere: (p) => ({
    zh: `此对象已有在办个案 ${p.case}；请在该案中继续`,
    en: `the same subject has an open case, ${p.case}: go on with that one`,
  }),
  archived: (p) => ({
    zh: `第 ${p.entry} 条记录已只存于台账（本案记录甚多，只能更正第 ${p.after} 条之后的）；请另报一条，并写明缘由`,
    en: `entry ${p.entry} is kept in the ledger only (this case holds very many; those after ${p.after} can still be put right): report anew what is right, and say why`,
  }),
  not_whole: () => ({
    zh: '本案记录甚多，较早的只存于台账，并入他案会遗漏；请把他案并入本案',
    en: 'this case holds very many entries, the older ones in the ledger only, and would not hand them over: merge the other case into this one',
  }),
  not_mapped: unmappedWords,
  not_migrated: () => ({
    zh: '个案没有经过这次改版，无可撤回',
    en: 'the case has not gone over to another edition in this way: there is nothing to take back',
  }),
  moved_on: (p) => ({
    zh: `改用 ${p.edition} 版之后个案已有进展，不能再撤回；可再迁移回去`,
    en: `something has happened since the case went over to edition ${p.edition}, so that cannot be taken back; it can be migrated again`,
  }),
  too_large: tooLargeWords,
  full: (p) => ({
    zh: `本案内容过多（${p.bytes} 字节），不能再收“${p.event}”：未作任何记录；请了结本案另立新案，或由督导将其改用另一版本`,
    en: `the case holds too much (${p.bytes} bytes) to take "${p.event}": nothing was written; close it and open another, or have a supervisor move it to another edition`,
  }),
  ledger_behind: (p) => ({
    zh: `台账写不进去，本案已有 ${p.bytes} 字节待写：未作任何记录；请待台账恢复后再报`,
    en: `the ledger cannot be written and ${p.bytes} bytes of this case wait for it: nothing was written; come again once it is back`,
  }),
  undecodable: () => ({ zh: '消息无法解密，未作任何记录', en: 'the message cannot be decrypted; nothing was written' }),
  unsigned: (p) => ({ zh: `“${p.role}”的身份未经签名确认`, en: `nobody has vouched that this is "${p.role}"` }),
};

/** A refusal in words. */
export function refusalText(refusal: Refusal): { zh: string; en: string } {
  return words[refusal.refused](refusal.params);
}
