import { onceAt } from './arms.ts';
import type { Attention } from './attention.ts';
import type { Case, Holder } from './case.ts';
import { Draft } from './draft.ts';
import { activeOf, type Machine, stagesOf } from './machine.ts';
import type { Instant } from './protocol.ts';
import type { Slot } from './slot.ts';
import { bouncesOf } from './validate.ts';

/** What somebody on duty or a supervisor sees of a case. */
export interface CaseView {
  id: string;
  subject: string;
  place: string;
  hash: string;
  protocol: string;
  edition: string;
  status: Case['status'];
  outcome?: string;
  now: Instant;
  seq: number;
  at: string[];
  stages: string[];
  holder: Holder;
  /** Refusals in a row by those it was handed to, since somebody last accepted it. */
  bounces: number;
  /** Open slots, the earliest due first. */
  open: Slot[];
  /** Deadlines of `once` rules: text, due or null with what it waits for. */
  moments: { text: string; due: Instant | null; waitingFor?: string }[];
  facts: Record<string, unknown>;
  /** Who may report what now. */
  may: { role: string; event: string }[];
  attention: Attention[];
  links: { name: string; case: string }[];
  nextWake: Instant | null;
}

/** Deadlines of `once` rules that have not fired, as they stand now; null is waiting for an anchor. */
export function deadlinesOf(machine: Machine, current: Case): CaseView['moments'] {
  return deadlines(new Draft(machine, current));
}

function deadlines(draft: Draft): CaseView['moments'] {
  const { machine, case: current } = draft;
  if (current.status !== 'running') return [];
  return activeOf(machine, current.at).once.flatMap(({ rule, state }) => {
    const { trigger, text, id } = rule;
    if (!('moment' in trigger) || id in current.fired) return [];
    const due = onceAt(draft, rule, state);
    const { moment } = trigger;
    const anchor = moment.kind === 'span' ? moment.from : moment.kind === 'anchor' ? moment.anchor : undefined;
    return [{ text, due, ...(due === null && anchor && { waitingFor: anchor.name }) }];
  });
}

/** Where a case is, what is due, who may do what now: what the query answers and the command line shows. */
export function viewCase(machine: Machine, current: Case): CaseView {
  const draft = new Draft(machine, current);
  const { protocol } = machine;
  const active = activeOf(machine, current.at);
  const { id, subject, place, hash, edition, status, outcome, now, seq, at, holder, attention, links, nextWake } = current;
  const running = status === 'running';
  const may = new Map<string, { role: string; event: string }>();
  const allow = (role: string, event: string) => may.set(`${event} ${role}`, { role, event });
  for (const slot of current.slots) {
    for (const role of slot.kind === 'hand_off' ? slot.by : (protocol.events[slot.event] ?? slot.carried?.event)!.by) {
      allow(role, slot.event);
      if (slot.kind === 'hand_off') allow(role, 'declined');
    }
  }
  if (running) {
    for (const event of active.on.keys()) for (const role of protocol.events[event]?.by ?? []) if (role !== 'case') allow(role, event);
  }
  const facts: Record<string, unknown> = {};
  for (const fact of protocol.facts) {
    const value = draft.fact(fact.name);
    // Lists of entries are the record itself.
    if (value !== undefined && !(Array.isArray(value) && value.some((one) => typeof one === 'object'))) facts[fact.name] = value;
  }
  return {
    id,
    subject,
    place,
    hash,
    protocol: protocol.protocol,
    edition,
    status,
    ...(outcome !== undefined && { outcome }),
    now,
    seq,
    at,
    stages: stagesOf(machine, at),
    holder,
    bounces: bouncesOf(draft),
    open: current.slots.toSorted((a, b) => (a.due ?? Infinity) - (b.due ?? Infinity)),
    moments: deadlines(draft),
    facts,
    may: [...may.values()],
    attention,
    links,
    nextWake,
  };
}
