import type { CampaignWindow, Fact, Text } from '../../kernel/index.ts';
import { expressionWords, valueWords } from './brief.ts';
import { type Pair, parted, plain, same } from './change.ts';
import { deadlinesNaming } from './deadlines.ts';

/** The numbers of the plan and its windows. */
export function compareValues(pair: Pair): void {
  const { old, now, add } = pair;
  const { both, added, removed } = parted(old.values, now.values);
  for (const name of both) {
    const [was, is] = [old.values[name]!, now.values[name]!];
    if (same({ ...was, title: 0, cite: 0 }, { ...is, title: 0, cite: 0 })) continue;
    const follows = [...changedFacts(pair, new Set([name]))];
    const deadlines = [...deadlinesNaming(pair, new Set([name]), 'kept'), ...deadlinesNaming(pair, new Set(follows), 'follows')];
    add({
      impact: 'safe',
      kind: 'changed',
      path: ['values', name],
      was: valueWords(was),
      is: valueWords(is),
      words: usedBy(follows),
      deadlines: deadlines.filter(({ id }, n) => deadlines.findIndex((other) => other.id === id) === n),
    });
  }
  for (const name of added)
    add({
      impact: 'safe',
      kind: 'added',
      path: ['values', name],
      is: valueWords(now.values[name]!),
      words: { zh: '与在办个案无关，除非下列规则用到它', en: 'nothing to running cases by itself' },
    });
  for (const name of removed)
    add({
      impact: 'safe',
      kind: 'removed',
      path: ['values', name],
      was: valueWords(old.values[name]!),
      words: { zh: '新版没有规则用它', en: 'no rule of the new edition uses it' },
    });
  compareWindows(pair);
}

function usedBy(facts: readonly string[]): Text {
  const also = {
    zh: facts.length > 0 ? `；由它推出的事实重新推算：${facts.join('、')}` : '',
    en: facts.length > 0 ? `; facts that look at it are folded again: ${facts.join(', ')}` : '',
  };
  return { zh: `条件从下一次判断起按新值${also.zh}`, en: `conditions use it from the next time they are asked${also.en}` };
}

function compareWindows(pair: Pair): void {
  const { old, now, add } = pair;
  const { both, added, removed } = parted(old.windows ?? {}, now.windows ?? {});
  const [before, after] = [old.windows ?? {}, now.windows ?? {}];
  const changed = both.filter((name) => days(before[name]!) !== days(after[name]!));
  for (const [kind, names] of [
    ['added', added],
    ['removed', removed],
    ['changed', changed],
  ] as const)
    for (const name of names) {
      const using = [old, now].flatMap(({ values }) =>
        Object.keys(values).filter((value) => values[value]!.in?.some(({ window }) => window === name)),
      );
      add({
        impact: 'safe',
        kind,
        path: ['windows', name],
        ...(kind !== 'added' && { was: plain(days(before[name]!)) }),
        ...(kind !== 'removed' && { is: plain(days(after[name]!)) }),
        words: { zh: '参数此后按新窗口期取值', en: 'values are looked up by the new window from then on' },
        deadlines: deadlinesNaming(pair, new Set(using), 'kept'),
      });
    }
}

const days = ({ from, to }: CampaignWindow) => `${from} – ${to ?? ''}`.trim();

/** Facts that are derived from the record: what they come to is folded again when a case is moved. */
export function compareFacts(pair: Pair): void {
  const { old, now, add } = pair;
  const [before, after] = [derived(old.facts, old.events.opened!.data), derived(now.facts, now.events.opened!.data)];
  const { both, added, removed } = parted(before, after);
  for (const name of both) {
    if (before[name]!.is === after[name]!.is) continue;
    const others = changedFacts(pair, new Set(), new Set([name]));
    add({
      impact: 'safe',
      kind: 'changed',
      path: ['facts', name],
      was: expressionWords(before[name]!.is),
      is: expressionWords(after[name]!.is),
      words: again([...others].filter((other) => other !== name)),
      deadlines: deadlinesNaming(pair, others, 'follows'),
    });
  }
  for (const name of added)
    add({
      impact: 'safe',
      kind: 'added',
      path: ['facts', name],
      is: expressionWords(after[name]!.is),
      words: { zh: '由已有的记录推出', en: 'folded from what is recorded already' },
    });
  for (const name of removed)
    add({
      impact: 'safe',
      kind: 'removed',
      path: ['facts', name],
      was: expressionWords(before[name]!.is),
      words: { zh: '新版没有规则看它', en: 'no rule of the new edition looks at it' },
    });
}

const again = (others: readonly string[]): Text => ({
  zh: `迁移时按已有的记录重新推算${others.length > 0 ? `，随之重算的还有：${others.join('、')}` : ''}；若会处于别的状态，列入提请注意，由人决定`,
  en: `folded again from the record at the move${others.length > 0 ? `, and with it ${others.join(', ')}` : ''}; a case that would now be elsewhere asks for attention and a person decides`,
});

const derived = (facts: readonly Fact[], opened: object): Record<string, Fact> =>
  Object.fromEntries(facts.filter(({ name }) => !Object.hasOwn(opened, name)).map((fact) => [fact.name, fact]));

/** Facts of the new edition that mean something else because of these values or facts, through all that they name. */
function changedFacts({ now }: Pair, values: ReadonlySet<string>, facts: ReadonlySet<string> = new Set()): Set<string> {
  const changed = new Set(facts);
  // They stand in order of dependency.
  for (const { name, is } of now.facts) {
    const bare = is.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
    const named = bare.match(/(?<![\w.\u4e00-\u9fff])[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff]*/g) ?? [];
    const used = [...bare.matchAll(/\bvalues\.([\w\u4e00-\u9fff]+)/g)].map(([, value]) => value!);
    if (named.some((other) => changed.has(other)) || used.some((value) => values.has(value))) changed.add(name);
  }
  return changed;
}
