import {
  type Data,
  type DueChoice,
  type MigrationMap,
  misfitOf,
  nearest,
  type Protocol,
  pair,
  type State,
  type StateMap,
  type Text,
  targetOf,
} from '../../kernel/index.ts';
import type { Problem } from '../problem.ts';
import { checkShape } from '../shape.ts';
import { type Path, Source } from '../source.ts';
import { migrationSchema } from './shape.ts';

interface WrittenState {
  to?: string;
  due?: DueChoice;
  tasks?: Record<string, { to?: string; due?: DueChoice; as?: 'carried' | 'withdrawn' }>;
  hand_off?: { due?: DueChoice; as?: 'withdrawn' };
  once?: Record<string, { to?: string; due?: DueChoice }>;
}
interface Written extends Omit<WrittenState, 'to'> {
  migration: string;
  from: string | number;
  to: string | number;
  states?: Record<string, WrittenState>;
  events?: Record<string, string>;
  hidden?: string[];
  given?: Data;
  not_asked?: string[];
}

/** The editions that a map is between. */
export interface MigrationContext {
  from: Protocol;
  to: Protocol;
}

const state: Text = { zh: '状态', en: 'state' };
const task: Text = { zh: '任务', en: 'task' };
const event: Text = { zh: '事件', en: 'event' };
const edition: Text = { zh: '版本', en: 'edition' };
const rule: Text = { zh: '一旦规则', en: 'once rule' };

/** Reads a migration map and checks every name in it against both editions. Nothing is thrown. */
export function readMigration(text: string, file: string, context: MigrationContext): { map?: MigrationMap; problems: Problem[] } {
  return reading(text, file, () => context);
}

/** The same with the editions of a library: the map says which two it is between. */
export function readMigrationAmong(text: string, file: string, editions: readonly Protocol[]): { map?: MigrationMap; problems: Problem[] } {
  return reading(text, file, (source, { migration, from, to }) => {
    const own = editions.filter(({ protocol }) => protocol === migration);
    const names = [...new Set(editions.map(({ protocol }) => protocol))];
    if (own.length === 0) {
      source.problems.add('protocol-unknown', source.at(['migration']), { name: migration }, nearest(migration, names));
      return undefined;
    }
    const find = (key: 'from' | 'to', said: string) => {
      const found = own.find(({ edition }) => edition === said);
      if (!found)
        source.problems.add(
          'not-in-edition',
          source.at([key]),
          { edition: migration, what: edition, name: said },
          nearest(
            said,
            own.map((each) => each.edition),
          ),
        );
      return found;
    };
    const pair = { from: find('from', String(from)), to: find('to', String(to)) };
    return pair.from && pair.to ? { from: pair.from, to: pair.to } : undefined;
  });
}

function reading(
  text: string,
  file: string,
  between: (source: Source, written: Written) => MigrationContext | undefined,
): { map?: MigrationMap; problems: Problem[] } {
  const source = new Source(text, file);
  if (source.problems.failed || !checkShape(source, migrationSchema)) return { problems: source.problems.sorted() };
  const written = source.value as Written;
  const context = between(source, written);
  const map = context && new Reading(source, context).read(written);
  return { ...(map && !source.problems.failed && { map }), problems: source.problems.sorted() };
}

class Reading {
  private readonly source: Source;
  private readonly from: Protocol;
  private readonly to: Protocol;

  constructor(source: Source, context: MigrationContext) {
    this.source = source;
    this.from = context.from;
    this.to = context.to;
  }

  read(written: Written): MigrationMap {
    this.heads(written);
    const { due, given } = written;
    const { tasks, hand_off, once, states = {} } = written;
    const own = Object.entries(states).map(([id, state]) => [id, this.state(id, state, ['states', id])] as const);
    const file = this.state('', { ...(tasks && { tasks }), ...(hand_off && { hand_off }), ...(once && { once }) }, []);
    const map: MigrationMap = {
      ...(due && { due }),
      states: { ...Object.fromEntries(own), ...(Object.keys(file).length > 0 && { '': file }) },
      events: this.events(written),
      ...(given && { given }),
      ...(written.not_asked && { notAsked: written.not_asked }),
    };
    this.asked(written.not_asked ?? []);
    this.given(given ?? {});
    if (!this.source.problems.failed) this.leftBehind(map);
    return map;
  }

  private heads(written: Written): void {
    for (const [key, said, is] of [
      ['migration', written.migration, this.from.protocol],
      ['from', written.from, this.from.edition],
      ['to', written.to, this.to.edition],
    ] as const)
      if (String(said) !== is) this.source.problems.add('map-other-edition', this.source.at([key]), { said: String(said), is }, is);
  }

  private state(id: string, written: WrittenState, path: Path): StateMap {
    const own = this.from.states.find((known) => known.id === id);
    if (!own)
      this.missing(
        path,
        this.from,
        state,
        id,
        this.from.states.map((known) => known.id),
        true,
      );
    const target = this.target(written.to, path);
    const { due, hand_off } = written;
    return {
      ...(written.to !== undefined && { to: written.to }),
      ...(due && { due }),
      ...(written.tasks && { tasks: this.tasks(own, written.tasks, [...path, 'tasks']) }),
      ...(hand_off && { handOff: hand_off }),
      ...(written.once && { once: this.once(own, target ?? this.sameState(id), written.once, [...path, 'once']) }),
    };
  }

  private target(to: string | undefined, path: Path): State | undefined {
    if (to === undefined) return undefined;
    const found = this.to.states.find(({ id }) => id === to);
    const here = [...path, 'to'];
    if (!found)
      this.missing(
        here,
        this.to,
        state,
        to,
        this.to.states.map(({ id }) => id),
      );
    else if (found.end && !('track' in found.end)) this.source.problems.add('map-to-end', this.source.at(here), { to });
    return found;
  }

  private readonly sameState = (id: string) => this.to.states.find((other) => other.id === id);

  private tasks(own: State | undefined, written: NonNullable<WrittenState['tasks']>, path: Path): NonNullable<StateMap['tasks']> {
    const rules = this.to.states.flatMap((each) => each.tasks);
    for (const [name, { to }] of Object.entries(written)) {
      const former = own?.tasks.find((known) => known.event === name);
      if (own && !former)
        this.missing(
          [...path, name],
          this.from,
          task,
          name,
          own.tasks.map((known) => known.event),
          true,
        );
      if (to === undefined) continue;
      const found = rules.find(({ id }) => id === to);
      if (!found)
        this.missing(
          [...path, name, 'to'],
          this.to,
          task,
          to,
          rules.map(({ id }) => id),
        );
      else if (former && ('series' in former.due !== 'series' in found.due || (former.each === undefined) !== (found.each === undefined)))
        this.source.problems.add('not-alike', this.source.at([...path, name, 'to']), { name, to, what: task });
    }
    return written;
  }

  private once(
    own: State | undefined,
    target: State | undefined,
    written: NonNullable<WrittenState['once']>,
    path: Path,
  ): NonNullable<StateMap['once']> {
    const entries = Object.entries(written).map(([text, { to, due }]) => {
      if (own && !own.once.some((known) => known.text === text))
        this.missing(
          [...path, text],
          this.from,
          rule,
          text,
          own.once.map((known) => known.text),
          true,
        );
      const found = target?.once.find((known) => known.text === to);
      if (to !== undefined && target && !found)
        this.missing(
          [...path, text, 'to'],
          this.to,
          rule,
          to,
          target.once.map((known) => known.text),
        );
      return [text, { ...(found && { to: found.id }), ...(due && { due }) }] as const;
    });
    return Object.fromEntries(entries);
  }

  private events({ events = {}, hidden = [] }: Written): NonNullable<MigrationMap['events']> {
    for (const [name, to] of Object.entries(events)) {
      if (!Object.hasOwn(this.from.events, name))
        this.missing(['events', name], this.from, event, name, Object.keys(this.from.events), true);
      if (!Object.hasOwn(this.to.events, to)) this.missing(['events', name], this.to, event, to, Object.keys(this.to.events));
    }
    hidden.forEach((name, n) => {
      if (!Object.hasOwn(this.from.events, name)) this.missing(['hidden', n], this.from, event, name, Object.keys(this.from.events));
    });
    return { ...events, ...Object.fromEntries(hidden.map((name) => [name, null])) };
  }

  private asked(rules: readonly string[]): void {
    const known = this.to.states.flatMap(({ tasks, handOff }) => [...tasks.map(({ id }) => id), ...(handOff ? [handOff.id] : [])]);
    rules.forEach((id, n) => {
      if (!known.includes(id)) this.missing(['not_asked', n], this.to, task, id, known);
    });
  }

  private given(given: Data): void {
    const shape = this.to.events.opened!.data;
    for (const [field, value] of Object.entries(given)) {
      const rule = Object.hasOwn(shape, field) ? shape[field] : undefined;
      const misfit = rule ? misfitOf({ [field]: value }, { [field]: rule }) : { expected: Object.keys(shape).join(', ') };
      if (misfit) this.source.problems.add('given-unfit', this.source.at(['given', field]), { field, expected: misfit.expected });
    }
  }

  /** Leaves in which a case can stand and for which the new edition has nothing. */
  private leftBehind(map: MigrationMap): void {
    const { states } = pair(this.from, this.to, map);
    const left = this.from.states.filter(({ id, kind, end }) => kind === 'leaf' && (!end || 'track' in end) && !states.has(id));
    if (left.length === 0) return;
    const names = left.map(({ id }) => id).join(', ');
    const near = nearest(
      targetOf(left[0]!.id, map),
      this.to.states.filter(({ id, end }) => id !== '' && !end).map(({ id }) => id),
    );
    this.source.problems.add('state-left-behind', this.source.key(['states']), { name: names }, near);
  }

  private missing(path: Path, { edition }: Protocol, what: Text, name: string, names: readonly string[], isKey = false): void {
    const range = isKey ? this.source.key(path) : this.source.at(path);
    this.source.problems.add(
      'not-in-edition',
      range,
      { edition, what, name },
      nearest(
        name,
        names.filter((known) => known !== ''),
      ),
    );
  }
}
