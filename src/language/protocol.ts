import type { Protocol, Scope, Text } from '../kernel/index.ts';
import { Compilation, type Context } from './compilation.ts';
import { compileWindows, type WrittenWindow } from './constructs/campaign-window.ts';
import { checkMusts, compileEvents, type WrittenEvent } from './constructs/event.ts';
import { compileFacts, type WrittenFact } from './constructs/fact.ts';
import { checkZone, compileCalendar, compileEffectiveFrom, compileSupervisors } from './constructs/head.ts';
import { compileLadders, type WrittenLadders } from './constructs/ladder.ts';
import { checkNames } from './constructs/names.ts';
import { flatten, type Place } from './constructs/place.ts';
import { compileStates } from './constructs/state.ts';
import { compileValues } from './constructs/value.ts';
import { type Outline, outlineOf } from './outline.ts';
import type { Problem } from './problem.ts';
import { cares, rules } from './rules/index.ts';
import { eachWritten } from './rules/rule.ts';
import { laddersSchema, protocolSchema } from './schema.ts';
import { checkShape } from './shape.ts';
import { Source, textOf } from './source.ts';

interface Written extends Record<string, unknown> {
  protocol: string;
  edition: string;
  title: unknown;
  subject: Protocol['subject'];
  supervisors?: string | string[];
  zone: string;
  sources?: Record<string, unknown>;
  windows?: Record<string, WrittenWindow>;
  values?: Parameters<typeof compileValues>[1];
  facts?: Record<string, WrittenFact>;
  events?: Record<string, WrittenEvent>;
  ladders?: WrittenLadders;
  outcomes?: Record<string, unknown>;
  calendar?: string;
  effective_from?: string;
}

/** A protocol read by itself: protocols refer to one another, so that each is read once and then held against the others. */
export interface Draft {
  /** Undefined where not even its name can be read. */
  name: string | undefined;
  outline: Outline;
  /** The compiled protocol when there is no error, and every problem, sorted by place. */
  against(protocols: Context['protocols']): { protocol?: Protocol; problems: Problem[] };
}

/** What others may assume of a protocol that cannot be read: nothing, so that its mistakes are not theirs. */
const unread: Outline = { required: [] };

/** Reads a protocol file by itself; its context's other protocols are not asked. Never throws for what an author wrote. */
export function draftProtocol(text: string, file: string, context: Omit<Context, 'protocols'> = {}): Draft {
  const source = new Source(text, file);
  const failed = (): Draft => ({
    name: /^["']?(?:protocol|规程)["']? *: *["']?([^\s"'#]+)/m.exec(text)?.[1],
    outline: unread,
    against: () => ({ problems: source.problems.sorted() }),
  });
  if (!checkShape(source, protocolSchema)) return failed();
  const written = source.value as Written;
  const compilation = new Compilation(source, context, written.zone, written.protocol);
  checkZone(compilation, written.zone);
  checkNames(compilation, written);
  if (source.problems.failed) return failed();
  const { protocol, places } = compile(compilation, written);
  const sound = !source.problems.failed;
  return {
    name: protocol.protocol,
    outline: sound ? outlineOf(protocol) : unread,
    against: (protocols) =>
      source.problems.trying(() => {
        if (protocols) for (const check of compilation.across) check(protocols);
        for (const some of [rules, cares]) if (!source.problems.failed) for (const rule of some) rule({ compilation, protocol, places });
        return { ...(!source.problems.failed && { protocol }), problems: source.problems.sorted() };
      }),
  };
}

/**
 * Reads a protocol file: the compiled protocol when there is no error, and every problem, sorted by place. Never throws for what
 * an author wrote.
 */
export function readProtocol(text: string, file: string, context: Context = {}): { protocol?: Protocol; problems: Problem[] } {
  return draftProtocol(text, file, context).against(context.protocols);
}

/** Reads a file of shared ladders, to be given to `readProtocol` in its context. */
export function readLadders(
  text: string,
  file: string,
  context: Context = {},
): { ladders?: NonNullable<Context['ladders']>; problems: Problem[] } {
  const source = new Source(text, file);
  if (!checkShape(source, laddersSchema)) return { problems: source.problems.sorted() };
  const { ladders: _, ...others } = context;
  const ladders = compileLadders(new Compilation(source, others, 'UTC'), (source.value as { ladders: WrittenLadders }).ladders);
  return { ...(!source.problems.failed && { ladders }), problems: source.problems.sorted() };
}

function compile(compilation: Compilation, written: Written): { protocol: Protocol; places: Place[] } {
  const places = flatten(written);
  Object.assign(compilation.scope, around(compilation, written, places));
  const windows = compileWindows(compilation, written.windows ?? {});
  compileValues(compilation, written.values ?? {}, windows);
  const events = compileEvents(compilation, written.events ?? {}, written.facts ?? {});
  const facts = compileFacts(compilation, written.facts ?? {}, mentions(compilation.source, 'bounces'));
  checkMusts(compilation, events);
  const own = compileLadders(compilation, written.ladders ?? {});
  const known = { ...compilation.context.ladders, ...own };
  const outcomes = textsOf(written.outcomes);
  compileStates({ compilation, places, outcomes: Object.keys(outcomes), ladders: Object.keys(known) });
  const states = places.map(({ state }) => state);
  const used = new Set(states.flatMap((state) => [...state.tasks.map(({ ladder }) => ladder), state.handOff?.ladder]));
  const protocol: Protocol = {
    format: 1,
    protocol: written.protocol,
    edition: written.edition,
    ...compileEffectiveFrom(compilation, written.effective_from),
    title: textOf(written.title),
    subject: written.subject,
    ...compileSupervisors(compilation, written.supervisors),
    zone: written.zone,
    sources: Object.fromEntries(Object.entries(textsOf(written.sources)).map(([name, { zh, en }]) => [name, { zh, en }])),
    ...(written.windows && { windows }),
    values: compilation.scope.values,
    facts,
    events,
    ladders: Object.fromEntries(Object.entries(known).filter(([name]) => used.has(name) || Object.hasOwn(own, name))),
    outcomes,
    states,
    ...compileCalendar(compilation, written.calendar),
    ...(mentions(compilation.source, 'earlier') && { wantsEarlier: true as const }),
  };
  return { protocol, places };
}

/** Whether a word stands anywhere in the file: what it needs is only made where it is used. */
function mentions({ value }: Source, word: string): boolean {
  const text = texts.get(value as object) ?? JSON.stringify(value);
  texts.set(value as object, text);
  return text.includes(word) && new RegExp(`\\b${word}\\b`).test(text);
}
const texts = new WeakMap<object, string>();

/** What expressions may name besides the record: tasks, links, states. */
function around(compilation: Compilation, written: Written, places: Place[]): Pick<Scope, 'owed' | 'links' | 'states'> {
  eachWritten(written, 'open', (opened) => {
    const { as, protocol } = typeof opened === 'object' ? ((opened ?? {}) as { as?: unknown; protocol?: unknown }) : {};
    if (typeof as === 'string') compilation.links.set(as, [...(compilation.links.get(as) ?? []), String(protocol)]);
  });
  compilation.follows = mentions(compilation.source, 'children') || mentions(compilation.source, 'case_closed');
  return {
    owed: [...new Set(places.flatMap((place) => Object.keys((place.written.tasks ?? {}) as object)))],
    links: [...compilation.links.keys()],
    states: places.map(({ state }) => state.id).filter((id) => id !== ''),
  };
}

function textsOf(written: Record<string, unknown> = {}): Record<string, Text> {
  return Object.fromEntries(Object.entries(written).map(([name, title]) => [name, textOf(title)]));
}
