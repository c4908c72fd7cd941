import {
  builtinOutcomes,
  type Checked,
  type Condition,
  check,
  type LadderStep,
  nearest,
  type Protocol,
  type Scope,
  type Units,
  type Value,
  varies,
} from '../kernel/index.ts';
import type { ProblemCode } from './codes/index.ts';
import { chineseExpression } from './expression-words.ts';
import { type Given, missingOf, unfitOf } from './given.ts';
import { namesIn } from './names-in.ts';
import type { Outline } from './outline.ts';
import { chinesePhrase } from './phrase-words.ts';
import { isProblem, type PhraseNames, type Read } from './phrases.ts';
import type { Params } from './problem.ts';
import type { Path, Range, Source } from './source.ts';
import { roleMeant } from './units/role-meant.ts';

/** What other files say, for checks across files. Absent: these checks are not made. */
export interface Context {
  units?: Units;
  /** What is known of every protocol, by name. */
  protocols?: Record<string, Outline>;
  /** Shared ladders, as `readLadders` gives them. */
  ladders?: Record<string, LadderStep[]>;
  /** Calendars by name, as `readCalendar` gives them. */
  calendars?: Record<string, NonNullable<Protocol['workdays']>>;
  /** Whether some scenario plays a protocol; absent where scenarios are not looked at. */
  isPlayed?: (protocol: string) => boolean;
}

/** One protocol file on its way to a compiled protocol: names, scopes, and where to report. */
export class Compilation {
  readonly source: Source;
  readonly context: Context;
  /** Grows as facts are typed. */
  readonly scope: Scope;
  private readonly scopes = new Map<string, Scope>();
  /** What can be checked only when all protocols have been read. */
  readonly across: ((known: Record<string, Outline>) => void)[] = [];

  /** It looks at how linked cases end, so that they have to say so. */
  follows = false;
  /** Values that some phrase or expression has named. */
  readonly usedValues = new Set<string>();
  /** Facts whose expression cannot be read. */
  readonly unreadable = new Set<string>();
  /** Where facts are set, and to what. */
  readonly sets: { path: Path; is: string }[] = [];
  /** Numbers that stand in expressions, with their places. */
  readonly numbers: { text: string; range: Range }[] = [];
  /** Conditions that can be decided; those of arms that are tried in turn stand together. */
  readonly conditions: { path: Path; condition: Condition }[][] = [];
  /** Arms that end in a mere `record`. */
  readonly unsaid: { path: Path; conditions: { path: Path; condition: Condition }[] }[] = [];
  /** Name of a link → the protocols opened under it. */
  readonly links = new Map<string, string[]>();
  /** Its name; empty in a file of shared ladders. */
  readonly protocol: string;

  constructor(source: Source, context: Context, zone: string, protocol = '') {
    this.source = source;
    this.context = context;
    this.protocol = protocol;
    this.scope = { zone, events: {}, facts: {}, values: {} };
  }

  problem(code: ProblemCode, path: Path, params: Params = {}, suggestion?: string): void {
    this.source.problems.add(code, this.source.at(path), params, suggestion);
  }

  keyProblem(code: ProblemCode, path: Path, params: Params = {}, suggestion?: string): void {
    this.source.problems.add(code, this.source.key(path), params, suggestion);
  }

  /** A problem of one name inside a value. */
  nameProblem(code: ProblemCode, path: Path, name: string, suggestion?: string, params: Params = {}): void {
    this.source.problems.add(code, this.nameIn(this.source.at(path), name), { name, ...params }, suggestion);
  }

  /** A phrase in a value, or undefined after reporting why not. */
  phrase<T>(read: Read<T>, path: Path, known: Iterable<string> = []): T | undefined {
    return this.phraseIn(read, this.source.at(path), known);
  }

  /** A phrase that is a key. */
  keyPhrase<T>(read: Read<T>, path: Path, known: Iterable<string> = []): T | undefined {
    return this.phraseIn(read, this.source.key(path), known);
  }

  private phraseIn<T>(read: Read<T>, range: Range, known: Iterable<string>): T | undefined {
    if (!isProblem(read)) return read;
    const { problem, params } = read;
    const { name, text } = params;
    const suggestion = name === undefined ? undefined : nearest(String(name), known);
    const place = this.nameIn(range, String(name ?? text ?? ''));
    // The author sees what he wrote, not its one spelling.
    const said = text === undefined ? params : { ...params, text: this.source.written(place) };
    this.source.problems.add(problem, place, this.spoken(said), suggestion);
    return undefined;
  }

  /** What to write instead, as the author of this file writes it. */
  private spoken(params: Params): Params {
    if (this.source.problems.tongue === 'en') return params;
    const inChinese = (examples: unknown) => String(examples).split(', ').map(chinesePhrase).join('、');
    const { expected, hours, days } = params;
    return {
      ...params,
      ...(expected && { expected: inChinese(expected) }),
      ...(hours && { hours: inChinese(hours) }),
      ...(days && { days: inChinese(days) }),
    };
  }

  private nameIn(range: Range, name: string): Range {
    const index = this.source.text.slice(range.from, range.to).indexOf(name);
    return index < 0 || name === '' ? range : { from: range.from + index, to: range.from + index + name.length };
  }

  readonly names: PhraseNames = {
    span: (name) => {
      const value = this.value(name);
      this.usedValues.add(name);
      return value?.type === 'span' ? (varies(value) ? { value: name } : value.is) : undefined;
    },
    clock: (name) => {
      const value = this.value(name);
      this.usedValues.add(name);
      return value?.type === 'clock' ? (varies(value) ? { value: name } : value.is) : undefined;
    },
    anchor: (name) => {
      const type = this.factType(name);
      if (type !== undefined) return ['Date', 'Instant', 'dyn'].includes(type) ? { of: 'fact', name } : 'wrong-type';
      return Object.hasOwn(this.scope.events, name) ? { of: 'event', name } : undefined;
    },
  };

  private value(name: string): Value | undefined {
    return Object.hasOwn(this.scope.values, name) ? this.scope.values[name] : undefined;
  }

  /** The type of a fact in the adapter's notation; `dyn` after its own mistake was reported. */
  factType(name: string): string | undefined {
    return Object.hasOwn(this.scope.facts, name) ? this.scope.facts[name] : undefined;
  }

  /** Everything a phrase may name. */
  knownNames(): string[] {
    return [...Object.keys(this.scope.values), ...Object.keys(this.scope.facts), ...Object.keys(this.scope.events)];
  }

  /** Whether the event that is the key of `path` is declared; reported when not. */
  declared(event: string, path: Path): boolean {
    if (Object.hasOwn(this.scope.events, event)) return true;
    this.keyProblem('event-undeclared', path, { name: event }, nearest(event, Object.keys(this.scope.events)));
    return false;
  }

  /** Type-checks a condition that stands by itself. */
  condition(written: unknown, path: Path, about: { event?: string; element?: boolean } = {}): string {
    const { source, checked } = this.expression(written, path, { ...about, type: 'bool' });
    if (checked?.condition) this.conditions.push([{ path, condition: checked.condition }]);
    return source;
  }

  /**
   * Type-checks CEL. `event`: whose `data` it may name; `element`: it may name `each`; `type` must come out when given.
   */
  expression(
    written: unknown,
    path: Path,
    { event, type, element = false }: { event?: string | undefined; type?: string; element?: boolean } = {},
  ): { source: string; checked?: Checked } {
    const source = String(written);
    const checked = check(source, this.scopeFor(event, element));
    if ('code' in checked) {
      // A mistake in a fact is said there, not again wherever it is used.
      if (namesIn(source).some((name) => this.unreadable.has(name))) return { source };
      const { code, from, to, zh, en, suggestion } = checked;
      const inFile =
        suggestion !== undefined && code === 'cel-type' && this.source.problems.tongue === 'zh'
          ? chineseExpression(suggestion)
          : suggestion;
      this.source.problems.add(code, this.source.within(path, from, to), { detail: { zh, en } }, inFile);
      return { source };
    }
    for (const { of, word, from, to } of checked.outcomes ?? [])
      this.across.push((known) => this.endsSo(known, of, word, this.source.within(path, from, to)));
    for (const name of checked.reads.values) this.usedValues.add(name);
    for (const { value, from, to } of checked.numbers)
      this.numbers.push({ text: String(value), range: this.source.within(path, from, to) });
    if (type !== undefined && checked.type !== type && checked.type !== 'dyn') {
      this.problem(type === 'bool' ? 'not-a-condition' : 'wrong-result', path, { type: checked.type, wanted: type });
    }
    return { source, checked };
  }

  private scopeFor(event: string | undefined, element: boolean): Scope {
    const data = event !== undefined && Object.hasOwn(this.scope.events, event) ? this.scope.events[event] : undefined;
    if (!data && !element) return this.scope;
    const key = `${element} ${data ? event : ''}`;
    let scope = this.scopes.get(key);
    if (!scope) {
      scope = { ...this.scope, ...(data && { data }), ...(element && { element }) };
      this.scopes.set(key, scope);
    }
    return scope;
  }

  /** A role must be known to the units. */
  role(name: string, path: Path): void {
    const roles = this.context.units?.roles;
    if (roles && name !== 'case' && !Object.hasOwn(roles, name)) this.nameProblem('role-unknown', path, name, roleMeant(name, roles));
  }

  /** A protocol that is named must be there. */
  exists(protocol: string, path: Path): void {
    this.across.push((known) => {
      if (!Object.hasOwn(known, protocol)) this.nameProblem('protocol-unknown', path, protocol, nearest(protocol, Object.keys(known)));
    });
  }

  /** An opened protocol must exist, get its required facts, and none that it would refuse. */
  opens(protocol: string, given: Given, path: Path, withPath: Path): void {
    this.across.push((known) => {
      if (!Object.hasOwn(known, protocol)) {
        this.nameProblem('open-unknown', path, protocol, nearest(protocol, Object.keys(known)));
        return;
      }
      const { required, opened } = known[protocol]!;
      const missing = required.filter((field) => !Object.hasOwn(given, field));
      if (missing.length > 0) this.problem('open-misses-facts', path, { name: protocol, facts: missing.join(', ') });
      const unfit = opened && unfitOf(given, opened);
      if (unfit)
        this.problem('open-not-accepted', [...withPath, unfit.field], { name: protocol, because: unfit.because }, unfit.suggestion);
    });
  }

  /** Whoever a message goes to must know its event, and take its data. `to`: the name of a link, or `opener`. */
  sends(event: string, to: string, given: Given, path: Path): void {
    this.across.push((known) => this.sent(known, event, to, given, path));
  }

  private sent(known: Record<string, Outline>, event: string, to: string, given: Given, path: Path): void {
    const receivers = to === 'opener' ? this.openers(known) : (this.links.get(to) ?? []).filter((name) => Object.hasOwn(known, name));
    if (to === 'opener' && receivers.length === 0) this.problem('link-not-accepted', [...path, 'to'], { event, because: nobody });
    for (const name of receivers) {
      const { hears } = known[name]!;
      if (!hears) continue;
      const shape = Object.hasOwn(hears, event) ? hears[event]! : undefined;
      if (!shape) {
        const because = { zh: `“${name}”不接受个案来的“${event}”`, en: `"${name}" takes no "${event}" from a case` };
        this.problem('link-not-accepted', [...path, 'event'], { event, because }, nearest(event, Object.keys(hears)));
        continue;
      }
      const missing = missingOf(given, shape);
      const unfit = unfitOf(given, shape);
      const lacks = { zh: `“${name}”要求填写 ${missing.join('、')}`, en: `"${name}" requires ${missing.join(', ')}` };
      if (missing.length > 0) this.problem('link-not-accepted', [...path, 'event'], { event, because: lacks });
      else if (unfit)
        this.problem('link-not-accepted', [...path, 'with', unfit.field], { event, because: unfit.because }, unfit.suggestion);
    }
  }

  /** How a case is said to have ended, some protocol that it may be under must know. */
  private endsSo(known: Record<string, Outline>, of: 'earlier' | 'children', word: string, range: Range): void {
    const opened = of === 'earlier' ? [this.protocol] : [...this.links.values()].flat();
    const under = [...leadingOn(known, opened)];
    // Of what cannot be read, nothing is known.
    if (under.some((name) => !known[name]?.ends)) return;
    const all = [...new Set([...under.flatMap((name) => known[name]!.ends!), ...Object.keys(builtinOutcomes)])];
    if (all.includes(word)) return;
    const list = all.slice(0, MOST_LISTED);
    const more = all.length > list.length ? ' …' : '';
    const detail = {
      zh: `“${word}”不是任何相关规程的结局：${list.join('、')}${more}`,
      en: `"${word}" is no outcome of a case it may be about: ${list.join(', ')}${more}`,
    };
    this.source.problems.add('closed-list', range, { detail }, nearest(word, all));
  }

  /** The protocols that open cases under this one. */
  private openers(known: Record<string, Outline>): string[] {
    return Object.keys(known).filter((name) => known[name]!.opens?.includes(this.protocol));
  }
}

const MOST_LISTED = 12;

/** These protocols and all that a case under them may become. */
function leadingOn(known: Record<string, Outline>, names: readonly string[], seen = new Set<string>()): Set<string> {
  for (const name of names) {
    if (seen.has(name)) continue;
    seen.add(name);
    leadingOn(known, (Object.hasOwn(known, name) && known[name]!.becomes) || [], seen);
  }
  return seen;
}

const nobody = { zh: '没有规程会打开本规程的个案', en: 'no protocol opens a case under this one' };
