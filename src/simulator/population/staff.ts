import {
  type Data,
  type EventRule,
  holderOf,
  type Instant,
  type LadderStep,
  type Machine,
  type Slot,
  type Units,
} from '../../kernel/index.ts';
import type { Manner, Population } from '../../language/index.ts';
import { type Body, lasting } from './body.ts';
import { type Draw, draw } from './chance.ts';
import { filled, type Report } from './forms.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Posts stand empty within this time from the beginning. */
const AWAY_WITHIN = 14 * DAY;
/** Nobody answers sooner than this. */
const SOONEST = 5 * MINUTE;

/** The units of an exercise: who they are, how they behave, and the seed that decides what chance decides. */
export interface Staff {
  population: Population;
  units: Units;
  seed: string;
  begins: Instant;
}

/** A case as its units see it. Nothing in it may differ between two runs of one seed: no random id, no order of arrival. */
export interface Situation {
  /** Name of the subject: a person's number in the register, a unit's id. */
  who: string;
  /** Which case of this subject it is, from 0. */
  nth: number;
  place: string;
  machine: Machine;
  /** All of the case, the closed ones too. */
  slots: readonly Slot[];
  record: readonly Report[];
  body?: Body;
}

/** Something a unit does: reported at `at`, having occurred at `occurred`. */
export interface Deed {
  /** The same for the same deed in every run. */
  key: string;
  slot: string;
  at: Instant;
  occurred: Instant;
  by: { role: string; place: string; person: string };
  event: string;
  data: Data;
  /** A form that the case will send back. */
  mistyped?: true;
}

/** What the units will do about everything that is open in a case; a function of (seed, who, rule, occurrence) alone. */
export function deedsOf(staff: Staff, situation: Situation): Deed[] {
  return situation.slots.filter(({ status }) => status === 'open').flatMap((slot) => deedsFor(staff, situation, slot));
}

/** Which one of its rule a slot is: the civil instant in a series, else how many were asked before. */
function occurrenceOf(slots: readonly Slot[], slot: Slot): string {
  if (slot.on !== undefined) return `@${slot.on}`;
  return `#${slots.filter((other) => other.rule === slot.rule && other.asked < slot.asked).length}`;
}

interface Owed {
  slot: Slot;
  rule: EventRule;
  ladder: readonly LadderStep[];
  /** Who, which rule and which time: what chance may depend on. */
  names: readonly string[];
}

interface Plan {
  at: Instant;
  role: string;
  place: string;
  occurred?: Instant;
  declines?: string;
}

function deedsFor(staff: Staff, situation: Situation, slot: Slot): Deed[] {
  const { machine, who, nth, slots } = situation;
  const rule = slot.carried?.event ?? machine.protocol.events[slot.event];
  const ladderName = machine.tasks.get(slot.rule)?.rule.ladder ?? machine.handOffs.get(slot.rule)?.rule.ladder;
  if (!rule) return [];
  const ladder = slot.carried?.ladder ?? machine.protocol.ladders[ladderName ?? ''] ?? [];
  const owed = { slot, rule, ladder, names: [who, String(nth), slot.rule, occurrenceOf(slots, slot)] };
  const plans = [ownPlan(staff, situation.place, owed), ...standIns(staff, situation.place, owed)].filter((plan) => plan !== undefined);
  const first = plans.reduce<Plan | undefined>((best, plan) => (best === undefined || plan.at < best.at ? plan : best), undefined);
  return first ? deedsBy(staff, situation, owed, first) : [];
}

/** What the post that was asked does. */
function ownPlan(staff: Staff, place: string, owed: Owed): Plan | undefined {
  const { slot, names } = owed;
  const chance = draw(staff.seed, ...names, 'own');
  const role = slot.by[Math.floor(chance.uniform() * slot.by.length)];
  const unit = role && holderOf(staff.units, role, place);
  const manner = role && staff.population.staff[role];
  if (!role || !unit || !manner) return undefined;
  const away = awayOf(staff, manner, role, unit);
  const fate = chance.uniform();
  const late = manner.late?.share ?? 0;
  const reasons = slot.kind === 'hand_off' ? manner.declines : undefined;
  const isSilent = fate < manner.silent;
  const isLate = !isSilent && fate < manner.silent + late;
  const declines = reasons && !isSilent && !isLate && fate < manner.silent + late + reasons.share;
  let at = inTime(manner, slot, chance);
  if (isSilent) at = lastStep(owed) + lasting(manner.takes, chance);
  else if ((isLate || at === undefined) && slot.due !== null)
    at = Math.max(slot.due, slot.asked) + Math.max(SOONEST, lasting(manner.late?.by ?? manner.takes, chance));
  if (at === undefined) return undefined;
  if (away && at >= away.from && at < away.until) {
    // What has its hour is past when the post is filled again; everything else waits on the table.
    if (slot.on !== undefined && slot.due !== null && away.until > slot.due) return undefined;
    at = away.until + lasting(manner.takes, chance);
  }
  const because = declines ? reasons.because[Math.floor(chance.uniform() * reasons.because.length)] : undefined;
  const paper = !isSilent && !isLate && because === undefined && chance.uniform() < (manner.paper?.share ?? 0);
  const plan: Plan = { at, role, place: unit, ...(because !== undefined && { declines: because }) };
  return paper && slot.kind === 'task' ? { ...plan, occurred: at, at: at + lasting(manner.paper!.by, chance) } : plan;
}

/** An instant before the due one: around its civil time, else some time after the asking; undefined when no time is left. */
function inTime(manner: Manner, slot: Slot, chance: Draw): Instant | undefined {
  const first = Math.max(slot.opens, slot.asked) + SOONEST;
  const last = slot.due === null ? Number.POSITIVE_INFINITY : slot.due - MINUTE;
  if (first > last) return undefined;
  if (slot.on !== undefined && slot.asked <= slot.on)
    return Math.min(last, Math.max(first, slot.on + Math.round(manner.about * chance.normal()) * MINUTE));
  const at = first + lasting(manner.takes, chance);
  return at <= last ? at : first + Math.floor((last - first) * (0.5 + 0.5 * chance.uniform()));
}

function lastStep({ slot, ladder }: Owed): Instant {
  return Math.max(slot.due ?? slot.asked, slot.asked) + Math.max(0, ladder.at(-1)?.offset ?? 0);
}

/** Those whom the ladder tells, who may report it themselves, and do. */
function standIns(staff: Staff, place: string, { slot, rule, ladder, names }: Owed): Plan[] {
  if (slot.kind === 'hand_off' || slot.due === null) return [];
  const due = Math.max(slot.due, slot.asked);
  return ladder.flatMap(({ offset, effects }) =>
    effects.flatMap((effect) => {
      if (effect.kind !== 'tell' || offset < 0) return [];
      return effect.roles.flatMap((role) => {
        const unit = holderOf(staff.units, role, place);
        const manner = staff.population.staff[role];
        if (!unit || !manner || slot.by.includes(role) || !rule.by.includes(role)) return [];
        const chance = draw(staff.seed, ...names, 'stands in', role);
        if (chance.uniform() >= manner.stepsIn) return [];
        const at = due + offset + Math.max(SOONEST, lasting(manner.takes, chance));
        const away = awayOf(staff, manner, role, unit);
        return away && at >= away.from && at < away.until ? [] : [{ at, role, place: unit }];
      });
    }),
  );
}

/** When a post stands empty, if it does. */
function awayOf(staff: Staff, manner: Manner, role: string, unit: string): { from: Instant; until: Instant } | undefined {
  if (!manner.away) return undefined;
  const chance = draw(staff.seed, unit, role, 'away');
  if (chance.uniform() >= manner.away.share) return undefined;
  const from = staff.begins + Math.floor(chance.uniform() * AWAY_WITHIN);
  return { from, until: from + lasting(manner.away.by, chance) };
}

function deedsBy(staff: Staff, situation: Situation, { slot, rule, names }: Owed, plan: Plan): Deed[] {
  const { seed, population } = staff;
  const { who, body, record, machine } = situation;
  const event = plan.declines === undefined ? slot.event : 'declined';
  const occurred = plan.occurred ?? plan.at;
  const look = names.slice(2).join(' ');
  const filling = { population, seed, zone: machine.protocol.zone, who, record, ...(body && { body }) };
  const data: Data = plan.declines === undefined ? filled(filling, rule, occurred, look) : { reason: plan.declines };
  const by = { role: plan.role, place: plan.place, person: personOf(staff, situation, rule, plan, names) };
  const deed: Deed = { key: [...names, event].join(' '), slot: slot.id, at: plan.at, occurred, by, event, data };
  const chance = draw(seed, ...names, 'slip').uniform();
  const number = Object.entries(rule.data).find(([field, { max }]) => max !== undefined && typeof data[field] === 'number');
  if (!number || chance >= (population.staff[plan.role]?.slips ?? 0)) return [deed];
  // The decimal point forgotten.
  const [field] = number;
  const mistyped = { ...data, [field]: Math.round(Number(data[field]) * 10) };
  return [
    { ...deed, key: `${deed.key} mistyped`, at: deed.at - 2 * MINUTE, occurred: occurred - 2 * MINUTE, data: mistyped, mistyped: true },
    deed,
  ];
}

/** Who of the post does it: somebody other than those whom the protocol excludes. */
function personOf(staff: Staff, { record }: Situation, rule: EventRule, { role, place }: Plan, names: readonly string[]): string {
  const people = staff.population.staff[role]?.people ?? 1;
  const excluded = new Set(record.filter(({ event }) => rule.notBy.includes(event)).map(({ person }) => person));
  const name = (n: number) => `${place}.${role}.${n + 1}`;
  const first = Math.floor(draw(staff.seed, ...names, 'person').uniform() * people);
  for (let n = 0; n < people; n++) if (!excluded.has(name((first + n) % people))) return name((first + n) % people);
  return name(first);
}
