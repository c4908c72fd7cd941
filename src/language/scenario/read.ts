import { dateOfDay, dayNumber, feetOf, isDate, type Units } from '../../kernel/index.ts';
import { named, type Problem } from '../problem.ts';
import { checkShape } from '../shape.ts';
import { type Path, Source, textOf } from '../source.ts';
import { checkScenario, type ScenarioContext } from './check.ts';
import { type Expect, expectations, type Named } from './expect.ts';
import type { Place, Scenario, ScenarioOpening, ScenarioOverride, ScenarioStep } from './scenario.ts';
import { overrideKeys, scenariosSchema } from './schema.ts';
import { isTime } from './times.ts';

type Map = Record<string, unknown>;

interface Written {
  scenario: unknown;
  protocol: string;
  editions?: (string | number)[] | 'all';
  tags?: string[];
  open: Map & { at: string };
  steps: Map[];
}

const MOST_DAYS = 400;

/**
 * Reads the scenarios beside a protocol, one for each edition under which they are played. With a context every name in them is
 * checked. What is wrong is a problem with its place; nothing is thrown.
 */
export function readScenarios(text: string, file: string, context?: ScenarioContext): { scenarios: Scenario[]; problems: Problem[] } {
  const source = new Source(text, file);
  if (!checkShape(source, scenariosSchema)) return { scenarios: [], problems: source.problems.sorted() };
  const reading = new Reading(source, context);
  const scenarios = (source.value as Written[]).flatMap((written, n) => reading.scenario(written, [n]));
  return { scenarios: source.problems.failed ? [] : scenarios, problems: source.problems.sorted() };
}

class Reading {
  private readonly source: Source;
  private readonly context: ScenarioContext | undefined;
  private readonly titles = new Set<string>();

  constructor(source: Source, context: ScenarioContext | undefined) {
    this.source = source;
    this.context = context;
  }

  scenario(written: Written, path: Path): Scenario[] {
    const { source } = this;
    const titles = textOf(written.scenario);
    if (this.titles.has(titles.en)) source.problems.add('scenario-twice', source.at([...path, 'scenario']), { name: titles.en });
    this.titles.add(titles.en);
    const opening = { ...this.opening(written.open), at: this.time(written.open.at, [...path, 'open', 'at']) };
    const published = this.context?.protocols.get(written.protocol)?.map((protocol) => protocol.edition);
    const editions = written.editions === 'all' ? published : written.editions?.map(String);
    const build = (edition?: string): Scenario => ({
      title: edition === undefined ? titles.en : `${titles.en} (${edition})`,
      titles: edition === undefined ? titles : { zh: `${titles.zh}（${edition}）`, en: `${titles.en} (${edition})` },
      protocol: written.protocol,
      ...(edition !== undefined && { edition }),
      tags: written.tags ?? [],
      open: opening,
      steps: this.steps(written, path, edition),
      file: source.problems.file,
      place: this.place([...path, 'scenario']),
    });
    const scenarios = editions ? editions.map(build) : [build()];
    this.order(scenarios[0]!);
    if (this.context) checkScenario(source, this.context, { scenarios, path, editions: editions ?? [] });
    return scenarios;
  }

  private steps(written: Written, path: Path, edition: string | undefined): ScenarioStep[] {
    const steps: ScenarioStep[] = [];
    written.steps.forEach((step, m) => {
      const here = [...path, 'steps', m];
      const times = typeof step.at === 'string' ? [this.time(step.at, [...here, 'at'])] : this.days(step.at as Map, [...here, 'at']);
      for (const at of times) steps.push({ ...this.step(step, here, edition, written.protocol), at, index: steps.length });
    });
    return steps;
  }

  private step(written: Map, path: Path, edition: string | undefined, protocol: string): Omit<ScenarioStep, 'at' | 'index'> {
    const { source } = this;
    const { at: _, case: about, open, expect, correct, withdraw, resolve, ...others } = written;
    const { override, events } = this.override(others, path);
    const place = this.place(path);
    const step: Omit<ScenarioStep, 'at' | 'index'> = {
      ...this.expected(expect as Map | undefined, [...path, 'expect'], edition),
      place,
      line: place.line,
    };
    const happens = ['open', 'correct', 'withdraw', 'resolve', ...overrideKeys.map(({ key }) => key)].filter(
      (key) => written[key] !== undefined,
    );
    const second = [...happens, ...Object.keys(events)][1];
    if (second !== undefined) source.problems.add('two-events', source.key([...path, second]), { name: second });
    if (about !== undefined) step.case = String(about);
    if (open !== undefined) {
      const { as, protocol: other } = open as Map;
      step.open = { ...this.opening(open as Map), as: String(as), protocol: other === undefined ? protocol : String(other) };
    }
    if (correct ?? withdraw) step.correct = this.correction((correct ?? withdraw) as Map, [...path, correct ? 'correct' : 'withdraw']);
    if (resolve) step.resolve = resolve as NonNullable<ScenarioStep['resolve']>;
    if (override) step.override = override;
    const [name] = Object.keys(events);
    if (name !== undefined) this.event(step, name, (events[name] ?? {}) as Map, [...path, name]);
    return step;
  }

  /** What a supervisor does, apart from the events of the step. */
  private override(written: Map, path: Path): { override?: ScenarioOverride; events: Map } {
    const kind = overrideKeys.find(({ key }) => written[key] !== undefined)?.key;
    if (kind === undefined) return { events: written };
    const said = written[kind] as Map;
    if (kind === 'extend') this.time(String(said.to), [...path, kind, 'to']);
    const events = Object.fromEntries(Object.entries(written).filter(([name]) => !overrideKeys.some(({ key }) => key === name)));
    return { override: { kind, ...said } as ScenarioOverride, events };
  }

  private event(step: Omit<ScenarioStep, 'at' | 'index'>, name: string, written: Map, path: Path): void {
    const { by, person, place, occurred, from, ...data } = written;
    const when = occurred === undefined ? {} : { occurred: this.time(String(occurred), [...path, 'occurred']) };
    if (from !== undefined) step.message = { name, from: String(from), data, ...when };
    else if (by === undefined) this.source.problems.add('missing-key', this.source.key(path), { keys: named(['by']) });
    else {
      step.event = {
        name,
        data,
        by: String(by),
        ...(person !== undefined && { person: String(person) }),
        ...(place !== undefined && { place: String(place) }),
        ...when,
      };
    }
  }

  private correction(written: Map, path: Path): NonNullable<ScenarioStep['correct']> {
    const { event, nth, with: data, because, by, person, occurred } = written;
    return {
      event: String(event),
      nth: Number(nth ?? 1),
      with: (data ?? {}) as Map,
      because: String(because),
      by: String(by),
      ...(person !== undefined && { person: String(person) }),
      ...(occurred !== undefined && { occurred: this.time(String(occurred), [...path, 'occurred']) }),
      withdraw: path.at(-1) === 'withdraw',
    };
  }

  private opening(written: Map): ScenarioOpening {
    const { with: data, subject, home, by, from } = written;
    const { units } = this.context ?? {};
    return {
      with: (data ?? {}) as Map,
      home: home === undefined ? (footOf(units) ?? 'sample-village') : String(home),
      by: by === undefined ? (roleOf(units) ?? 'county_cdc') : String(by),
      ...(subject !== undefined && { subject: String(subject) }),
      ...(from !== undefined && { from: String(from) }),
    };
  }

  /** What holds under every edition, and what is written for this one. */
  private expected(written: Map | undefined, path: Path, edition: string | undefined): Pick<ScenarioStep, 'expect' | 'places'> {
    const expect: Map = {};
    const places: Record<string, Place> = {};
    const take = (from: Map, here: Path) => {
      for (const { key, listed } of expectations) {
        if (!Object.hasOwn(from, key)) continue;
        const value = from[key];
        const list = listed ? [value].flat() : value;
        expect[key] = key === 'opened' || key === 'sent' ? (list as unknown[]).map(namedOf) : list;
        places[key] = this.place([...here, key]);
        if (key === 'due' || key === 'next') this.times(value, [...here, key]);
      }
    };
    take(written ?? {}, path);
    const under = (written?.under ?? {}) as Record<string, Map>;
    if (edition !== undefined && Object.hasOwn(under, edition)) take(under[edition]!, [...path, 'under', edition]);
    return { expect: expect as Expect, places };
  }

  private times(value: unknown, path: Path): void {
    if (typeof value === 'string' && value !== 'waiting') this.time(value, path);
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) this.times(inner, [...path, name]);
  }

  private time(value: string, path: Path): string {
    if (!isTime(value)) this.source.problems.add('time', this.source.at(path), { text: value });
    return value;
  }

  private days(written: Map, path: Path): string[] {
    const { source } = this;
    const day = (key: 'from' | 'to') => {
      if (!isDate(String(written[key]))) source.problems.add('time', source.at([...path, key]), { text: String(written[key]) });
      return String(written[key]);
    };
    const [from, to] = [day('from'), day('to')];
    const clocks = [written.at].flat().map(String).toSorted();
    if (source.problems.failed) return [];
    const first = dayNumber(from);
    const count = dayNumber(to) - first + 1;
    if (count < 1 || count > MOST_DAYS) source.problems.add('step-order', source.at([...path, 'to']), { text: to, before: from });
    const times = Array.from({ length: Math.min(Math.max(count, 0), MOST_DAYS) }, (_, n) => dateOfDay(first + n));
    return times.flatMap((date) => clocks.map((clock) => this.time(`${date} ${clock}`, [...path, 'at'])));
  }

  /** Steps follow one another in time: what lies before would be played after. */
  private order({ open, steps }: Scenario): void {
    let before = open.at;
    for (const { at, place } of steps) {
      if (at < before && isTime(at) && isTime(before))
        this.source.problems.add('step-order', this.source.at([...place.path, 'at']), { text: at, before });
      before = at;
    }
  }

  private place(path: Path): Place {
    return { path, ...this.source.problems.place(this.source.key(path)) };
  }
}

function namedOf(written: unknown): Named {
  if (typeof written === 'string') return { name: written, with: {} };
  const [name, data] = Object.entries(written as Record<string, Map>)[0]!;
  return { name, with: data };
}

const footOf = (units: Units | undefined): string | undefined => units && feetOf(units)[0];

const roleOf = (units: Units | undefined): string | undefined => {
  const roles = Object.keys(units?.roles ?? {});
  return roles.includes('county_cdc') ? 'county_cdc' : roles[0];
};
