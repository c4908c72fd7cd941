import { describe, expect, it } from 'vitest';
import { type Context, readProtocol, readUnits } from '../../src/language/index.ts';
import { canonicalPhrase, chinesePhrase } from '../../src/language/phrase-words.ts';

const english = `
protocol: watch
edition: "1"
title: 居家观察
subject: person
zone: Asia/Shanghai
sources: { 方案: 县级方案 }
values:
  发热: { is: 37.3, unit: °C, cite: 方案 }
  观察期: { is: 14d, cite: 方案 }
facts:
  接触日期: { type: date, required: true, title: 接触日期 }
  末次接触: { is: "opened.map(次, 次.接触日期).max()", title: 末次接触 }
events:
  测温: { by: [村医, case], back_to: 1d, title: 测温, data: { 体温: { type: number, min: 34 }, 症状: { type: flag, required: false } } }
ladders:
  催办:
    - { before: 30m, tell: asked }
    - { after: 2h, tell: [疾控] }
outcomes: { 解除: 解除观察 }
on: { opened: record }
states:
  观察中:
    stage: isolate
    title: 观察中
    tasks: { 测温: { by: 村医, due: daily at 08:00 and 17:00, window: 3h before to 4h after, late: 催办 } }
    on:
      测温:
        - { when: data.体温 >= values.发热, to: 转诊 }
        - otherwise: record
    once: { 观察期 from 末次接触: { to: 已解除 } }
  转诊:
    stage: diagnose
    title: 转诊
    hand_off: { to: 疾控, due: 2h, late: 催办 }
    on: { accepted: { to: 已解除 }, declined: { to: 观察中 } }
  已解除: { stage: control, title: 已解除, end: 解除 }
`;

const chinese = `
规程: watch
版本: "1"
标题: 居家观察
对象: 人员
时区: Asia/Shanghai
文件: { 方案: 县级方案 }
参数:
  发热: { 为: 37.3, 计量: °C, 依据: 方案 }
  观察期: { 为: 14天, 依据: 方案 }
事实:
  接触日期: { 类型: 日期, 必填: 是, 标题: 接触日期 }
  末次接触: { 为: "立案.map(次, 次.接触日期).max()", 标题: 末次接触 }
事件:
  测温: { 由: [村医, 个案], 可补报: 1天, 标题: 测温, 数据: { 体温: { 类型: 数, 最小: 34 }, 症状: { 类型: 是否, 必填: 否 } } }
阶梯:
  催办:
    - { 提前: 30分钟, 告知: 被要求者 }
    - { 之后: 2小时, 告知: [疾控] }
结局: { 解除: 解除观察 }
遇: { 立案: 记录 }
状态:
  观察中:
    阶段: 早隔离
    标题: 观察中
    任务: { 测温: { 由: 村医, 到期: 每日 08:00 和 17:00, 时间窗: 3小时前 到 4小时后, 逾期: 催办 } }
    遇:
      测温:
        - { 当: 数据.体温 >= 参数.发热, 转到: 转诊 }
        - 否则: 记录
    一旦: { 从 末次接触 起 观察期: { 转到: 已解除 } }
  转诊:
    阶段: 早诊断
    标题: 转诊
    移交: { 给: 疾控, 到期: 2小时, 逾期: 催办 }
    遇: { 接收: { 转到: 已解除 }, 拒收: { 转到: 观察中 } }
  已解除: { 阶段: 早控制, 标题: 已解除, 结局: 解除 }
`;

const role = (name: string) => `  ${name}: { 标题: ${name}, 条线: 卫生 }\n`;
const units = `单位: 样例\n版本: "1"\n时区: Asia/Shanghai\n角色:\n${role('村医')}${role('疾控')}单位树: { 样例村: { 标题: 样例村, 级别: village, 担任: [村医, 疾控] } }\n`;
const context: Context = { units: readUnits(units, 'units.yaml').units! };

describe('a file with Chinese keys', () => {
  it('is the same protocol as the one with English keys', () => {
    const read = readProtocol(chinese, 'zh.yaml', context);
    const same = readProtocol(english, 'en.yaml', context);
    for (const { problems } of [read, same]) expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(read.protocol).toEqual(same.protocol);
    expect(JSON.stringify(read.protocol)).toBe(JSON.stringify(same.protocol));
  });

  it.each([
    ['逾期: 催办 }\n    遇: { 接收', '逾斯: 催办 }\n    遇: { 接收', 'unknown-key', '逾斯', '逾期'],
    ['阶段: 早隔离', '阶段: 早隔里', 'closed-list', '早隔里', '早隔离'],
    ['类型: 日期', '类型: 日子', 'closed-list', '日子', '日期'],
    ['数据.体温 >= 参数.发热', '数据.体问 >= 参数.发热', 'cel-type', '体问', '体温'],
    ['数据.体温 >= 参数.发热', '数据.体温 >= 参数.发烧', 'cel-type', '发烧', '发热'],
    ['数据.体温 >= 参数.发热', '数据.体温 >= 发热', 'cel-type', '发热', '参数.发热'],
    ['转到: 转诊', '转到: 转疹', 'target-unknown', '转疹', '转诊'],
    ['由: 村医', '由: 村依', 'role-unknown', '村依', '村医'],
    ['到期: 2小时', '到期: 2小', 'phrase', '2小', undefined],
    ['  测温: { 由', '  接收: { 由', 'reserved-name', '接收', undefined],
    ['阶段: 早控制', 'stage: 早控制', 'mixed-language', 'stage', '阶段'],
    ['否则: 记录', '否则: record', 'mixed-language', 'record', '记录'],
  ])('shows a mistake where it stands and in its own words: %s', (right, wrong, code, marked, suggestion) => {
    expect(chinese).toContain(right);
    const text = chinese.replace(right, wrong);
    const { problems } = readProtocol(text, 'zh.yaml', context);
    const [problem] = problems.filter((found) => found.code === code);
    expect(problem, JSON.stringify(problems)).toBeDefined();
    expect(text.slice(problem!.from, problem!.to)).toBe(marked);
    expect(problem!.suggestion).toBe(suggestion);
  });

  it('names the keys in its messages as the file does', () => {
    const missing = readProtocol(chinese.replace(', 逾期: 催办 } }', ' } }'), 'zh.yaml', context).problems;
    expect(missing.map(({ zh, en }) => [zh, en])).toEqual([
      ['没有写逾期怎么办（逾期）', 'nothing says what happens when this is late ("逾期")'],
    ]);
    const [phrase] = readProtocol(chinese.replace('每日 08:00 和 17:00', '每日 八点'), 'zh.yaml', context).problems;
    expect(phrase!.zh).toBe('无法理解“八点”；写法如：08:00、17:00、24:00');
  });
});

describe('a phrase in Chinese', () => {
  it.each([
    ['14天', '14d'],
    ['14 天', '14d'],
    ['30分钟', '30m'],
    ['2个工作日', '2wd'],
    ['1个月', '1mo'],
    ['每日 08:00 和 17:00', 'daily at 08:00 and 17:00'],
    ['每日 于 08:00', 'daily at 08:00'],
    ['每工作日 09:00', 'workdays at 09:00'],
    ['从 末次接触 起 14天', '14d from 末次接触'],
    ['14天 从 末次接触', '14d from 末次接触'],
    ['从 末次接触 起 观察期 于 17:00', '观察期 from 末次接触 at 17:00'],
    ['3天 于 12:00 或 下一工作日', '3d at 12:00 or next workday'],
    ['从 出院 起 第 14 28 天', 'days 14 28 from 出院'],
    ['从 出院 起 第 14 28 天 于 09:00', 'days 14 28 from 出院 at 09:00'],
    ['从 出院 起 每 2天 于 09:00', 'every 2d from 出院 at 09:00'],
    ['每 4小时', 'every 4h'],
    ['婚期 前 1天', '1d before 婚期'],
    ['wedding_on 前 1天 于 09:00', '1d before wedding_on at 09:00'],
    ['下一个 08:00 和 20:00', 'next 08:00 and 20:00'],
    ['每日 08:00 直到 2020-02-08', 'daily at 08:00 until 2020-02-08'],
    ['从 出院 起 每 2天 直到 随访止', 'every 2d from 出院 until 随访止'],
    ['3小时前 到 4小时后', '3h before to 4h after'],
    ['重入 转诊', 'again 转诊'],
    ['负责人 属 乡镇', '负责人 of 乡镇'],
    ['户 取自 名册', '户 in 名册'],
    ['返回 转诊', 'last 转诊'],
    ['转为 疑似病例', 'becomes 疑似病例'],
    ['轨道', 'track'],
    ['2020-02-08 于 00:00', '2020-02-08 at 00:00'],
    ['婚期 前 1天 于 18:00', '1d before 婚期 at 18:00'],
    ['婚期 于 12:00', '婚期 at 12:00'],
    ['下一个 08:00 和 20:00', 'next 08:00 and 20:00'],
    ['每日 08:00 直到 2020-02-08', 'daily at 08:00 until 2020-02-08'],
    ['从 出院 起 每 2天 直到 满期', 'every 2d from 出院 until 满期'],
  ])('“%s” is “%s”', (zh, en) => {
    expect(canonicalPhrase(zh)).toBe(en);
    expect(canonicalPhrase(en)).toBe(en);
    expect(canonicalPhrase(chinesePhrase(en))).toBe(en);
  });
});
