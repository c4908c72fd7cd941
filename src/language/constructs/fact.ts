import type { Fact, Reads } from '../../kernel/index.ts';
import type { Compilation } from '../compilation.ts';
import { cite, expression, key, listOf, mapOf, namesTo, title, words } from '../definition.ts';
import { namesIn } from '../names-in.ts';
import { eachWritten } from '../rules/rule.ts';
import { type Path, textOf } from '../source.ts';
import { fieldSchema } from './field.ts';

const is = key('is', '为', { zh: '由记录推出的表达式。', en: 'The expression that derives it from the record.' }, expression, true);
const condition = { if: { type: 'object' }, then: mapOf([is, title]), else: { ...words, 'x-reads': 'expression' } };
const all = key(
  'all',
  '全部',
  { zh: '判定标准：各条件都满足。', en: 'A criterion: all of these conditions hold.' },
  listOf(condition),
  true,
);

export const facts = key(
  'facts',
  '事实',
  { zh: '立案时给出的，或由记录推出的。', en: 'Given when the case opens, or derived from the record.' },
  namesTo({
    if: { required: ['type'] },
    then: fieldSchema,
    else: { if: { required: ['all'] }, then: mapOf([title, cite, all]), else: mapOf([is, title, cite]) },
  }),
);

export interface WrittenFact {
  type?: string;
  is?: unknown;
  all?: (string | { is: unknown; title?: unknown })[];
  title?: unknown;
}

interface Condition {
  is: string;
  title: string | object;
  path: Path;
}

/** How often the case was refused since somebody last accepted it, or since it opened. */
const bounces: Fact = {
  name: 'bounces',
  title: { zh: '连续拒收次数', en: 'Refusals in a row' },
  type: 'int',
  is: 'size(known(accepted.last().at) ? declined.since(accepted.last().at) : declined)',
  reads: ['accepted', 'declined'],
};

/**
 * Facts in order of dependency: each one's type feeds the next. A fact of the opening is what the latest opening said. `withBounces`:
 * the file speaks of them.
 */
export function compileFacts(compilation: Compilation, written: Record<string, WrittenFact>, withBounces: boolean): Fact[] {
  const order = new FactOrder(compilation, written);
  if (withBounces) {
    compilation.scope.facts.bounces = bounces.type;
    order.facts.push(bounces);
  }
  for (const name of Object.keys(written)) order.visit(name);
  return order.facts;
}

class FactOrder {
  readonly facts: Fact[] = [];
  private readonly visiting = new Set<string>();
  /** Facts that some arm sets. */
  private readonly settable = new Set<string>();
  private readonly compilation: Compilation;
  private readonly written: Record<string, WrittenFact>;

  constructor(compilation: Compilation, written: Record<string, WrittenFact>) {
    this.compilation = compilation;
    this.written = written;
    eachWritten(compilation.source.value, 'set', (set) => {
      if (typeof set === 'object' && set !== null) for (const name of Object.keys(set)) this.settable.add(name);
    });
  }

  visit(name: string): void {
    const { compilation, written } = this;
    const { scope } = compilation;
    if (Object.hasOwn(scope.facts, name)) return;
    const path = ['facts', name];
    this.visiting.add(name);
    const fact = written[name]!;
    const conditions = this.conditionsOf(name, fact);
    const sources = fact.type === undefined ? (conditions ?? [{ is: String(fact.is), path: [...path, 'is'] }]) : [];
    const named = sources.flatMap(({ is }) => namesIn(is)).filter((word) => Object.hasOwn(written, word));
    if (named.some((word) => this.visiting.has(word) && !Object.hasOwn(scope.facts, word))) {
      compilation.keyProblem('cycle-of-facts', path, { name });
      scope.facts[name] = 'dyn';
      return;
    }
    for (const word of named) this.visit(word);
    this.facts.push(this.typed(name, fact, conditions, sources));
  }

  private conditionsOf(name: string, fact: WrittenFact): Condition[] | undefined {
    return fact.all?.map((written, n) => {
      const path = ['facts', name, 'all', n];
      if (typeof written === 'string') return { is: written, title: (this.written[written]?.title ?? written) as string | object, path };
      return { is: String(written.is), title: (written.title ?? String(written.is)) as string | object, path: [...path, 'is'] };
    });
  }

  private typed(name: string, fact: WrittenFact, conditions: Condition[] | undefined, sources: { is: string; path: Path }[]): Fact {
    const { compilation } = this;
    const given = fact.type !== undefined;
    const is = given
      ? `opened.filter(o, has(o.${name})).map(o, o.${name}).last()`
      : sources.map((source) => (conditions ? `(${source.is})` : source.is)).join(' && ');
    const reads = new Set<string>();
    let type = 'dyn';
    if (given && this.settable.has(name)) reads.add('$set');
    for (const source of given ? [{ is, path: ['facts', name] }] : sources) {
      const { checked } = compilation.expression(source.is, source.path, conditions ? { type: 'bool' } : {});
      if (!checked) {
        compilation.unreadable.add(name);
        continue;
      }
      type = checked.type;
      for (const event of dependencies(checked.reads)) reads.add(event);
      for (const other of checked.reads.facts)
        for (const event of this.facts.find((known) => known.name === other)?.reads ?? []) reads.add(event);
    }
    compilation.scope.facts[name] = type;
    const ticks = conditions?.map(({ title, is }) => ({ title: textOf(title), is }));
    const title = fact.title === undefined ? {} : { title: textOf(fact.title) };
    return { name, type, is, reads: [...reads], ...title, ...(ticks && { all: ticks }) };
  }
}

/** What makes an expression be folded again: events, and by `$…` what else of the case it looks at. */
function dependencies({ events, slots, children, inside }: Reads): string[] {
  return [
    ...events,
    ...(slots.length > 0 ? ['$slots'] : []),
    ...(children.length > 0 ? ['$children', 'case_closed'] : []),
    ...(inside.length > 0 ? ['$states'] : []),
  ];
}
