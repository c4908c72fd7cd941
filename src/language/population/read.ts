import { type Data, type Field, misfitOf, nearest, type Protocol, type Units } from '../../kernel/index.ts';
import type { Problem } from '../problem.ts';
import { checkShape } from '../shape.ts';
import { type Path, Source, textOf } from '../source.ts';
import type { Answer, Health, Manner, Population, Register, Sometimes, Spread } from './population.ts';
import { answerKinds, populationSchema } from './shape.ts';

type WrittenSpread = { minutes?: number; hours?: number; days?: number; spread: number };
type WrittenSometimes = { share: number; by: WrittenSpread };
type WrittenManner = {
  people?: number;
  about?: number;
  takes: WrittenSpread;
  late?: WrittenSometimes;
  silent?: number;
  away?: WrittenSometimes;
  paper?: WrittenSometimes;
  declines?: { share: number; because: string[] };
  steps_in?: number;
  slips?: number;
};
type WrittenAnswer = Record<string, unknown>;
type Ratio = { share: number };
interface Written {
  population: string;
  edition: string;
  title: unknown;
  sources?: Record<string, unknown>;
  begins: string;
  register: Register;
  protocol: string;
  health: {
    since: string;
    attack: Record<string, Ratio>;
    incubation: WrittenSpread;
    fever: WrittenSpread;
    better: WrittenSpread;
    clears: WrittenSpread;
    detected: Ratio;
    other_fever: Ratio;
    mistaken: Ratio;
  };
  staff: Record<string, WrittenManner>;
  answers: Record<string, Record<string, WrittenAnswer>>;
}

/** What a population is checked against: the units, and the protocols its people will live under. */
export interface PopulationContext {
  units?: Units;
  protocols?: readonly Protocol[];
}

const civil = /^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d$/;

/** Reads who lives in an exercise and how they behave. */
export function readPopulation(
  text: string,
  file: string,
  context: PopulationContext = {},
): { population?: Population; problems: Problem[] } {
  const source = new Source(text, file);
  if (source.problems.failed || !checkShape(source, populationSchema)) return { problems: source.problems.sorted() };
  const written = source.value as Written;
  const { units } = context;
  const protocols = livedUnder(written.protocol, context.protocols ?? []);
  if (!civil.test(written.begins)) source.problems.add('time', source.at(['begins']), { text: written.begins });
  checkCites(source, written);
  checkOpening(source, written, context.protocols ?? []);
  checkStaff(source, written, protocols, units);
  const answers = answersOf(source, written);
  checkAnswers(source, answers, protocols);
  if (source.problems.failed) return { problems: source.problems.sorted() };
  const { population: name, edition, title, begins, register, protocol, staff } = written;
  const manners = Object.fromEntries(Object.entries(staff).map(([role, manner]) => [role, mannerOf(manner)]));
  const population = {
    name,
    edition,
    title: textOf(title),
    begins,
    register,
    protocol,
    health: healthOf(written),
    staff: manners,
    answers,
  };
  return { population, problems: source.problems.sorted() };
}

const spreadOf = ({ minutes, hours, days, spread }: WrittenSpread): Spread => ({
  median: minutes ?? (hours === undefined ? (days ?? 0) * 1440 : hours * 60),
  sigma: spread,
});
const sometimesOf = ({ share, by }: WrittenSometimes): Sometimes => ({ share, by: spreadOf(by) });

function mannerOf(written: WrittenManner): Manner {
  const { late, away, paper, declines } = written;
  return {
    people: written.people ?? 2,
    about: written.about ?? 30,
    takes: spreadOf(written.takes),
    silent: written.silent ?? 0,
    stepsIn: written.steps_in ?? 0,
    slips: written.slips ?? 0,
    ...(late && { late: sometimesOf(late) }),
    ...(away && { away: sometimesOf(away) }),
    ...(paper && { paper: sometimesOf(paper) }),
    ...(declines && { declines }),
  };
}

function healthOf({ health }: Written): Health {
  return {
    since: health.since,
    attack: Object.fromEntries(Object.entries(health.attack).map(([kind, { share }]) => [kind, share])),
    incubation: spreadOf(health.incubation),
    fever: spreadOf(health.fever),
    better: spreadOf(health.better),
    clears: spreadOf(health.clears),
    detected: health.detected.share,
    otherFever: health.other_fever.share,
    mistaken: health.mistaken.share,
  };
}

/** Every figure that says where it comes from names a source of the file; every duration has exactly one unit. */
function checkCites(source: Source, { sources = {}, health, staff }: Written): void {
  const visit = (value: unknown, path: Path): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const held = value as Record<string, unknown>;
    if (typeof held.cite === 'string' && !Object.hasOwn(sources, held.cite))
      source.problems.add('cite-unknown', source.at([...path, 'cite']), { name: held.cite }, nearest(held.cite, Object.keys(sources)));
    if ('spread' in held && ['minutes', 'hours', 'days'].filter((unit) => unit in held).length !== 1)
      source.problems.add('wrong-type', source.at(path), { expected: 'minutes | hours | days' });
    for (const [name, inner] of Object.entries(held)) visit(inner, [...path, name]);
  };
  visit(health, ['health']);
  visit(staff, ['staff']);
}

/** The protocol that people are opened under, and all that may follow from it. */
function livedUnder(first: string, library: readonly Protocol[]): Protocol[] {
  const reached: Protocol[] = [];
  const visit = (name: string) => {
    const protocol = library.find((known) => known.protocol === name);
    if (!protocol || reached.includes(protocol)) return;
    reached.push(protocol);
    const { states, ladders } = protocol;
    const effects = Object.values(ladders).flatMap((steps) => steps.flatMap((step) => step.effects));
    for (const { end, entry, on, once } of states) {
      if (end && 'becomes' in end) visit(end.becomes);
      effects.push(...entry, ...[...Object.values(on).flat(), ...once.flatMap(({ arms }) => arms)].flatMap((arm) => arm.effects));
    }
    for (const effect of effects) if (effect.kind === 'open') visit(effect.protocol);
  };
  visit(first);
  return reached;
}

function checkOpening(source: Source, { protocol, health }: Written, protocols: readonly Protocol[]): void {
  if (protocols.length === 0) return;
  const names = protocols.map((known) => known.protocol);
  const opened = protocols.find((known) => known.protocol === protocol)?.events.opened?.data;
  if (!opened) source.problems.add('open-unknown', source.at(['protocol']), { name: protocol }, nearest(protocol, names));
  else if (opened[health.since]?.type !== 'date')
    source.problems.add(
      'anchor-unknown',
      source.at(['health', 'since']),
      { name: health.since },
      nearest(health.since, Object.keys(opened)),
    );
}

function checkStaff(source: Source, { staff }: Written, protocols: readonly Protocol[], units: Units | undefined): void {
  for (const [role, manner] of Object.entries(staff)) {
    if (units && !Object.hasOwn(units.roles, role))
      source.problems.add('role-unknown', source.key(['staff', role]), { name: role }, nearest(role, Object.keys(units.roles)));
    const sum = (manner.late?.share ?? 0) + (manner.silent ?? 0) + (manner.declines?.share ?? 0);
    if (sum > 1) source.problems.add('shares-over-one', source.key(['staff', role]), { name: role, sum: Number(sum.toFixed(3)) });
  }
  for (const { protocol, states } of protocols) {
    for (const state of states) {
      const asked = state.tasks.flatMap(({ by, event }) => by.map((role) => ({ role, event })));
      if (state.handOff) asked.push({ role: state.handOff.to, event: 'accepted' });
      for (const { role, event } of asked)
        if (!Object.hasOwn(staff, role)) source.problems.add('staff-missing', source.key(['staff']), { name: role, event, protocol });
    }
  }
}

function answersOf(source: Source, { answers }: Written): Population['answers'] {
  return Object.fromEntries(
    Object.entries(answers).map(([event, fields]) => [
      event,
      Object.fromEntries(Object.entries(fields).map(([field, answer]) => [field, answerOf(source, answer, ['answers', event, field])])),
    ]),
  );
}

function answerOf(source: Source, written: WrittenAnswer, path: Path): Answer {
  const kinds = answerKinds.filter((kind) => kind in written);
  if (kinds.length !== 1 || (kinds[0] === 'last') !== 'field' in written || (kinds[0] !== 'body' && ('yes' in written || 'no' in written)))
    source.problems.add('answer-unclear', source.key(path), { field: String(path.at(-1)), kinds: answerKinds.join(', ') });
  if (written.choose) return { choose: Object.entries(written.choose as Record<string, number>) };
  return written as Answer;
}

/** The fields of every event that somebody is asked for are filled in, and with what they can hold. */
function checkAnswers(source: Source, answers: Population['answers'], protocols: readonly Protocol[]): void {
  const known = protocols.flatMap(({ events }) => Object.keys(events));
  for (const [event, fields] of Object.entries(answers)) {
    if (protocols.length > 0 && !known.includes(event))
      source.problems.add('event-undeclared', source.key(['answers', event]), { name: event }, nearest(event, known));
    for (const { events } of protocols) {
      const rule = events[event];
      if (!rule) continue;
      for (const [field, answer] of Object.entries(fields)) checkField(source, rule.data, field, answer, ['answers', event, field]);
    }
  }
  for (const { protocol, states, events } of protocols) {
    for (const event of new Set(states.flatMap(({ tasks }) => tasks.map((task) => task.event)))) {
      for (const [field, { required }] of Object.entries(events[event]?.data ?? {}))
        if (required && !answers[event]?.[field])
          source.problems.add('answer-missing', source.key(['answers', event]), { protocol, event, field });
    }
  }
}

function checkField(source: Source, shape: Record<string, Field>, field: string, answer: Answer, path: Path): void {
  const rule = shape[field];
  if (!rule) {
    source.problems.add('unknown-key', source.key(path), { key: field }, nearest(field, Object.keys(shape)));
    return;
  }
  const samples =
    'is' in answer
      ? [answer.is]
      : 'choose' in answer
        ? answer.choose.map(([value]) => value)
        : 'body' in answer
          ? [answer.yes, answer.no].filter((value) => value !== undefined)
          : [];
  for (const value of samples) {
    const misfit = misfitOf({ [field]: value } as Data, { [field]: rule });
    if (misfit?.why === 'not_listed') {
      source.problems.add(
        'closed-list',
        source.at(path),
        { value: String(value), list: misfit.expected },
        nearest(String(value), rule.oneOf ?? []),
      );
    } else if (misfit) source.problems.add('wrong-type', source.at(path), { expected: misfit.expected });
  }
}
