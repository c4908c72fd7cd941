import type { Text } from '../../src/kernel/index.ts';

/** What can be called in an expression: how it is written, what it gives, an example under the close-contact protocol. */
export interface Callable {
  name: string;
  form: string;
  meaning: Text;
  example: string;
}

const one = (name: string, form: string, zh: string, en: string, example: string): Callable => ({
  name,
  form,
  meaning: { zh, en },
  example,
});

export const functions: readonly Callable[] = [
  one('first', 'LIST.first()', '最早的一条；空清单为空缺', 'the first of a list; absent of none', 'temperature_taken.first().at'),
  one('last', 'LIST.last()', '最近的一条；空清单为空缺', 'the last of a list; absent of none', 'temperature_taken.last().celsius'),
  one(
    'filter',
    'LIST.filter(x, CONDITION)',
    '满足条件的；条件空缺的不算',
    'those for which the condition holds; where it is absent they do not count',
    'temperature_taken.filter(t, t.celsius >= values.fever)',
  ),
  one(
    'run',
    'LIST.run(x, CONDITION)',
    '末尾连续满足条件的一段',
    'the unbroken run at its end for which the condition holds',
    'temperature_taken.run(t, !t.symptoms)',
  ),
  one(
    'since',
    'LIST.since(DATE or TIME)',
    '某日或某时起的记录',
    'the entries of an event from a day or time on',
    'temperature_taken.since(last_exposure)',
  ),
  one(
    'sort_by',
    'LIST.sort_by(x, KEY)',
    '按某项排序；没有该项的排在最后',
    'in order of something; what lacks it comes last',
    'opened.sort_by(o, o.exposed_on)',
  ),
  one('distinct', 'LIST.distinct()', '每样只留一个', 'each but once', 'opened.map(o, o.exposed_on).distinct()'),
  one('map', 'LIST.map(x, EXPRESSION)', '逐条取值', 'of each something', 'opened.map(o, o.exposed_on)'),
  one('exists', 'LIST.exists(x, CONDITION)', '有一条满足', 'the condition holds for one', 'opened.exists(o, has(o.source))'),
  one('all', 'LIST.all(x, CONDITION)', '条条满足', 'the condition holds for each', 'temperature_taken.all(t, t.celsius < values.fever)'),
  one('size', 'size(LIST)', '有几条', 'how many', 'size(temperature_taken)'),
  one(
    'max',
    'LIST.max(), max(A, B)',
    '最大、最晚的；空清单为空缺',
    'the greatest or latest; absent of none',
    'opened.map(o, o.exposed_on).max()',
  ),
  one(
    'min',
    'LIST.min(), min(A, B)',
    '最小、最早的；空清单为空缺',
    'the least or earliest; absent of none',
    'opened.map(o, o.exposed_on).min()',
  ),
  one('sum', 'LIST.sum()', '总和', 'the sum', 'temperature_taken.map(t, t.celsius).sum()'),
  one('has', 'has(ENTRY.FIELD)', '这一条填了该项', 'the entry has this field', 'opened.filter(o, has(o.source))'),
  one('known', 'known(EXPRESSION)', '不是空缺', 'it is not absent', 'known(last_exposure)'),
  one(
    'when',
    'when(CONDITION, VALUE)',
    '条件成立时的值，否则为空缺',
    'the value if the condition holds, else absent',
    'when(none_left, last_exposure)',
  ),
  one(
    'apart',
    'apart(TIME, TIME, SPAN)',
    '两个时刻至少相隔多久',
    'two times are at least so far apart',
    'apart(opened.first().at, opened.last().at, values.observation)',
  ),
  one('days', 'days(A, B)', '相隔的日历天数', 'calendar days from one to the other', 'days(opened.first().exposed_on, last_exposure)'),
  one('date', 'date(TIME)', '该时刻所在的日历日', 'the calendar day on which it falls', 'date(opened.first().at)'),
  one(
    'plus',
    'plus(DATE or TIME, SPAN)',
    '之后多久的时刻；按天的时长算到那天结束',
    'the time so long after; of days, the end of that day',
    'plus(last_exposure, values.observation)',
  ),
  one('plus_days', 'plus_days(DATE, N)', '之后第几天', 'so many days after', 'plus_days(last_exposure, 14)'),
  one('inside', 'inside("STATE")', '个案正处于该状态', 'the case stands in this state', 'inside("observed")'),
];

export interface Form {
  form: string;
  meaning: Text;
  /** One of each kind that the grammar reads. */
  reads: 'span' | 'moment' | 'series' | 'window';
}

const phrase = (reads: Form['reads'], form: string, zh: string, en: string): Form => ({ reads, form, meaning: { zh, en } });

/** The small grammar of times, by examples that hold under the close-contact protocol. */
export const phrases: readonly Form[] = [
  phrase('span', '30m', '三十分钟：经过的时间', 'thirty minutes: elapsed time'),
  phrase('span', '24h', '二十四小时：经过的时间', 'twenty-four hours: elapsed time'),
  phrase('span', '14d', '十四个日历日：到第十四日结束', 'fourteen calendar days: to the end of the fourteenth'),
  phrase('span', '2wd', '两个工作日，按规程的日历', 'two working days, by the calendar of the protocol'),
  phrase('span', '1mo', '一个月', 'a month'),
  phrase(
    'moment',
    'observation',
    '从提出要求或进入状态起，参数所定的时长',
    'so long as a value says, from the asking or from entering the state',
  ),
  phrase('moment', '14d from last_exposure', '从某事实或事件起算', 'counted from a fact or an event'),
  phrase('moment', '3d from last_exposure at 17:00', '到那一天的某时', 'at a time of that day'),
  phrase('moment', '3d or next workday', '逢非工作日顺延到下一工作日', 'moved to the next working day'),
  phrase('moment', '1d before last_exposure', '从某事实往前', 'back from a fact'),
  phrase('moment', 'next 08:00 and 20:00', '接下来最先到的一个时刻', 'whichever of these comes first'),
  phrase('moment', '2020-02-08 at 12:00', '某日某时', 'a day and a time'),
  phrase('series', 'daily at 08:00 and 17:00', '每天在这些时刻', 'every day at these times'),
  phrase('series', 'workdays at 09:00', '每个工作日', 'every working day'),
  phrase('series', 'days 14 28 from last_exposure', '第十四、二十八天', 'on the 14th and 28th day'),
  phrase('series', 'every 2d from last_exposure', '每隔多久一次', 'again and again after so long'),
  phrase('series', 'daily at 08:00 until 2020-02-08', '到某日为止', 'until a day'),
  phrase('window', '3h before to 4h after', '系列中每次可以提前、推迟多久', 'how early and how late each of a series may be done'),
];
