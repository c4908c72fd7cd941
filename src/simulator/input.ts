import type { Case, Input, Machine, Opening, Override } from '../kernel/index.ts';
import type { Scenario, ScenarioOpening, ScenarioOverride, ScenarioStep } from '../language/index.ts';
import { scenarioInstant, typed } from './civil.ts';

/** Id of the case that a scenario opens. */
export const subjectCase = 'c-subject';

/** How the case of a scenario opens. */
export function openingOf(scenario: Scenario, machine: Machine): Opening {
  return opening(scenario.open, scenario.open.at, subjectCase, machine);
}

/** How a further case opens. */
export function furtherOf({ open, at }: ScenarioStep & { open: object }, id: string, machine: Machine): Opening {
  return opening(open, at, id, machine);
}

function opening(written: ScenarioOpening, at: string, id: string, { protocol }: Machine): Opening {
  const { home, by, with: data, from } = written;
  // A unit is its own place; of a person one is like another.
  const subject = written.subject ?? (protocol.subject === 'unit' ? home : 'subject');
  return {
    id,
    subject,
    place: home,
    now: scenarioInstant(protocol.zone, at),
    by: { role: by, place: home },
    data: typed(data, protocol.events.opened!.data, protocol.zone),
    ...(from !== undefined && { from }),
  };
}

/** The input that a step gives its case, if any. `caseOf` finds the id behind a name that the scenario gave a case. */
export function inputOf(
  step: ScenarioStep,
  scenario: Scenario,
  current: Pick<Case, 'record' | 'attention'> & { place?: string },
  { protocol }: Machine,
  caseOf: (name: string) => string = (name) => name,
): Input | undefined {
  const { zone, events } = protocol;
  const recorded = scenarioInstant(zone, step.at);
  const place = current.place ?? scenario.open.home;
  const shaped = (event: string, data: Record<string, unknown>) => typed(data, events[event]?.data ?? {}, zone);
  const occurred = (at: string | undefined) => (at === undefined ? recorded : scenarioInstant(zone, at));
  if (step.correct) {
    const { event, nth, because, withdraw, with: data, person } = step.correct;
    const by = { role: step.correct.by, place, ...(person !== undefined && { person }) };
    const entry = current.record.filter((known) => known.event === event)[nth - 1]?.id ?? -1;
    const common = { entry, recorded, by, reason: because };
    if (withdraw) return { kind: 'withdraw', ...common };
    const at = step.correct.occurred === undefined ? {} : { at: occurred(step.correct.occurred) };
    return { kind: 'correct', ...common, ...at, data: shaped(event, data) };
  }
  if (step.override)
    return { ...overrideOf(step.override, zone, caseOf), recorded, by: { role: step.override.by, place }, reason: step.override.because };
  if (step.resolve) {
    const { attention, because, by, retry, to } = step.resolve;
    const seq = current.attention.find(({ code, resolved }) => code === attention && !resolved)?.seq ?? -1;
    const how = { ...(retry && { retry: true as const }), ...(to !== undefined && { to }) };
    return { kind: 'resolve', seq, ...how, recorded, by: { role: by, place }, reason: because };
  }
  if (step.message) {
    const { name, from, data } = step.message;
    // Growing from step to step, so that no message is taken for a repetition.
    const number = recorded * 1000 + (step.index % 1000);
    return {
      kind: 'message',
      event: name,
      from: caseOf(from),
      number,
      at: occurred(step.message.occurred),
      recorded,
      data: shaped(name, data),
    };
  }
  if (!step.event) return undefined;
  const { name, data, by, person, place: own } = step.event;
  return {
    kind: 'event',
    event: name,
    at: occurred(step.event.occurred),
    recorded,
    by: { role: by, place: own ?? place, ...(person !== undefined && { person }) },
    data: shaped(name, data),
  };
}

function overrideOf(written: ScenarioOverride, zone: string, caseOf: (name: string) => string): Override {
  switch (written.kind) {
    case 'extend':
    case 'reassign': {
      const { task, key } = written;
      const which = { task, ...(key !== undefined && { key }) };
      if (written.kind === 'extend') return { kind: 'extend', ...which, due: scenarioInstant(zone, written.to) };
      return { kind: 'reassign', ...which, place: written.to, ...(written.role !== undefined && { role: written.role }) };
    }
    case 'offer':
      return { kind: 'offer', ...(written.to !== undefined && { place: written.to }) };
    case 'reopen':
      return { kind: 'reopen', ...(written.in !== undefined && { to: written.in }) };
    case 'merge':
      return { kind: 'merge', into: caseOf(written.into ?? subjectCase) };
    case 'recall':
    case 'void':
      return { kind: written.kind };
    default:
      return written satisfies never;
  }
}
