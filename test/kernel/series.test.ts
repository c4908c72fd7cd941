import { expect, it } from 'vitest';
import { apply, type Case, isRefusal, load, open } from '../../src/kernel/index.ts';
import { readProtocol } from '../../src/language/index.ts';

const { protocol } = readProtocol(
  `
protocol: rounds
edition: "1"
title: { zh: 巡查, en: Rounds }
subject: place
zone: Asia/Shanghai
events:
  looked: { by: a, title: { zh: 查看, en: Looked } }
  over: { by: a, title: { zh: 结束, en: Over } }
ladders: { late: [{ after: 0m, tell: a }] }
outcomes: { over: { zh: 结束, en: Over } }
on: { over: { to: over } }
states:
  going:
    title: { zh: 进行中, en: Going on }
    stage: control
    tasks: { looked: { by: a, due: every 3d at 18:00, late: late } }
    on: { looked: record }
  over: { title: { zh: 结束, en: Over }, stage: control, end: over }
`,
  'rounds.yaml',
);
const machine = load(protocol!, 'rounds');
const at = (civil: string) => Date.parse(`${civil.replace(' ', 'T')}:00+08:00`);
const by = { role: 'a', place: 'x' };

it('a task every three days counts from the entry of its state, however early each is done', () => {
  const opened = open(machine, { id: 'c', subject: 's', place: 'x', now: at('2020-01-30 15:00'), by, data: {} });
  if (isRefusal(opened)) throw new Error(opened.refused);
  let current: Case = opened.case;
  const dues: number[] = [];
  for (const civil of ['2020-02-01 11:00', '2020-02-05 12:00', '2020-02-08 17:59']) {
    dues.push(current.slots[0]!.due!);
    const answer = apply(machine, current, { kind: 'event', event: 'looked', at: at(civil), recorded: at(civil), by, data: {} });
    if (isRefusal(answer)) throw new Error(answer.refused);
    current = answer.case;
  }
  expect(dues).toEqual([at('2020-02-02 18:00'), at('2020-02-05 18:00'), at('2020-02-08 18:00')]);
});
