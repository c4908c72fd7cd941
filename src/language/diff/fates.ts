import type { Text } from '../../kernel/index.ts';

/** What becomes of a deadline of a running case when its case is moved. */
export type Fate = 'kept' | 'asked' | 'counted' | 'follows' | 'falls' | 'stays';

export const fates: Record<Fate, Text> = {
  kept: {
    zh: '已有的到期时刻不变，此后按新规定；映射中可写明按剩余时间或重新起算',
    en: 'what is due keeps its time, what comes after follows the new rule; a mapping may say the time remaining, or a fresh start',
  },
  asked: { zh: '迁移时提出，从那时起算', en: 'asked at the move, and counted from then' },
  counted: { zh: '从起算点起算；届时已过的，迁移时即执行', en: 'counted from its anchor; what is past by then is taken at the move' },
  follows: {
    zh: '起算点按记录重新推算，期限随之移动；已触发的不撤销',
    en: 'its anchor is folded again from the record and it moves along; what fired stays fired',
  },
  falls: { zh: '不再有此期限', en: 'falls away' },
  stays: { zh: '按旧版走到结束', en: 'runs to its end under the old edition' },
};
