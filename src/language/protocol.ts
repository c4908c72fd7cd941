import type { EffectTemplate, EventRule, Fact, Field, LadderStep, Protocol, Span, Text } from '../kernel/index.ts';
import { Compilation, type Context, textOf } from './compilation.ts';
import { readSpan } from './phrases.ts';
import type { Problem } from './problem.ts';
import { rules } from './rules/index.ts';
import { protocolSchema } from './schema.ts';
import { checkShape } from './shape.ts';
import { nearest, Source } from './source.ts';
import { actionsIn, compileStates, flatten } from './states.ts';

type Written = Record<string, unknown>;

const reserved = ['opened', 'accepted', 'declined', 'lapsed', 'corrected', 'data', 'values', 'now'];

/**
 * Reads a protocol file: the compiled protocol when there is no error, and every problem, sorted by place. Never throws for what
 * an author wrote.
 */
export function readProtocol(text: string, file: string, context: Context = {}): { protocol?: Protocol; problems: Problem[] } {
  const source = new Source(text, file);
  const done = () => source.problems.sorted();
  if (source.problems.failed || !checkShape(source, protocolSchema)) return { problems: done() };
  const written = source.value as Written;
  const compilation = new Compilation(source, context, String(written.zone));
  const { scope } = compilation;
  for (const [name, value] of Object.entries((written.values ?? {}) as Record<string, Written>)) {
    const { unit, cite, title, is } = value as { unit?: string; cite?: string; title?: unknown; is: unknown };
    scope.values[name] = {
      ...compilation.value(is, ['values', name, 'is']),
      ...(unit !== undefined && { unit }),
      ...(cite !== undefined && { cite }),
      ...(title !== undefined && { title: textOf(title) }),
    };
  }
  const events = readEvents(compilation, written);
  const facts = readFacts(compilation, written);
  checkMusts(compilation, events);
  const ladders = readLadders(compilation, written);
  const outcomes = Object.fromEntries(
    Object.entries((written.outcomes ?? {}) as Record<string, unknown>).map(([name, title]) => [name, textOf(title)]),
  );
  const places = flatten(written);
  compileStates(compilation, places, Object.keys(outcomes), Object.keys(ladders));
  const { workdays } = written as { workdays?: { holidays?: string[]; working?: string[] } };
  const protocol: Protocol = {
    format: 1,
    protocol: String(written.protocol),
    edition: String(written.edition),
    title: textOf(written.title),
    subject: written.subject as Protocol['subject'],
    zone: String(written.zone),
    sources: Object.fromEntries(
      Object.entries((written.sources ?? {}) as Record<string, unknown>).map(([name, title]) => [name, textOf(title)]),
    ),
    values: scope.values,
    facts,
    events,
    ladders,
    outcomes,
    states: places.map(({ state }) => state),
    ...(workdays && { workdays: { holidays: workdays.holidays ?? [], working: workdays.working ?? [] } }),
  };
  if (!source.problems.failed) for (const rule of rules) rule({ compilation, protocol, places });
  return { ...(!source.problems.failed && { protocol }), problems: done() };
}

interface WrittenField {
  type: Field['type'];
  required?: boolean;
  title?: unknown;
  unit?: string;
  min?: number;
  max?: number;
  one_of?: string[];
}

function fieldOf({ type, required, title, unit, min, max, one_of }: WrittenField): Field {
  return {
    type,
    required: required ?? true,
    ...(title !== undefined && { title: textOf(title) }),
    ...(unit !== undefined && { unit }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(one_of && { oneOf: one_of }),
  };
}

const builtin = (name: string, title: Text, data: Record<string, Field>): EventRule => ({ name, title, by: [], data, must: [], notBy: [] });

interface WrittenEvent {
  by?: string | string[];
  title?: unknown;
  data?: Record<string, WrittenField>;
  must?: { is: unknown; say: unknown }[];
  back_to?: unknown;
  not_by?: string | string[];
}

function readEvents(compilation: Compilation, written: Written): Protocol['events'] {
  const opened: Record<string, Field> = {};
  for (const [name, fact] of Object.entries((written.facts ?? {}) as Record<string, object>)) {
    if ('type' in fact) opened[name] = { ...fieldOf(fact as WrittenField), required: (fact as WrittenField).required === true };
  }
  const reason = (required: boolean): Field => ({ type: 'text', required, title: { zh: '理由', en: 'Reason' } });
  const events: Protocol['events'] = {
    opened: builtin('opened', { zh: '立案', en: 'Opened' }, opened),
    accepted: builtin('accepted', { zh: '接收', en: 'Accepted' }, { reason: reason(false) }),
    declined: builtin('declined', { zh: '拒收', en: 'Declined' }, { reason: reason(true) }),
  };
  for (const [name, event] of Object.entries((written.events ?? {}) as Record<string, WrittenEvent>)) {
    const path = ['events', name];
    if (reserved.includes(name)) {
      compilation.keyProblem('reserved-name', path, { name });
      continue;
    }
    if (event.title === undefined) compilation.keyProblem('no-title', path);
    const by = [event.by ?? []].flat();
    for (const role of by) compilation.role(role, [...path, 'by']);
    const backTo: Span | undefined =
      event.back_to === undefined ? undefined : compilation.phrase(readSpan(String(event.back_to)), [...path, 'back_to']);
    events[name] = {
      name,
      title: textOf(event.title ?? name),
      by,
      data: Object.fromEntries(Object.entries(event.data ?? {}).map(([field, shape]) => [field, fieldOf(shape)])),
      must: (event.must ?? []).map(({ is, say }) => ({ is: String(is), say: textOf(say) })),
      notBy: [event.not_by ?? []].flat(),
      ...(backTo && { backTo }),
    };
  }
  for (const [name, rule] of Object.entries(events)) compilation.scope.events[name] = rule.data;
  for (const rule of Object.values(events)) {
    for (const other of rule.notBy) {
      if (!(other in events))
        compilation.problem('event-undeclared', ['events', rule.name, 'not_by'], { name: other }, nearest(other, Object.keys(events)));
    }
  }
  return events;
}

function checkMusts(compilation: Compilation, events: Protocol['events']): void {
  for (const rule of Object.values(events)) {
    rule.must.forEach(({ is }, n) => {
      compilation.expression(is, ['events', rule.name, 'must', n, 'is'], rule.name, 'bool');
    });
  }
}

interface WrittenFact {
  is?: unknown;
  all?: (string | { is: unknown; title?: unknown })[];
  title?: unknown;
}

/** Facts in order of dependency: each one's type feeds the next. A fact of the opening is what the latest opening said. */
function readFacts(compilation: Compilation, written: Written): Fact[] {
  const all = (written.facts ?? {}) as Record<string, WrittenFact>;
  const facts: Fact[] = [];
  const visiting = new Set<string>();
  const { scope } = compilation;
  const visit = (name: string): void => {
    if (name in scope.facts) return;
    const fact = all[name]!;
    const path = ['facts', name];
    if (visiting.has(name)) {
      compilation.keyProblem('cycle-of-facts', path, { name });
      scope.facts[name] = 'dyn';
      return;
    }
    visiting.add(name);
    const conditions = fact.all?.map((condition, n) => {
      const inner = typeof condition === 'string' ? { is: condition, title: all[condition]?.title ?? condition } : condition;
      return {
        is: String(inner.is),
        title: textOf(inner.title ?? String(inner.is)),
        path: [...path, 'all', n, ...(typeof condition === 'string' ? [] : ['is'])],
      };
    });
    const sources = conditions ?? ('type' in fact ? [] : [{ is: String(fact.is), path: [...path, 'is'] }]);
    for (const { is } of sources) for (const word of is.match(/[A-Za-z_]\w*/g) ?? []) if (word in all && word !== name) visit(word);
    if (sources.some(({ is }) => new RegExp(`(?<![\\w."'])${name}\\b`).test(is))) {
      compilation.keyProblem('cycle-of-facts', path, { name });
      scope.facts[name] = 'dyn';
      return;
    }
    const is =
      'type' in fact
        ? `opened.filter(o, has(o.${name})).map(o, o.${name}).last()`
        : sources.map((source) => (conditions ? `(${source.is})` : source.is)).join(' && ');
    const reads = new Set<string>();
    let type = 'dyn';
    for (const source of 'type' in fact ? [{ is, path }] : sources) {
      const { checked } = compilation.expression(source.is, source.path, undefined, conditions ? 'bool' : undefined);
      if (!checked) continue;
      type = checked.type;
      for (const event of checked.reads.events) reads.add(event);
      for (const other of checked.reads.facts)
        for (const event of facts.find((known) => known.name === other)?.reads ?? []) reads.add(event);
    }
    scope.facts[name] = type;
    facts.push({
      name,
      type,
      is,
      reads: [...reads],
      ...(fact.title !== undefined && { title: textOf(fact.title) }),
      ...(conditions && { all: conditions.map(({ title, is }) => ({ title, is })) }),
    });
  };
  for (const name of Object.keys(all)) visit(name);
  return facts;
}

function readLadders(compilation: Compilation, written: Written): Protocol['ladders'] {
  const ladders: Protocol['ladders'] = {};
  for (const [name, steps] of Object.entries((written.ladders ?? {}) as Record<string, Record<string, unknown>[]>)) {
    ladders[name] = steps.map((step, n): LadderStep => {
      const path = ['ladders', name, n];
      const key = 'before' in step ? 'before' : 'after';
      if (!(key in step)) compilation.problem('missing-key', path, { key: 'after' });
      const span = compilation.phrase(readSpan(String(step[key] ?? '0m')), [...path, key]);
      if (span && !('elapsed' in span)) compilation.problem('phrase', [...path, key], { text: String(step[key]), expected: '30m, 24h' });
      const effects: EffectTemplate[] = actionsIn(compilation, step, path);
      return { offset: (span && 'elapsed' in span ? span.elapsed : 0) * (key === 'before' ? -1 : 1), effects };
    });
  }
  return ladders;
}
