import type { Protocol, Text } from '../../kernel/index.ts';
import { type Pair, parted, plain, same } from './change.ts';
import { deadlinesOf } from './deadlines.ts';

/** What stands at the head of a file: what a case is about, where its days begin, from when the edition holds, how cases end. */
export function compareHeads(pair: Pair): void {
  const { old, now, add } = pair;
  for (const key of ['protocol', 'subject', 'zone'] as const)
    if (old[key] !== now[key])
      add({
        impact: 'breaking',
        kind: 'changed',
        path: [key],
        was: plain(old[key]),
        is: plain(now[key]),
        words: neverAlike[key],
        deadlines: deadlinesOf(old).map(({ id, words }) => ({ id, was: words, fate: 'stays' })),
      });
  if (old.effectiveFrom !== now.effectiveFrom)
    add({
      impact: 'safe',
      kind: 'changed',
      path: ['effective_from'],
      was: plain(old.effectiveFrom ?? '–'),
      is: plain(now.effectiveFrom ?? '–'),
      words: { zh: '只关系新立的个案', en: 'it concerns new cases only' },
    });
  if (!same(old.workdays, now.workdays))
    add({
      impact: 'safe',
      kind: 'changed',
      path: ['calendar'],
      words: { zh: '此后的工作日按新日历计算', en: 'working days are counted by the new calendar from then on' },
      deadlines: onWorkdays(pair),
    });
  compareOutcomes(pair);
}

const neverAlike: Record<'protocol' | 'subject' | 'zone', Text> = {
  protocol: {
    zh: '另一个规程：在办个案不能迁移，只能以 becomes 转为它',
    en: 'another protocol: running cases cannot be moved to it, they can only become it',
  },
  subject: { zh: '管理对象不同：在办个案管的是另一种对象', en: 'a running case is about something of another kind' },
  zone: { zh: '已记录的日期属于另一时区的日子', en: 'the days in the record are days of another zone' },
};

function onWorkdays({ old, now }: Pair) {
  const before = new Map(deadlinesOf(old).map((own) => [own.id, own]));
  return deadlinesOf(now).flatMap(({ id, words, meaning }) =>
    /workday|Workday/.test(meaning) && before.has(id) ? [{ id, was: before.get(id)!.words, is: words, fate: 'kept' as const }] : [],
  );
}

function compareOutcomes({ old, now, add }: Pair): void {
  const { added, removed } = parted(old.outcomes, now.outcomes);
  for (const name of added)
    add({
      impact: 'safe',
      kind: 'added',
      path: ['outcomes', name],
      is: now.outcomes[name]!,
      words: { zh: '多了一种结局', en: 'one more way to end' },
    });
  for (const name of removed)
    add({
      impact: 'safe',
      kind: 'removed',
      path: ['outcomes', name],
      was: old.outcomes[name]!,
      words: { zh: '以此结案的仍计在旧版名下', en: 'cases that ended so still count under the old edition' },
    });
}

/** Everything people read, and what it is based on: titles, units of measure apart. */
export function compareWording({ old, now, add }: Pair): void {
  const [before, after] = [wordingOf(old), wordingOf(now)];
  const places = [...after.keys()].filter((place) => before.has(place) && before.get(place) !== after.get(place));
  if (places.length > 0)
    add({
      impact: 'safe',
      kind: 'changed',
      path: places[0]!.split('/'),
      words: {
        zh: `标题、说明或依据改了 ${places.length} 处，个案照旧`,
        en: `titles, words or sources differ in ${places.length} place(s); cases go on as they are`,
      },
    });
}

/** What is read and cited, by place; only what stands in both editions is compared. */
function wordingOf(protocol: Protocol): Map<string, string> {
  const found = new Map<string, string>();
  const { title, sources, outcomes, values, events, facts, states } = protocol;
  const see = (place: string, words: unknown) => words !== undefined && found.set(place, JSON.stringify(words));
  see('title', title);
  see('sources', sources);
  for (const [name, words] of Object.entries(outcomes)) see(`outcomes/${name}`, words);
  for (const [name, own] of Object.entries(values)) see(`values/${name}`, [own.title, own.cite]);
  for (const own of facts) see(`facts/${own.name}`, [own.title, own.all?.map((tick) => tick.title)]);
  for (const [name, own] of Object.entries(events)) {
    see(`events/${name}`, [own.title, own.must.map(({ say }) => say)]);
    for (const [field, { title: said }] of Object.entries(own.data)) see(`events/${name}/data/${field}`, said);
  }
  for (const state of states) {
    const of = `states/${state.id}`;
    see(of, [state.title, state.handOff?.cite]);
    for (const task of state.tasks) see(`${of}/tasks/${task.event}`, [task.title, task.cite]);
    const arms = [...Object.entries(state.on), ...state.once.map(({ text, arms: own }) => [text, own] as const)];
    for (const [name, own] of arms)
      see(
        `${of}/on/${name}`,
        own.map(({ cite }) => cite),
      );
  }
  return found;
}
