import { describe, expect, it } from 'vitest';
import { check, compile, GuardError, type Names, type Scope, viewOf } from '../../src/kernel/expression.ts';
import type { Field } from '../../src/kernel/index.ts';

const opened: Record<string, Field> = { exposed_on: { type: 'date', required: true } };
const excluded: Record<string, Field> = {};
const reading: Record<string, Field> = { celsius: { type: 'number', required: true }, symptoms: { type: 'flag', required: false } };
const scope: Scope = {
  zone: 'Asia/Shanghai',
  events: { opened, excluded, reading },
  facts: {},
  values: {
    fever: { type: 'number', is: 37.3 },
    wait: { type: 'span', is: { elapsed: 24 * 3_600_000 } },
    day: { type: 'span', is: { calendar: 1, unit: 'day' } },
  },
  data: reading,
};
const entry = (data: Record<string, string | number | boolean>, at = 0, from?: string) => ({
  at,
  recorded: at,
  by: { role: 'case' },
  data,
  ...(from && { from }),
});
const nothing: Names = {
  entries: () => [],
  count: () => 0,
  fact: () => undefined,
  values: () => ({}),
  data: undefined,
  self: () => ({ case: 'c', subject: 'p', place: 'sample-village' }),
  slots: () => [],
  children: () => [],
  earlier: () => [],
  inside: () => false,
  element: undefined,
};
function names(entries: Partial<Record<string, ReturnType<typeof viewOf>[]>>, data?: Record<string, number | boolean>): Names {
  return {
    ...nothing,
    entries: (event) => entries[event] ?? [],
    count: (event) => entries[event]?.length ?? 0,
    data: data && viewOf(entry(data), reading),
  };
}
const run = (source: string, from: Names) => compile(source, scope).evaluate(from);

describe('expressions over the record', () => {
  it('compare a reading with a value of the plan', () => {
    const source = 'data.celsius >= values.fever || data.symptoms';
    expect(check(source, scope)).toMatchObject({ type: 'bool' });
    expect(run(source, names({}, { celsius: 37.3, symptoms: false }))).toBe(true);
    expect(run(source, names({}, { celsius: 36.5, symptoms: false }))).toBe(false);
  });
  it('treat absence as a value: an absent guard does not hold, nor its negation', () => {
    const source = 'data.celsius >= values.fever || data.symptoms';
    expect(run(source, names({}, { celsius: 38 }))).toBe(true);
    expect(run(source, names({}, { celsius: 36 }))).toBeUndefined();
    expect(run(`!(${source})`, names({}, { celsius: 36 }))).toBeUndefined();
    expect(run('opened.map(o, o.exposed_on).max()', names({}))).toBeUndefined();
  });
  it('find the last exposure among those that still count', () => {
    const standing = 'opened.filter(o, !excluded.exists(x, x.from == o.from))';
    const checked = check(standing, scope);
    expect(checked).toMatchObject({ type: 'list<EventOpened>', reads: { events: ['opened', 'excluded'] } });
    const record = {
      opened: [viewOf(entry({ exposed_on: '2020-01-24' }, 0, 'a'), opened), viewOf(entry({ exposed_on: '2020-01-30' }, 1, 'b'), opened)],
      excluded: [viewOf(entry({}, 2, 'b'), excluded)],
    };
    expect(run(`${standing}.map(o, o.exposed_on).max()`, names(record))).toBe('2020-01-24');
    expect(run(`size(${standing}) == 0`, names(record))).toBe(false);
  });
  it('know 24 hours from one day', () => {
    const at = (text: string) => Date.parse(`${text}+08:00`);
    const record = (a: string, b: string) =>
      names({ reading: [viewOf(entry({ celsius: 36 }, at(a)), reading), viewOf(entry({ celsius: 36 }, at(b)), reading)] });
    const apart = (value: string) => `apart(reading.first().at, reading.last().at, values.${value})`;
    expect(run(apart('wait'), record('2020-02-01T09:00', '2020-02-02T08:00'))).toBe(false);
    expect(run(apart('wait'), record('2020-02-01T09:00', '2020-02-02T09:00'))).toBe(true);
    expect(run(apart('day'), record('2020-02-01T23:00', '2020-02-02T08:00'))).toBe(true);
    expect(run(apart('day'), record('2020-02-01T01:00', '2020-02-01T23:00'))).toBe(false);
  });
  it('refuse a date compared with a text, with the place', () => {
    expect(check('opened.first().exposed_on == "soon"', scope)).toMatchObject({ code: 'cel-type', from: 0 });
  });
  it('refuse what could hang a worker or read the clock', () => {
    expect(check('"aaa".matches("(a+)+$")', scope)).toMatchObject({ code: 'cel-forbidden' });
    expect(check('timestamp("2020-01-01T00:00:00Z") == timestamp("2020-01-01T00:00:00Z")', scope)).toMatchObject({ code: 'cel-forbidden' });
    expect(check('opened.exists(a, opened.exists(b, opened.exists(c, true)))', scope)).toMatchObject({ code: 'cel-forbidden' });
  });
  it('report any other failure as the guard that failed', () => {
    expect(() => run('1 / 0 == 1', names({}))).toThrow(GuardError);
  });
});

describe('what is wrong with an expression', () => {
  it.each([
    ['data.celsius >= ', '', 'the expression is not complete'],
    ['data.celsius = 3', '=', '"=" cannot stand here', '=='],
    ['data.celsius > 3 and data.symptoms', 'and', '"and" cannot stand here', '&&'],
    ['data.celsius ≥ 37', '≥', '"≥" cannot stand here', '>='],
    ['size(reading', '', '")" is missing here'],
    ['data.symptoms == "yes', '"yes', 'a quote is not closed'],
    ['data.celsius && true', 'data.celsius && true', '&& and || join conditions; a number is none'],
    ['reading.filter(r, r.celsius)', 'celsius', 'a condition belongs here, not a number'],
    ['celsius > 3', 'celsius', 'there is no event or fact "celsius"', 'data.celsius'],
    ['data.symptoms ? 1 : "a"', 'data.symptoms ? 1 : "a"', 'both sides of ":" must be of one kind, not a whole number and a text'],
  ])('%s', (source, marked, en, suggestion?: string) => {
    const problem = check(source, scope);
    if (!('code' in problem)) throw new Error('no problem');
    expect(problem.en).toBe(en);
    expect(problem.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(problem.zh).not.toMatch(/[a-z]{3,} [a-z]{2,}/);
    expect(source.slice(problem.from, problem.to)).toContain(marked);
    expect(problem.suggestion).toBe(suggestion);
  });
});

describe('names in Chinese', () => {
  const 测温: Record<string, Field> = {
    体温: { type: 'number', required: true },
    结论: { type: 'text', required: false, oneOf: ['疑似', '其他'] },
    a: { type: 'number', required: false },
  };
  const han: Scope = {
    zone: 'Asia/Shanghai',
    events: { 测温, 测温时: {}, u6d4b: {} },
    facts: { 发热: 'bool' },
    values: { 标准: { type: 'number', is: 37.3 } },
    data: 测温,
  };
  const seen = (体温: number) => viewOf({ at: 0, recorded: 0, by: { role: 'x' }, data: { 体温, 结论: '疑似' } }, 测温);
  const from: Names = { ...nothing, entries: () => [seen(36), seen(38)], fact: () => true, data: seen(38) };

  it('stand in expressions as in the file, quoted words untouched', () => {
    expect(check('data.体温 >= values.标准 && 发热 && data.结论 == "疑似"', han)).toMatchObject({
      type: 'bool',
      reads: { facts: ['发热'], values: ['标准'], data: ['体温', '结论'] },
    });
    expect(compile('测温.filter(次, 次.体温 >= values.标准).map(次, 次.体温).max()', han).evaluate(from)).toBe(38);
    expect(compile('发热 ? "是" : "否"', han).evaluate(from)).toBe('是');
  });

  it.each([
    ['data.体问 > 3', '体问', '没有字段“体问”', '体温'],
    ['发热 && data.结论 == "凝似"', '"凝似"', '“凝似”不在可选值之列：疑似、其他', '疑似'],
    ['发热 && 测问.exists(x, x.体温 > 3)', '测问', '没有名为“测问”的事件或事实', '测温'],
    ['发热 && 测温.体温 > 3', '体温', '列表没有字段；先用 first()、last() 取一条，或用 exists(…)、map(…) 逐条看', undefined],
  ])('are marked where they stand: %s', (source, marked, zh, suggestion) => {
    const problem = check(source, han);
    if (!('code' in problem)) throw new Error('no problem');
    expect(source.slice(problem.from, problem.to)).toBe(marked);
    expect(problem).toMatchObject({ zh, ...(suggestion && { suggestion }) });
  });

  it('never become one another, nor what an author writes in ASCII', () => {
    expect(check('测温 == 测温时', han)).toMatchObject({ code: 'cel-type' });
    expect(check('_U6D4B_U6E29', han)).toMatchObject({ code: 'cel-type' });
    expect(check('测温.exists(_U4F53, _U4F53.体温 > 3)', han)).toMatchObject({ type: 'bool' });
  });
});
