/** The six earlies. */
export const stages = {
  discover: '早发现',
  report: '早报告',
  isolate: '早隔离',
  diagnose: '早诊断',
  treat: '早治疗',
  control: '早控制',
};

/** Words with a fixed meaning where an author's name may stand too, each with its Chinese. */
export const builtinEvents = { opened: '立案', accepted: '接收', declined: '拒收', case_closed: '个案已结' };
/** What `on` may answer besides declared events. */
export const answered = { ...builtinEvents, lapsed: '逾期未复', bounced: '屡遭拒收' };
/** Who may report an event besides roles. */
export const reporters = { case: '个案' };
/** Who may be told, or have a case opened against them, besides roles. */
export const addressees = { asked: '被要求者' };
/** To whom a message may go besides links. */
export const receivers = { opener: '立案方' };
/** Per what an event may be said but once, besides its data. */
export const perDay = { day: '日' };
export const moments = { done: '全部结束' };
/** What expressions call by a word that also stands in the file. */
export const ofExpressions = {
  ...builtinEvents,
  data: '数据',
  values: '参数',
  this: '本案',
  slots: '各次任务',
  children: '所立个案',
  earlier: '既往个案',
  each: '每一个',
  bounces: '拒收次数',
};

/** The words of phrases, each with its Chinese; the grammar's order differs, see `spoken`. */
export const ofPhrases = {
  from: '从',
  at: '于',
  and: '和',
  or: '或',
  before: '前',
  after: '后',
  to: '到',
  daily: '每日',
  workdays: '每工作日',
  every: '每',
  days: '第',
  of: '属',
  in: '取自',
  next: '下一个',
  until: '直到',
  again: '重入',
  last: '返回',
  becomes: '转为',
  track: '轨道',
};

export const ofSpans: Record<string, string> = { m: '分钟', h: '小时', d: '天', wd: '工作日', mo: '个月' };

const inverses = new WeakMap<Record<string, string>, Map<string, string>>();

/** Chinese → English of a table of words. */
export function inverse(known: Record<string, string>): Map<string, string> {
  let map = inverses.get(known);
  if (!map) {
    map = new Map(Object.entries(known).map(([word, zh]) => [zh, word]));
    inverses.set(known, map);
  }
  return map;
}
