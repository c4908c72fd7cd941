import { type Checked, check, isDate, type Scope, type Span, type Text, type Units, type Value } from '../kernel/index.ts';
import type { ProblemCode } from './codes.ts';
import { isProblem, type PhraseNames, type Read, readSpan } from './phrases.ts';
import type { Params } from './problem.ts';
import { nearest, type Path, type Source } from './source.ts';

/** What other files say, for checks across files. Absent: these checks are not made. */
export interface Context {
  units?: Units;
  /** Protocol name → required facts of its opening. */
  protocols?: Record<string, { required: string[] }>;
}

/** One protocol file on its way to a compiled protocol: names, scopes, and where to report. */
export class Compilation {
  readonly source: Source;
  readonly context: Context;
  /** Grows as facts are typed. */
  readonly scope: Scope;
  private readonly scopes = new Map<string, Scope>();

  constructor(source: Source, context: Context, zone: string) {
    this.source = source;
    this.context = context;
    this.scope = { zone, events: {}, facts: {}, values: {} };
  }

  problem(code: ProblemCode, path: Path, params: Params = {}, suggestion?: string): void {
    this.source.problems.add(code, this.source.at(path), params, suggestion);
  }

  keyProblem(code: ProblemCode, path: Path, params: Params = {}, suggestion?: string): void {
    this.source.problems.add(code, this.source.key(path), params, suggestion);
  }

  /** A phrase, or undefined after reporting why not. */
  phrase<T>(read: Read<T>, path: Path, known: Iterable<string> = []): T | undefined {
    if (!isProblem(read)) return read;
    const { name } = read.params;
    const at = name === undefined ? this.source.at(path) : this.nameIn(path, String(name));
    this.source.problems.add(read.problem, at, read.params, name === undefined ? undefined : nearest(String(name), known));
    return undefined;
  }

  private nameIn(path: Path, name: string) {
    const at = this.source.at(path);
    const index = this.source.text.slice(at.from, at.to).indexOf(name);
    return index < 0 ? at : { from: at.from + index, to: at.from + index + name.length };
  }

  readonly names: PhraseNames = {
    span: (name) => (this.scope.values[name]?.type === 'span' ? (this.scope.values[name] as { is: Span }).is : undefined),
    clock: (name) => (this.scope.values[name]?.type === 'clock' ? (this.scope.values[name] as { is: string }).is : undefined),
    anchor: (name) => {
      const type = this.scope.facts[name];
      if (type !== undefined) return type === 'Date' || type === 'Instant' ? { of: 'fact', name } : 'wrong-type';
      return name in this.scope.events ? { of: 'event', name } : undefined;
    },
    known: [],
  };

  /** Everything a phrase may name. */
  knownNames(): string[] {
    return [...Object.keys(this.scope.values), ...Object.keys(this.scope.facts), ...Object.keys(this.scope.events)];
  }

  scopeFor(event?: string): Scope {
    const data = event === undefined ? undefined : this.scope.events[event];
    if (!data || event === undefined) return this.scope;
    let scope = this.scopes.get(event);
    if (!scope) {
      scope = { ...this.scope, data };
      this.scopes.set(event, scope);
    }
    return scope;
  }

  /** Type-checks CEL; `type` must come out when given. */
  expression(written: unknown, path: Path, event?: string, type?: string): { source: string; checked?: Checked } {
    const source = String(written);
    const checked = check(source, this.scopeFor(event));
    if ('code' in checked) {
      const range = this.source.within(path, checked.from, checked.to);
      this.source.problems.add(checked.code, range, { detail: checked.message }, this.unknownName(checked.message));
      return { source };
    }
    if (type !== undefined && checked.type !== type && checked.type !== 'dyn') {
      this.problem('cel-type', path, { detail: `${checked.type} ≠ ${type}` });
    }
    return { source, checked };
  }

  private unknownName(message: string): string | undefined {
    const name = /(?:Unknown variable|No such key): (\w+)/.exec(message)?.[1];
    return name === undefined ? undefined : nearest(name, this.knownNames());
  }

  role(name: string, path: Path): void {
    const roles = this.context.units?.roles;
    if (roles && !(name in roles) && name !== 'case')
      this.source.problems.add('role-unknown', this.nameIn(path, name), { name }, nearest(name, Object.keys(roles)));
  }

  opens(protocol: string, fields: string[], path: Path): void {
    const known = this.context.protocols;
    if (!known) return;
    const target = known[protocol];
    if (!target) {
      this.problem('open-unknown', path, { name: protocol }, nearest(protocol, Object.keys(known)));
      return;
    }
    const missing = target.required.filter((field) => !fields.includes(field));
    if (missing.length > 0) this.problem('open-misses-facts', path, { name: protocol, facts: missing.join(', ') });
  }

  /** A plan's number, by what it looks like. */
  value(is: unknown, path: Path): Value {
    if (typeof is === 'number') return { type: 'number', is };
    if (typeof is === 'boolean') return { type: 'flag', is };
    const text = String(is);
    if (isDate(text)) return { type: 'date', is: text };
    if (/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return { type: 'clock', is: text };
    const span = readSpan(text);
    if (!isProblem(span)) return { type: 'span', is: span };
    if (span.problem === 'mixed-span') this.phrase(span, path);
    return { type: 'text', is: text };
  }
}

/** A title in both languages; one text stands for both. */
export function textOf(written: unknown): Text {
  return typeof written === 'string' ? { zh: written, en: written } : (written as Text);
}
