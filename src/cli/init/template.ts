import { format } from '../../language/index.ts';

type Tongue = 'zh' | 'en';

/** Who is asked, who is told first and who next. */
export type Three = readonly [asked: string, first: string, next: string];

const names = {
  en: {
    plan: 'plan',
    watch: 'watch',
    since: 'ill_since',
    visited: 'visited',
    worse: 'worse',
    visit: 'visit',
    well: 'well',
    referred: 'referred',
    observed: 'observed',
  },
  zh: {
    plan: '方案',
    watch: '观察期',
    since: '发病日期',
    visited: '已探视',
    worse: '加重',
    visit: '探视逾期',
    well: '痊愈',
    referred: '转诊',
    observed: '居家观察',
  },
};

const remarks = {
  en: {
    head: 'Change it piece by piece, and after each piece run `early check` and `early test` on this folder.',
    values: 'Every number of the plan stands here once, with the source that says so.',
    facts: 'With a type: given when a case opens. With `is`: follows from what is recorded.',
    events: 'What can happen, in the past tense, who may report it and how late.',
    ladders: 'What follows when something is late: counted from when it was due.',
    states: 'Where a case can stand. The first is where it starts; what is owed there, and what follows from what.',
  },
  zh: {
    head: '一处一处地改；每改一处，对本文件夹执行 early check 和 early test。',
    values: '方案里的每个数只写在这里一次，并注明依据。',
    facts: '写类型的，立案时给出；写“为”的，由记录推出。',
    events: '可能发生的事，用过去时命名：谁可以报，最多能补报多久。',
    ladders: '逾期后怎么办：从到期那一刻起算。',
    states: '个案可能所处的状态，第一个为起点：应办什么，什么事之后怎样。',
  },
};

/** A small protocol that is whole: somebody ill at home is visited every day until three days have passed or he is worse. */
export function protocolText(name: string, [asked, first, next]: Three, tongue: Tongue, schema: string): string {
  const [n, say] = [names[tongue], remarks[tongue]];
  return inTongue(
    `# yaml-language-server: $schema=${schema}
# ${say.head}

protocol: ${name}
edition: "1"
title: { zh: 居家病人每日探视, en: Daily visit to somebody ill at home }
subject: person
supervisors: ${next}
zone: Asia/Shanghai
sources:
  ${n.plan}: { zh: 所依据的方案, en: The plan that this follows }
# ${say.values}
values:
  ${n.watch}: { is: 3d, cite: ${n.plan}, title: { zh: 观察期, en: Observation } }
# ${say.facts}
facts:
  ${n.since}: { type: date, required: true, title: { zh: 发病日期, en: Ill since } }
# ${say.events}
events:
  ${n.visited}:
    by: ${asked}
    back_to: 1d
    title: { zh: 上门探视, en: Visited }
    data: { ${n.worse}: { type: flag, title: { zh: 病情加重, en: Worse } } }
# ${say.ladders}
ladders:
  ${n.visit}:
    - { after: 0m, tell: ${asked} }
    - { after: 2h, tell: ${first} }
    - { after: 12h, tell: ${next} }
outcomes:
  ${n.well}: { zh: 痊愈, en: Well again }
  ${n.referred}: { zh: 转诊, en: Referred }
# ${say.states}
states:
  ${n.observed}:
    title: { zh: 居家观察, en: Observed at home }
    stage: isolate
    tasks:
      ${n.visited}: { by: ${asked}, due: daily at 09:00, window: 1h before to 3h after, late: ${n.visit}, cite: ${n.plan} }
    on:
      ${n.visited}:
        - { when: data.${n.worse}, to: ${n.referred} }
        - otherwise: record
    once:
      ${n.watch} from ${n.since}: { to: ${n.well}, cite: ${n.plan} }
  ${n.referred}: { title: { zh: 转诊, en: Referred }, stage: treat, end: ${n.referred}, tell: ${first} }
  ${n.well}: { title: { zh: 痊愈, en: Well again }, stage: control, end: ${n.well}, tell: ${asked} }
`,
    tongue,
  );
}

/** Scenarios in which everything that it promises happens, seen by somebody. */
export function scenariosText(name: string, [asked, first, next]: Three, tongue: Tongue, schema: string): string {
  const n = names[tongue];
  const told = (...roles: string[]) => `[${[...new Set(roles)].join(', ')}]`;
  return inTongue(
    `# yaml-language-server: $schema=${schema}

- scenario: { zh: 每天有人探视，三天后解除, en: visited every day and well after three days }
  protocol: ${name}
  open: { at: 2020-02-03 08:00, with: { ${n.since}: 2020-02-03 } }
  steps:
    - at: 2020-02-03 08:00
      expect: { state: ${n.observed}, due: { ${n.visited}: 2020-02-03 12:00, "${n.watch} from ${n.since}": 2020-02-07 00:00 } }
    - at: { from: 2020-02-03, to: 2020-02-06, at: ["09:30"] }
      ${n.visited}: { ${n.worse}: false, by: ${asked} }
      expect: { done: ${n.visited}, told: [] }
    - at: 2020-02-07 00:00
      expect: { ended: ${n.well}, told: ${asked} }
- scenario: { zh: 无人上门，逐级告知；次日加重转诊, en: nobody comes and one after another is told; worse the day after }
  protocol: ${name}
  open: { at: 2020-02-03 08:00, with: { ${n.since}: 2020-02-03 } }
  steps:
    - at: 2020-02-03 12:00
      expect: { late: ${n.visited}, told: ${asked} }
    - at: 2020-02-03 14:00
      expect: { told: ${first} }
    - at: 2020-02-04 00:00
      expect: { told: ${next} }
    - at: 2020-02-04 09:00
      ${n.visited}: { ${n.worse}: true, by: ${asked} }
      expect: { ended: ${n.referred}, told: ${told(first)} }
- scenario: { zh: 来得太早不算，迟两天的补报不收, en: too early does not count and two days late is not taken }
  protocol: ${name}
  open: { at: 2020-02-03 07:00, with: { ${n.since}: 2020-02-03 } }
  steps:
    - at: 2020-02-03 07:59
      ${n.visited}: { ${n.worse}: false, by: ${asked} }
      expect: { done: [] }
    - at: 2020-02-05 10:00
      ${n.visited}: { ${n.worse}: false, by: ${asked}, occurred: 2020-02-03 23:59 }
      expect: { refused: too_old }
    - at: 2020-02-05 10:00
      ${n.visited}: { ${n.worse}: false, by: ${asked}, occurred: 2020-02-04 00:00 }
      expect: { state: ${n.observed} }
`,
    tongue,
  );
}

function inTongue(text: string, tongue: Tongue): string {
  const formatted = format(text, '', { to: tongue });
  if ('problems' in formatted) throw new Error(JSON.stringify(formatted.problems));
  return formatted.text;
}
