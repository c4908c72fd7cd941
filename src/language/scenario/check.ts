import { type Field, misfitOf, nearest, type Protocol, type Text, type Units } from '../../kernel/index.ts';
import { chinesePhrase } from '../phrase-words.ts';
import { named } from '../problem.ts';
import type { Path, Source } from '../source.ts';
import { roleMeant } from '../units/role-meant.ts';
import { type Expect, expectations, type Kind } from './expect.ts';
import { Known } from './known.ts';
import type { Scenario, ScenarioOverride, ScenarioStep } from './scenario.ts';
import { stepKeys } from './schema.ts';
import { isTime } from './times.ts';

/** What the names in a scenario are looked up in. */
export interface ScenarioContext {
  /** Every edition of a protocol by its name, the present one first. */
  protocols: ReadonlyMap<string, readonly Protocol[]>;
  units?: Units;
  /** The orders of the founding meeting that tags may name. */
  orders?: readonly string[];
}

interface Subject {
  /** One for each edition. */
  scenarios: readonly Scenario[];
  path: Path;
  editions: readonly string[];
}

/** Reports every name in a scenario that stands for nothing, and data that do not fit their event. */
export function checkScenario(source: Source, context: ScenarioContext, { scenarios, path, editions }: Subject): void {
  const { problems } = source;
  const { protocol, tags } = scenarios[0]!;
  const known = new Known(context);
  if (!context.protocols.has(protocol)) {
    problems.add('protocol-unknown', source.at([...path, 'protocol']), { name: protocol }, nearest(protocol, context.protocols.keys()));
    return;
  }
  const published = known.editions(protocol);
  editions.forEach((edition, n) => {
    if (!published.includes(edition))
      problems.add('edition-unknown', source.at([...path, 'editions', n]), { name: edition, list: published.join(', ') });
  });
  tags.forEach((tag, n) => {
    const { orders } = context;
    if (orders && !orders.includes(tag))
      problems.add('order-unknown', source.at([...path, 'tags', n]), { name: tag }, nearest(tag, orders));
  });
  for (const scenario of scenarios) new Check(source, known, scenario, path).run();
  checkUnder(source, path, editions);
}

/** What is expected under an edition that the scenario does not name would never be looked at. */
function checkUnder(source: Source, path: Path, editions: readonly string[]): void {
  const [n] = path as [number];
  const steps = (source.value as { steps: { expect?: { under?: object } }[] }[])[n]!.steps;
  steps.forEach(({ expect }, m) => {
    for (const edition of Object.keys(expect?.under ?? {})) {
      const here = [...path, 'steps', m, 'expect', 'under', edition];
      if (!editions.includes(edition))
        source.problems.add('edition-unknown', source.key(here), { name: edition, list: editions.join(', ') }, nearest(edition, editions));
    }
  });
}

const forms: Record<Field['type'], Text> = {
  number: { zh: '数字', en: 'a number' },
  integer: { zh: '整数', en: 'a whole number' },
  text: { zh: '文字', en: 'a text' },
  flag: { zh: ' true（是）或 false（否）', en: 'true or false' },
  date: { zh: '日期“YYYY-MM-DD”', en: 'a date "YYYY-MM-DD"' },
  time: { zh: '时间“YYYY-MM-DD HH:MM”', en: 'a time "YYYY-MM-DD HH:MM"' },
  person: { zh: '人的编号', en: 'the id of a person' },
  case: { zh: '个案的编号', en: 'the id of a case' },
  unit: { zh: '单位的编号', en: 'the id of a unit' },
};

/** What people write for a flag. */
const flags: Record<string, string> = { 是: 'true', 否: 'false', yes: 'true', no: 'false' };

const notIn = (name: string, list: readonly string[]): Text => ({
  zh: `“${name}”不在可选值之列：${list.join('、')}`,
  en: `"${name}" is not one of: ${list.join(', ')}`,
});

class Check {
  private readonly source: Source;
  private readonly known: Known;
  private readonly scenario: Scenario;
  private readonly path: Path;
  /** Name of each further case → its protocol. */
  private readonly cases = new Map<string, string>();

  constructor(source: Source, known: Known, scenario: Scenario, path: Path) {
    this.source = source;
    this.known = known;
    this.scenario = scenario;
    this.path = path;
  }

  run(): void {
    const { open, protocol, steps } = this.scenario;
    this.opening(open, protocol, [...this.path, 'open'], true);
    for (const step of steps) this.step(step);
  }

  private step(step: ScenarioStep): void {
    const { path } = step.place;
    const protocol = this.protocolOf(step, path);
    if (protocol === undefined) return;
    const { open, event, message, correct, resolve, override, expect } = step;
    const { refused } = expect;
    if (open) {
      this.name('protocol', open.protocol, [...path, 'open', 'protocol'], protocol);
      if (this.known.has(open.protocol)) this.opening(open, open.protocol, [...path, 'open'], refused === undefined);
      this.cases.set(open.as, open.protocol);
    }
    if (event) {
      const here = [...path, event.name];
      if (refused !== 'unknown_event') this.event(event.name, here, protocol);
      this.name('role', event.by, [...here, 'by'], protocol);
      if (event.place !== undefined) this.unit(event.place, [...here, 'place']);
      if (refused === undefined) this.data(event.name, event.data, here, protocol);
    }
    if (message) {
      this.event(message.name, [...path, message.name], protocol);
      this.data(message.name, message.data, [...path, message.name], protocol);
    }
    if (correct) {
      const here = [...path, correct.withdraw ? 'withdraw' : 'correct'];
      this.name('event', correct.event, [...here, 'event'], protocol);
      this.name('role', correct.by, [...here, 'by'], protocol);
      if (refused === undefined && correct.with) this.data(correct.event, correct.with, [...here, 'with'], protocol, true);
    }
    if (override) this.override(override, [...path, override.kind], protocol, refused);
    if (resolve) this.name('attention', resolve.attention, [...path, 'resolve', 'attention'], protocol);
    this.expectations(expect, step, protocol);
  }

  private override(override: ScenarioOverride, path: Path, protocol: string, refused: string | undefined): void {
    this.name('role', override.by, [...path, 'by'], protocol);
    if ('task' in override && override.task !== 'hand_off') this.name('event', override.task, [...path, 'task'], protocol);
    if ((override.kind === 'reassign' || override.kind === 'offer') && override.to !== undefined) this.unit(override.to, [...path, 'to']);
    if (override.kind === 'reassign' && override.role !== undefined) this.name('role', override.role, [...path, 'role'], protocol);
    if (override.kind === 'merge' && override.into !== undefined) this.caseNamed(override.into, [...path, 'into']);
    if (override.kind === 'reopen' && override.in !== undefined && refused !== 'unknown_state')
      this.name('state', override.in, [...path, 'in'], protocol);
  }

  private protocolOf(step: ScenarioStep, path: Path): string | undefined {
    const { case: about, open } = step;
    if (about === undefined) return open?.protocol ?? this.scenario.protocol;
    return this.caseNamed(about, [...path, 'case']);
  }

  /** The protocol of a case by the name that the scenario gave it. */
  private caseNamed(name: string, path: Path): string | undefined {
    const named = this.cases.get(name) ?? /^([a-z][\w-]*)\/[1-9]\d*$/.exec(name)?.[1];
    if (named !== undefined && this.known.has(named)) return named;
    const known = [...this.cases.keys(), ...this.known.protocols().map((protocol) => `${protocol}/1`)];
    this.source.problems.add('case-unknown', this.source.at(path), { name }, nearest(name, known));
    return undefined;
  }

  private opening(open: { with: Record<string, unknown>; home: string; by: string }, protocol: string, path: Path, checked: boolean): void {
    this.unit(open.home, [...path, 'home']);
    this.name('role', open.by, [...path, 'by'], protocol);
    if (checked) this.data('opened', open.with, [...path, 'with'], protocol);
  }

  private expectations(expect: Expect, step: ScenarioStep, protocol: string): void {
    for (const { key, listed, names } of expectations) {
      const value = expect[key];
      const place = step.places[key];
      if (value === undefined || value === null || !names || !place) continue;
      const list = Array.isArray(this.written(place.path));
      if (typeof value === 'string') this.name(names, value, place.path, protocol);
      else if (listed) {
        (value as (string | { name: string })[]).forEach((item, n) => {
          const at = list ? [...place.path, n] : place.path;
          if (typeof item === 'string') this.name(names, item, at, protocol);
          else this.name(names, item.name, at, protocol);
        });
      } else for (const name of Object.keys(value)) this.name(names, name, [...place.path, name], protocol, true);
    }
  }

  private written(path: Path): unknown {
    return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], this.source.value);
  }

  private event(name: string, path: Path, protocol: string): void {
    const events = this.known.names('event', protocol);
    if (!events || events.includes(name)) return;
    const suggestion = nearest(name, [...events, ...stepKeys.map(({ key }) => key)]);
    this.source.problems.add('event-undeclared', this.source.key(path), { name }, suggestion);
  }

  private name(kind: Kind, name: string, path: Path, protocol: string, isKey = false): void {
    const found = this.known.missing(kind, name, protocol);
    if (!found) return;
    const range = isKey ? this.source.key(path) : this.source.at(path);
    const { units } = this.known;
    const meant = found.code === 'role-unknown' && units ? roleMeant(name, units.roles) : nearest(name, found.list);
    const spelled = kind === 'deadline' && this.source.problems.tongue === 'zh' ? chinesePhrase : (text: string) => text;
    const said = spelled(name);
    this.source.problems.add(
      found.code,
      range,
      { name: said, detail: notIn(said, found.list) },
      meant === undefined ? undefined : spelled(meant),
    );
  }

  private unit(name: string, path: Path): void {
    const found = this.known.missingUnit(name);
    if (found) this.source.problems.add('unit-unknown', this.source.at(path), { name }, nearest(name, found));
  }

  /** Data that fit no edition's shape; described by the first. `some`: only what changes is given. */
  private data(event: string, data: Record<string, unknown>, path: Path, protocol: string, some = false): void {
    const whole = this.known.shapes(event, protocol);
    const shapes = some ? whole.map(optional) : whole;
    const [shape] = shapes;
    if (!shape || shapes.some((other) => !misfitOf(this.plain(data, other), other))) return;
    const { problems } = this.source;
    for (const [field, value] of Object.entries(data))
      for (const text of shape[field]?.type === 'time' ? [value].flat() : [])
        if (!isTime(String(text))) problems.add('time', this.source.at([...path, field]), { text: String(text) });
    const misfit = misfitOf(this.plain(data, shape), shape);
    if (!misfit) return;
    const { field, why, expected } = misfit;
    if (why === 'unknown')
      problems.add('unknown-key', this.source.key([...path, field]), { key: field }, nearest(field, Object.keys(shape)));
    else if (why === 'missing') problems.add('missing-key', this.source.key(path), { keys: named([field]) });
    else if (why === 'not_listed')
      problems.add(
        'closed-list',
        this.source.at([...path, field]),
        { detail: notIn(String(data[field]), shape[field]!.oneOf!) },
        nearest(String(data[field]), shape[field]!.oneOf!),
      );
    else
      problems.add(
        'wrong-type',
        this.source.at([...path, field]),
        { expected: why === 'type' && !shape[field]!.many ? forms[shape[field]!.type] : expected },
        shape[field]!.type === 'flag' ? flags[String(data[field])] : undefined,
      );
  }

  /** Civil times stand for instants. */
  private plain(data: Record<string, unknown>, shape: Record<string, Field>) {
    const instant = (value: unknown): unknown => (Array.isArray(value) ? value.map(instant) : isTime(String(value)) ? 0 : value);
    const fields = Object.entries(data).map(([field, value]) => [field, shape[field]?.type === 'time' ? instant(value) : value]);
    return Object.fromEntries(fields) as Record<string, string | number | boolean | null>;
  }
}

const optional = (shape: Record<string, Field>): Record<string, Field> =>
  Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, { ...field, required: false }]));
