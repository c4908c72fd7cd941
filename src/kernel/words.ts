import type { Refusal, RefusalCode } from './case.ts';
import type { FieldType } from './protocol.ts';

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
  unknown_entry: (p) => ({ zh: `没有可更正的记录 ${p.entry}`, en: `there is no entry ${p.entry} to put right` }),
  fixed_value: (p) => ({ zh: `规程不允许各单位自定“${p.value}”`, en: `the protocol lets no unit have its own "${p.value}"` }),
  undecodable: () => ({ zh: '消息无法解密，未作任何记录', en: 'the message cannot be decrypted; nothing was written' }),
  unsigned: (p) => ({ zh: `“${p.role}”的身份未经签名确认`, en: `nobody has vouched that this is "${p.role}"` }),
};

/** A refusal in words. */
export function refusalText(refusal: Refusal): { zh: string; en: string } {
  return words[refusal.refused](refusal.params);
}
