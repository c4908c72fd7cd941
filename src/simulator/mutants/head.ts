import type { CampaignWindow, Fact, LadderStep, Protocol, Span, Value } from '../../kernel/index.ts';
import { plusDays } from '../../kernel/index.ts';
import { ruleIds } from '../rules.ts';
import { at, mutant, ofEffects, type Where } from './effects.ts';
import { later, longer, minute } from './later.ts';
import { type Mutant, without } from './mutant.ts';

/** Each step of each ladder, silent or a minute late. */
export function* ofLadders({ ladders }: Protocol): Generator<Mutant> {
  for (const [name, steps] of Object.entries(ladders)) {
    for (const [n, { effects }] of steps.entries()) {
      const step: Where = {
        id: `ladder ${name} ${n + 1}`,
        words: { zh: `阶梯“${name}”第 ${n + 1} 级`, en: `step ${n + 1} of the ladder ${name}` },
        compiled: ['ladders', name, n],
        path: ['ladders', name, n],
        rule: ruleIds.step(name, n),
      };
      yield mutant(
        step,
        'silent',
        { zh: '不做任何事', en: 'is silent' },
        at(step, 'effects')(() => []),
      );
      yield mutant(
        step,
        'later',
        { zh: '晚一分钟', en: 'comes a minute late' },
        at(step, 'offset')((old: LadderStep['offset']) => old + minute),
      );
      yield* ofEffects({ ...step, compiled: [...step.compiled, 'effects'] }, effects);
    }
  }
}

/** Who may report what, how far back, and under which conditions. */
export function* ofEvents({ events }: Protocol): Generator<Mutant> {
  for (const { name, by, backTo, must, notBy, oncePer } of Object.values(events)) {
    const event: Where = {
      id: `event ${name}`,
      words: { zh: `事件“${name}”`, en: name },
      compiled: ['events', name],
      path: ['events', name],
    };
    for (const [n, role] of by.entries())
      yield mutant(event, `refused to ${role}`, { zh: `不许“${role}”报告`, en: `is refused to ${role}` }, (protocol) =>
        without(protocol, [...event.compiled, 'by', n]),
      );
    if (oncePer)
      yield mutant(
        { ...event, rule: ruleIds.oncePer(name), path: [...event.path, 'once_per'] },
        'said again',
        { zh: '可重复报告', en: 'may be said again' },
        (protocol) => without(protocol, [...event.compiled, 'oncePer']),
      );
    if (backTo) {
      const back = { ...event, rule: ruleIds.backTo(name), path: [...event.path, 'back_to'] };
      yield mutant(back, 'any date', { zh: '可任意倒填', en: 'may be dated back at will' }, (protocol) =>
        without(protocol, [...event.compiled, 'backTo']),
      );
      yield mutant(back, 'further back', { zh: '可多倒填一点', en: 'may be dated further back' }, at(event, 'backTo')(longer<Span>));
    }
    for (const n of must.keys())
      yield mutant(
        { ...event, rule: ruleIds.must(name, n), path: [...event.path, 'must', n] },
        `condition ${n + 1} missing`,
        { zh: `没有第 ${n + 1} 个条件`, en: `condition ${n + 1} is missing` },
        (protocol) => without(protocol, [...event.compiled, 'must', n]),
      );
    for (const [n, other] of notBy.entries())
      yield mutant(
        { ...event, rule: ruleIds.notBy(name, other), path: [...event.path, 'not_by'] },
        `also by who reported ${other}`,
        { zh: `报告“${other}”的人也可报告`, en: `may come from who reported ${other}` },
        (protocol) => without(protocol, [...event.compiled, 'notBy', n]),
      );
  }
}

/** Each condition of a criterion left out. */
export function* ofFacts({ facts }: Protocol): Generator<Mutant> {
  for (const [index, { name, all = [] }] of facts.entries()) {
    for (const n of all.keys()) {
      const fact: Where = {
        id: `fact ${name}`,
        words: { zh: `事实“${name}”`, en: name },
        compiled: ['facts', index],
        path: ['facts', name, 'all', n],
      };
      yield mutant(
        fact,
        `condition ${n + 1} missing`,
        { zh: `没有第 ${n + 1} 个条件`, en: `condition ${n + 1} is missing` },
        (protocol) => {
          const shorter = without(protocol, [...fact.compiled, 'all', n]);
          const is = (rest: Fact['all'] = []) => rest.map((condition) => `(${condition.is})`).join(' && ') || 'true';
          return at(fact, 'is')(() => is(shorter.facts[index]!.all))(shorter);
        },
      );
    }
  }
}

/** Each number of the plan that is looked up when a case runs, a little greater; each campaign window a day longer or later. */
export function* ofValues(protocol: Protocol): Generator<Mutant> {
  const { values, windows = {} } = protocol;
  const rules = JSON.stringify({ ...protocol, values: undefined });
  for (const [name, value] of Object.entries(values)) {
    // A span that phrases alone name stands in them: it is moved there.
    if (!new RegExp(`\\bvalues\\.${name}\\b|"value":"${name}"`).test(rules)) continue;
    const where: Where = {
      id: `value ${name}`,
      words: { zh: `参数“${name}”`, en: name },
      compiled: ['values', name],
      path: ['values', name],
    };
    if (greater(value, value.is) === undefined) continue;
    yield mutant(
      where,
      'greater',
      { zh: '大一点', en: 'is greater' },
      at(where, 'is')((old: Value['is']) => greater(value, old)),
    );
    for (const [n, { window }] of (value.in ?? []).entries())
      yield mutant(
        where,
        `greater in ${window}`,
        { zh: `在“${window}”期间大一点`, en: `is greater in ${window}` },
        at(where, 'in', n, 'is')((old: Value['is']) => greater(value, old)),
      );
  }
  for (const [name, { to }] of Object.entries(windows)) {
    const where: Where = {
      id: `window ${name}`,
      words: { zh: `时段“${name}”`, en: `the window ${name}` },
      compiled: ['windows', name],
      path: ['windows', name],
    };
    const aDayLater = (date: CampaignWindow['from']) => plusDays(date, 1);
    yield mutant(where, 'begins later', { zh: '晚一天开始', en: 'begins a day later' }, at(where, 'from')(aDayLater));
    if (to !== undefined) yield mutant(where, 'ends later', { zh: '晚一天结束', en: 'ends a day later' }, at(where, 'to')(aDayLater));
  }
}

function greater({ type }: Value, is: Value['is']): Value['is'] | undefined {
  switch (type) {
    case 'number':
      return Number.isInteger(is) ? (is as number) + 1 : Math.round(((is as number) + 0.1) * 1e6) / 1e6;
    case 'span':
      return longer(is as Span);
    case 'date':
      return plusDays(is as string, 1);
    case 'clock':
      return later(is as string) as string;
    case 'flag':
      return !is;
    case 'text':
      return undefined;
    default:
      return type satisfies never;
  }
}
