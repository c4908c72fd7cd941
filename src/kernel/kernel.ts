import { armsFor, follow, move, settle } from './arms.ts';
import type { Attention, Case, Entry, Input, Opening, Outcome, Refusal } from './case.ts';
import { Draft } from './draft.ts';
import { type Editions, eventNamed, load, type Machine } from './machine.ts';
import { addLink, caseMerged, isLinked, relink, takeOver } from './merging.ts';
import { migrate } from './migration/migrate.ts';
import { saidAnew } from './migration/record.ts';
import { undoMigration } from './migration/undo.ts';
import { runUntil } from './moments.ts';
import { override } from './overrides.ts';
import { misfitOf } from './payload.ts';
import type { Instant } from './protocol.ts';
import { compareWithReplay } from './replaying.ts';
import { resolve } from './resolving.ts';
import { fill, ladderOf, reopen, retime } from './slots.ts';
import { bouncesOf, isExpected, offerTo, refusal, refuse, refuseValues, saidBefore } from './validate.ts';

/** Order of inputs of one instant: overrides, corrections, people's facts, what other cases say (language.md §3; docs/decisions/010). */
export function classOf({ kind }: Input): number {
  return classes[kind];
}

const classes: Record<Input['kind'], number> = {
  migrate: 0,
  unmigrate: 0,
  values: 0,
  extend: 0,
  reassign: 0,
  recall: 0,
  offer: 0,
  void: 0,
  reopen: 0,
  move: 0,
  merge: 0,
  correct: 1,
  withdraw: 1,
  event: 2,
  resolve: 2,
  message: 3,
  linked: 3,
  incident: 3,
};

/** True for the kernel's "no". */
export function isRefusal(answer: Outcome | Refusal): answer is Refusal {
  return 'refused' in answer;
}

/**
 * Opens a case: its first fact is `opened`, and whatever is due by `now` happens.
 * Refused when the opening data do not fit the protocol's facts.
 */
export function open(machine: Machine, opening: Opening): Outcome | Refusal {
  const rule = machine.protocol.events.opened!;
  const misfit = misfitOf(opening.data, rule.data);
  if (misfit) return refusal('bad_data', { event: 'opened', ...misfit });
  const { now } = opening;
  const at = opening.at ?? now;
  if (at > now) return refusal('in_the_future', { event: 'opened' });
  const draft = new Draft(machine, blank(machine, opening));
  draft.begin(now);
  const { by, data, from } = opening;
  const entry: Entry = { id: draft.case.seq, event: 'opened', at, recorded: now, by, data, ...(from !== undefined && { from }) };
  return finish(draft, start(draft, entry));
}

export function blank(machine: Machine, opening: Opening): Case {
  const { protocol, hash } = machine;
  const { id, subject, place, now } = opening;
  const holder = { place };
  return {
    format: 1,
    id,
    subject,
    place,
    hash,
    protocol: protocol.protocol,
    edition: protocol.edition,
    openedAt: now,
    since: { seq: 1, at: now, holder },
    now,
    seq: 0,
    record: [],
    at: [],
    history: {},
    entered: {},
    slots: [],
    closed: [],
    fired: {},
    holder,
    ...(opening.values && { unitValues: [{ from: 0, is: opening.values }] }),
    ...(opening.opener !== undefined && { opener: opening.opener }),
    ...(opening.follow && opening.opener !== undefined && { followers: [opening.opener] }),
    ...(opening.earlier && { earlier: opening.earlier }),
    links: [],
    sent: [],
    heard: opening.from !== undefined && opening.number !== undefined ? { [opening.from]: opening.number } : {},
    attention: [],
    status: 'running',
    nextWake: null,
  };
}

/** Enters the first configuration with `opened` in the record. */
export function start(draft: Draft, entry: Entry): Instant | null {
  draft.write(entry);
  draft.note({ note: 'event', entry });
  move(draft, draft.machine.chart.initial);
  settle(draft);
  return runUntil(draft, draft.case.now, true);
}

function finish(draft: Draft, nextWake: Instant | null): Outcome {
  draft.case.nextWake = nextWake;
  return { case: draft.commit(), effects: draft.effects, took: draft.took };
}

/** Flags a case that can take nothing just now: it stays as it is, and somebody is to look at it. */
export function flag(machine: Machine, current: Case, { code, detail, at }: Pick<Attention, 'code' | 'detail' | 'at'>): Outcome {
  const draft = new Draft(machine, current);
  if (draft.isAttended(code, detail)) return { case: current, effects: [], took: [] };
  draft.begin(Math.max(at, current.now));
  draft.attend(code, detail);
  return finish(draft, current.nextWake);
}

/** Lets everything happen that is due by `to` (ms), or before it. Without anything due the case is unchanged. */
export function advance(machine: Machine, current: Case, to: Instant, inclusive = true): Outcome {
  const { nextWake: next, status } = current;
  if (next === null || next > to || (!inclusive && next === to) || status === 'becoming') return { case: current, effects: [], took: [] };
  const draft = new Draft(machine, current);
  return finish(draft, runUntil(draft, to, inclusive));
}

/**
 * What happens before an input: every moment before its instant. Those of the very instant come after corrections and people's facts, but
 * before what other cases say: cases that act at one instant do not wait for each other, and so each has done its own first.
 */
export function advanceBefore(machine: Machine, current: Case, input: Input): Outcome {
  return advance(machine, current, Math.max(input.recorded, current.now), isOfCases(input));
}

const isOfCases = (input: Input) => classOf(input) === classes.message;

/**
 * Takes one input at its logical instant: first what happens before it, then the input, then what is due at that very instant. A case that
 * becomes another protocol takes nothing until it has: the input is for that protocol to judge. Throws a fault when what happens before
 * the input makes it so; `advanceBefore` tells. `editions`: those under which the case ran before, by hash.
 */
export function apply(machine: Machine, current: Case, input: Input, editions?: Editions): Outcome | Refusal {
  const draft = new Draft(machine, current, editions);
  const now = Math.max(input.recorded, current.now);
  if (current.nextWake !== null && current.nextWake <= now) runUntil(draft, now, isOfCases(input));
  if (draft.case.status === 'becoming') throw new Error(`${current.id} becomes ${draft.case.becomes} before this input`);
  if (input.kind === 'migrate' || input.kind === 'unmigrate') return goOver(draft, input, now);
  const refused = take(draft, input, now);
  if (refused) return refused;
  return finish(draft, runUntil(draft, now, true));
}

type GoingOver = Extract<Input, { kind: 'migrate' | 'unmigrate' }>;

/** To another edition or back, after what was due before. */
function goOver(draft: Draft, input: GoingOver, now: Instant): Outcome | Refusal {
  const { effects, took, machine } = draft;
  const current = draft.commit();
  let outcome: Outcome | Refusal;
  if (input.kind === 'unmigrate') outcome = undoMigration(draft.editions, current, input, now);
  else if (!input.to.body) return refusal('not_mapped', { why: 'not_published', hash: input.to.$protocol });
  else outcome = migrate(machine, load(input.to.body, input.to.$protocol), current, input, now);
  return isRefusal(outcome) ? outcome : { ...outcome, effects: [...effects, ...outcome.effects], took: [...took, ...outcome.took] };
}

function take(draft: Draft, input: Exclude<Input, GoingOver>, now: Instant): Refusal | undefined {
  draft.hears();
  switch (input.kind) {
    case 'event': {
      const refused = refuse(draft, { ...input, recorded: now });
      if (refused) return refused;
      draft.begin(now);
      const { event, at, by, data } = input;
      happen(draft, { id: draft.case.seq, event, at, recorded: now, by, data });
      return undefined;
    }
    case 'message':
      hear(draft, input, now);
      return undefined;
    case 'correct':
    case 'withdraw':
      return correct(draft, input, now);
    case 'values': {
      const { values, by, reason } = input;
      if (reason.trim() === '') return refusal('reason_needed', { event: 'values' });
      const refused = refuseValues(draft.machine.protocol, values);
      if (refused) return refused;
      draft.begin(now);
      draft.case.unitValues = [...(draft.case.unitValues ?? []), { from: now, is: values }];
      draft.note({ note: 'values', values, by, reason });
      return undefined;
    }
    case 'linked': {
      const link = { name: input.name, case: input.case };
      if (isLinked(draft, link)) return undefined;
      draft.begin(now);
      addLink(draft, link);
      return undefined;
    }
    case 'extend':
    case 'reassign':
    case 'recall':
    case 'offer':
    case 'void':
    case 'reopen':
    case 'move':
    case 'merge':
      return override(draft, input, now);
    case 'incident':
      // The same again says nothing new, and what says nothing is no step: the ledger would not hear of its number.
      if (draft.isAttended(input.code, input.detail)) {
        if (input.effect) draft.alsoUndone(input.code, input.detail, input.effect);
        return undefined;
      }
      draft.begin(now);
      draft.attend(input.code, input.detail, input.effect);
      return undefined;
    case 'resolve':
      return resolve(draft, input, now);
    default:
      return input satisfies never;
  }
}

/** What another case tells: each once, in order; what nobody expects is a matter for somebody to look at. */
function hear(draft: Draft, input: Extract<Input, { kind: 'message' }>, now: Instant): void {
  const { event, data, from, number, follow } = input;
  const { case: current, machine } = draft;
  if ((current.heard[from] ?? -1) >= number) return;
  current.heard = { ...current.heard, [from]: number };
  if (event === caseMerged) {
    if (!input.estate) relink(draft, input, now);
    else if (takeOver(draft, input.estate, now)) compareWithReplay(draft);
    return;
  }
  if (follow && !current.followers?.includes(from)) current.followers = [...(current.followers ?? []), from];
  const rule = eventNamed(machine.protocol, event);
  // How a case ended that was opened here, where nobody asks any more.
  const isClosing = event === 'case_closed';
  if (isClosing && (!rule || current.status === 'ended')) return;
  const at = Math.min(input.at, now);
  const allowed = rule && (event === 'opened' || rule.by.includes('case'));
  // What another case has told already is told: nothing new, and nothing wrong.
  if (allowed && saidBefore(draft, rule, { at, data })) return;
  const isOutOfPlace = !allowed || misfitOf(data, rule.data) || (!isClosing && !isExpected(draft, event));
  if (isOutOfPlace && draft.isAttended('unplaced', `${event} from ${from}`)) return;
  draft.begin(now);
  if (isOutOfPlace) draft.attend('unplaced', `${event} from ${from}`);
  else happen(draft, { id: current.seq, event, at, recorded: now, by: { role: 'case', place: current.place }, from, data });
}

/** A fact: into the record, into its slot, then the arms that speak of it, then whatever has become so. */
export function happen(draft: Draft, entry: Entry): void {
  draft.write(entry);
  if (entry.event === 'opened') forgetSet(draft, entry);
  draft.note({ note: 'event', entry });
  fill(draft, entry);
  draft.present = entry.id;
  draft.data = draft.view(entry);
  if (entry.event === 'accepted' || entry.event === 'declined') reply(draft, entry);
  else if (draft.case.status === 'running') follow(draft, armsFor(draft, entry), entry.event);
  draft.data = undefined;
  draft.present = undefined;
  retime(draft);
  settle(draft);
}

/** What a later opening says holds before what was set. */
function forgetSet(draft: Draft, { data }: Entry): void {
  if (!draft.case.set) return;
  draft.case.set = Object.fromEntries(Object.entries(draft.case.set).filter(([fact]) => !Object.hasOwn(data, fact)));
  draft.unfold('$set');
}

/** An answer to an offer, kept with it: who, when and why. Refused too often, the case was passed around. */
function reply(draft: Draft, entry: Entry): void {
  const offered = offerTo(draft, entry.by);
  if (!offered) return;
  const { rule, state } = draft.machine.handOffs.get(offered.rule)!;
  const filled = { entry: entry.id, at: entry.at, late: offered.due !== null && entry.at > offered.due, recordedLate: false };
  if (entry.event === 'accepted') {
    draft.change(offered, 'done', { status: 'done', filled });
    const from = draft.case.holder;
    draft.case.holder = { place: draft.case.place, role: entry.by.role };
    draft.note({ note: 'holder', from, to: draft.case.holder });
  } else draft.change(offered, 'declined', { status: 'declined', filled });
  const bounced = entry.event === 'declined' && rule.bounces !== undefined && bouncesOf(draft) > rule.bounces;
  follow(draft, armsFor(draft, entry, { state, answer: bounced ? 'bounced' : entry.event }), entry.event);
}

/** Both versions are kept; facts and deadlines follow; nothing that fired is undone. */
function correct(draft: Draft, input: Extract<Input, { kind: 'correct' | 'withdraw' }>, now: Instant): Refusal | undefined {
  const { by, reason } = input;
  const entry = draft.case.record.find(({ id }) => id === input.entry);
  if (!entry || entry.withdrawn) return refusal('unknown_entry', { entry: input.entry });
  const rule = draft.machine.protocol.events[entry.event];
  if (!rule) return refusal('unknown_event', { event: entry.event });
  const allowed = new Set([...rule.by, entry.by.role, ...(draft.machine.protocol.supervisors ?? [])]);
  if (!allowed.has(by.role)) return refusal('wrong_role', { event: entry.event, role: by.role, roles: [...allowed].join(', ') });
  if (reason.trim() === '') return refusal('reason_needed', { event: entry.event });
  const at = (input.kind === 'correct' ? input.at : undefined) ?? entry.at;
  if (at > now) return refusal('in_the_future', { event: entry.event });
  const data = input.kind === 'correct' ? { ...entry.data, ...input.data } : entry.data;
  const misfit = misfitOf(data, rule.data);
  if (misfit) return refusal('bad_data', { event: entry.event, ...misfit });
  const same = input.kind === 'correct' ? saidBefore(draft, rule, { at, data }, entry) : undefined;
  if (same) return refusal('said_before', { event: entry.event, entry: same.id });
  draft.begin(now);
  const former = [...(entry.former ?? []), { at: entry.at, data: entry.data, by, reason, corrected: now }];
  const corrected: Entry = { ...entry, at, data, former, ...(input.kind === 'withdraw' && { withdrawn: true as const }) };
  const next = input.kind === 'correct' ? saidAnew(corrected, input.data ?? {}) : corrected;
  draft.write(next, entry);
  draft.note({ note: 'corrected', entry: next, reason, by });
  if (input.kind === 'withdraw') reopen(draft, entry);
  retime(draft);
  settle(draft);
  compareWithReplay(draft);
  return undefined;
}

/**
 * The case goes on under another protocol at the same instant: card, links, holder, owed tasks and same-shaped events go along.
 * `from` is the machine it ran under.
 */
export function become(from: Machine, to: Machine, current: Case): Outcome {
  const shapeOf = (machine: Machine, event: string) => JSON.stringify(machine.protocol.events[event]?.data);
  const { becomes: _, migrations: __, held: ___, ...rest } = current;
  const { protocol, hash } = to;
  const moved: Case = {
    ...rest,
    hash,
    protocol: protocol.protocol,
    edition: protocol.edition,
    since: { seq: current.seq + 1, at: current.now, holder: current.holder },
    status: 'running',
    at: [],
    history: {},
    entered: {},
    fired: {},
    overrides: [],
    record: current.record.map((entry) =>
      entry.event === 'opened' || shapeOf(from, entry.event) !== shapeOf(to, entry.event) ? { ...entry, hidden: true as const } : entry,
    ),
  };
  const former = new Draft(from, current);
  moved.slots = current.slots.map((slot) => {
    const task = from.tasks.get(slot.rule)?.rule;
    if (!task || slot.carried) return slot;
    return { ...slot, carried: { task, ladder: [...ladderOf(former, slot)], event: from.protocol.events[slot.event]! } };
  });
  const data: Entry['data'] = {};
  for (const [field, shape] of Object.entries(protocol.events.opened!.data)) {
    const known = former.standing('opened').at(-1)?.data[field] ?? former.fact(field);
    if (known !== undefined && !misfitOf({ [field]: known as never }, { [field]: shape })) data[field] = known as never;
  }
  const draft = new Draft(to, moved);
  draft.begin(current.now);
  draft.settleAttention('unknown_protocol', { by: { role: 'case', place: current.place }, reason: to.hash.slice(0, 12) });
  const next = start(draft, {
    id: draft.case.seq,
    event: 'opened',
    at: current.now,
    recorded: current.now,
    by: { role: 'case', place: current.place },
    from: current.id,
    data,
  });
  return finish(draft, next);
}
