import { isDate } from '../kernel/index.ts';
import type { Problem } from './problem.ts';
import { checkShape } from './shape.ts';
import { type Path, Source } from './source.ts';

/** What must be true after a step; every key given is checked exactly. */
export interface Expect {
  /** Active leaves by name or dotted path, all of them. */
  state?: string | string[];
  stage?: string | string[];
  /** Deadline text, task event or `hand_off` → civil time. */
  due?: Record<string, string>;
  /** Roles told since the last step, as a set. */
  told?: string[];
  /** Events of slots that became late, were done, or missed since the last step. */
  late?: string[];
  done?: string[];
  missed?: string[];
  /** Role to which a hand-off is open. */
  offered?: string;
  lapsed?: string;
  holder?: string;
  refused?: string;
  opened?: string[];
  sent?: string[];
  ended?: string;
  became?: string;
  attention?: string[];
  /** Events still owed. */
  owed?: string[];
  facts?: Record<string, unknown>;
}

export interface ScenarioStep {
  at: string;
  event?: { name: string; data: Record<string, unknown>; by: string; person?: string; place?: string; occurred?: string };
  message?: { name: string; from: string; data: Record<string, unknown> };
  correct?: { event: string; nth: number; with: Record<string, unknown>; because: string; by: string; withdraw: boolean };
  expect: Expect;
  line: number;
}

export interface Scenario {
  title: string;
  protocol: string;
  open: { at: string; with: Record<string, unknown>; home: string; by: string; from?: string };
  steps: ScenarioStep[];
  file: string;
}

const list = { type: 'array', items: { type: 'string' } };
const nameOrList = { if: { type: 'array' }, then: { items: { type: 'string' } }, else: { type: 'string' } };
const expect = {
  type: 'object',
  additionalProperties: false,
  properties: {
    state: nameOrList,
    stage: nameOrList,
    due: { type: 'object', additionalProperties: { type: 'string' } },
    ...Object.fromEntries(['told', 'late', 'done', 'missed', 'opened', 'sent', 'attention', 'owed'].map((key) => [key, list])),
    ...Object.fromEntries(['offered', 'lapsed', 'holder', 'refused', 'ended', 'became'].map((key) => [key, { type: 'string' }])),
    facts: { type: 'object' },
  },
};
const correction = {
  type: 'object',
  properties: {
    event: { type: 'string' },
    nth: { type: 'integer', minimum: 1 },
    with: { type: 'object' },
    because: { type: 'string' },
    by: { type: 'string' },
  },
  required: ['event', 'because', 'by'],
  additionalProperties: false,
};

const scenariosSchema = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      scenario: { type: 'string' },
      protocol: { type: 'string' },
      open: {
        type: 'object',
        properties: {
          at: { type: 'string' },
          with: { type: 'object' },
          home: { type: 'string' },
          by: { type: 'string' },
          from: { type: 'string' },
        },
        required: ['at'],
        additionalProperties: false,
      },
      steps: {
        type: 'array',
        items: {
          type: 'object',
          properties: { at: { type: 'string' }, expect, correct: correction, withdraw: correction },
          required: ['at'],
        },
      },
    },
    required: ['scenario', 'protocol', 'open', 'steps'],
    additionalProperties: false,
  },
};

interface Written {
  scenario: string;
  protocol: string;
  open: { at: string; with?: Record<string, unknown>; home?: string; by?: string; from?: string };
  steps: Record<string, unknown>[];
}

/** Reads the scenarios beside a protocol. */
export function readScenarios(text: string, file: string): { scenarios: Scenario[]; problems: Problem[] } {
  const source = new Source(text, file);
  if (!checkShape(source, scenariosSchema)) return { scenarios: [], problems: source.problems.sorted() };
  const time = (value: string, path: Path) => {
    const [day = '', clock = ''] = value.split(' ');
    if (!isDate(day) || !/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(clock) || value.length > 19)
      source.problems.add('time', source.at(path), { text: value });
    return value;
  };
  const scenarios = (source.value as Written[]).map(
    (written, n): Scenario => ({
      title: written.scenario,
      protocol: written.protocol,
      file,
      open: {
        at: time(written.open.at, [n, 'open', 'at']),
        with: written.open.with ?? {},
        home: written.open.home ?? 'sample-village',
        by: written.open.by ?? 'county_cdc',
        ...(written.open.from !== undefined && { from: written.open.from }),
      },
      steps: written.steps.map((step, m) => stepOf(source, step, [n, 'steps', m], time)),
    }),
  );
  return { scenarios, problems: source.problems.sorted() };
}

function stepOf(source: Source, written: Record<string, unknown>, path: Path, time: (value: string, path: Path) => string): ScenarioStep {
  const { at, expect: expected, correct, withdraw, ...events } = written;
  const step: ScenarioStep = {
    at: time(String(at), [...path, 'at']),
    expect: (expected ?? {}) as Expect,
    line: source.problems.place(source.at(path)).line,
  };
  const correcting = (correct ?? withdraw) as
    | { event: string; nth?: number; with?: Record<string, unknown>; because: string; by: string }
    | undefined;
  if (correcting) {
    const { event, nth, with: data, because, by } = correcting;
    step.correct = { event, nth: nth ?? 1, with: data ?? {}, because, by, withdraw: withdraw !== undefined };
  }
  const [name, ...others] = Object.keys(events);
  if (others.length > 0) source.problems.add('unknown-key', source.key([...path, others[0]!]), { key: others[0]! });
  if (name === undefined) return step;
  const { by, person, place, occurred, from, ...data } = (events[name] ?? {}) as Record<string, unknown>;
  if (from !== undefined) step.message = { name, from: String(from), data };
  else if (by === undefined) source.problems.add('missing-key', source.key([...path, name]), { key: 'by' });
  else {
    step.event = {
      name,
      data,
      by: String(by),
      ...(person !== undefined && { person: String(person) }),
      ...(place !== undefined && { place: String(place) }),
      ...(occurred !== undefined && { occurred: time(String(occurred), [...path, name, 'occurred']) }),
    };
  }
  return step;
}
