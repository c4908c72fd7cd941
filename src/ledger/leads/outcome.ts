import type { Text } from '../../kernel/protocol.ts';
import { folded } from '../import/sheet.ts';

/** How a lead can end: as one town's 273 did; and `unchecked`, nobody has looked yet, and `repeated`, the same person on an earlier line. */
export type LeadOutcome =
  | 'already_screened'
  | 'wrong_data'
  | 'missed'
  | 'lives_elsewhere'
  | 'past_window'
  | 'transit_wuhan'
  | 'transit_elsewhere'
  | 'did_not_stop'
  | 'unchecked'
  | 'repeated';

/** Each with its title, and what else lists write for it. */
export const leadOutcomes: Record<LeadOutcome, { title: Text; words: readonly string[] }> = {
  already_screened: { title: { zh: '已排查', en: 'already screened' }, words: ['已排查在册', '在册', '已登记'] },
  wrong_data: { title: { zh: '信息有误', en: 'wrong data' }, words: ['数据错误', '信息错误', '号码错误', '空号', '查无此人'] },
  missed: { title: { zh: '漏排', en: 'missed' }, words: ['遗漏', '漏登', '新排查', '未排查'] },
  lives_elsewhere: { title: { zh: '不在本地居住', en: 'lives elsewhere' }, words: ['外地居住', '在外居住', '人在外地', '常住外地'] },
  past_window: { title: { zh: '超过排查时段', en: 'past the window' }, words: ['超期', '超过时限', '已满期限'] },
  transit_wuhan: { title: { zh: '途经武汉', en: 'transit through Wuhan' }, words: ['武汉中转', '路过武汉'] },
  transit_elsewhere: { title: { zh: '其他途经', en: 'other transit' }, words: ['途经其他', '其他中转', '途经'] },
  did_not_stop: { title: { zh: '未下车', en: 'did not stop' }, words: ['未停留', '没有下车'] },
  unchecked: { title: { zh: '待核查', en: 'not checked yet' }, words: ['未核查', '核查中'] },
  repeated: { title: { zh: '重复', en: 'repeated' }, words: ['重复线索'] },
};

const byWord = new Map(
  Object.entries(leadOutcomes).flatMap(([outcome, { title, words }]) =>
    [outcome, title.zh, title.en, ...words].map((word) => [folded(word), outcome as LeadOutcome] as const),
  ),
);

/** The outcome that a list's word means; undefined for a word nobody knows. */
export const outcomeOf = (word: string): LeadOutcome | undefined => byWord.get(folded(word));
