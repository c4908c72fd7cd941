import {
  type Case,
  deadlinesOf,
  type Effect,
  holderOf,
  type Machine,
  type Refusal,
  refusalText,
  type Slot,
  type SlotChange,
  stagesOf,
  type Units,
  viewCase,
} from '../kernel/index.ts';
import type { Expect, Named } from '../language/index.ts';
import { civilOf } from './civil.ts';
import type { Happened } from './world.ts';

/** What can be seen of a case after a step: as it stands, and what happened to it since the last step that concerned it. */
export interface Seen {
  /** The instant of the step: a case at rest is not woken for it. */
  at: number;
  machine: Machine;
  current: Case;
  since: readonly Happened[];
  effects: readonly Effect[];
  refused: Refusal | undefined;
  units: Units | undefined;
}

type Observation<K extends keyof Expect> = (seen: Seen, expected: NonNullable<Expect[K]>) => unknown;

const zoneOf = ({ machine }: Seen) => machine.protocol.zone;
const unique = (list: string[]) => [...new Set(list)];

const changed = (effects: readonly Effect[], kind: Slot['kind'], change: SlotChange): Slot[] =>
  effects.flatMap((effect) => (effect.kind === 'task' && effect.change === change && effect.slot.kind === kind ? [effect.slot] : []));
/** A slot as the expectation calls such slots: by its event; where it says so also by the element it is asked for, and by the unit that is asked. */
function called(slots: readonly Slot[], expected: readonly string[], seen: Seen): string[] {
  return slots.map((slot) => {
    const [byKey, byUnit] = ['[', '@'].map((mark) => expected.some((name) => partsOf(name).event === slot.event && name.includes(mark)));
    return `${slot.event}${byKey && slot.key !== undefined ? `[${slot.key}]` : ''}${byUnit ? `@${unitOf(slot, seen)}` : ''}`;
  });
}
/** `EVENT[KEY]@UNIT`, in its parts. */
const partsOf = (name: string) => {
  const [, event, key] = /^(.*?)(?:\[(.*)\])?(?:@.*)?$/s.exec(name)!;
  return { event, key };
};
const unitOf = ({ by, place }: Slot, { units, current }: Seen) => {
  const home = place ?? current.place;
  return (units && holderOf(units, by[0]!, home)) ?? home;
};
const isCalled = (slot: Slot, name: string) => {
  const { event, key } = partsOf(name);
  return event === slot.event && (key === undefined || key === slot.key);
};

const tasks =
  (change: SlotChange) =>
  (seen: Seen, expected: readonly string[]): string[] =>
    called(changed(seen.effects, 'task', change), expected, seen);
const offers =
  (change: SlotChange) =>
  ({ effects }: Seen): string[] =>
    changed(effects, 'hand_off', change).flatMap(({ by }) => by);

/** Active leaves in the words of the expectation: a last name where it wrote one, else the dotted path. */
function shorten(at: string[], wanted: readonly string[]): string[] {
  return at.map((id) => wanted.find((name) => id === name || id.endsWith(`.${name}`)) ?? id);
}

function told({ effects, units }: Seen, expected: readonly string[]): string[] {
  const withUnit = new Set(expected.filter((name) => name.includes('@')).map((name) => name.split('@')[0]!));
  const roles = effects.flatMap((effect) =>
    effect.kind === 'tell'
      ? effect.roles.map((role) =>
          withUnit.has(role) ? `${role}@${(units && holderOf(units, role, effect.place)) ?? effect.place}` : role,
        )
      : [],
  );
  return unique(roles);
}

function due(seen: Seen, expected: Record<string, unknown>): Record<string, string | null> {
  const { machine, current } = seen;
  const open = current.slots.toSorted((a, b) => (a.due ?? Infinity) - (b.due ?? Infinity));
  const moments = deadlinesOf(machine, current);
  const at = (name: string): string | null => {
    const found =
      open.find((slot) => (slot.kind === 'hand_off' ? name === 'hand_off' : isCalled(slot, name))) ??
      moments.find(({ text }) => text === name);
    if (!found) return null;
    return found.due === null ? 'waiting' : civilOf(zoneOf(seen), found.due);
  };
  return Object.fromEntries(Object.keys(expected).map((name) => [name, at(name)]));
}

function slots(seen: Seen, expected: Record<string, Record<string, string>>): Record<string, Record<string, string | null>> {
  const { closed, slots: open } = seen.current;
  const all = [...closed, ...open];
  const status = (event: string, on: string) =>
    all.findLast((slot) => isCalled(slot, event) && slot.on !== undefined && civilOf(zoneOf(seen), slot.on) === on)?.status ?? null;
  return Object.fromEntries(
    Object.entries(expected).map(([event, ons]) => [event, Object.fromEntries(Object.keys(ons).map((on) => [on, status(event, on)]))]),
  );
}

function facts(seen: Seen, expected: Record<string, unknown>): Record<string, unknown> {
  const { machine, current } = seen;
  const values = viewCase(machine, current).facts;
  const types = new Map(machine.protocol.facts.map(({ name, type }) => [name, type]));
  const shown = (name: string) => {
    const civil = (value: unknown): unknown => (typeof value === 'number' ? civilOf(zoneOf(seen), value) : value);
    const value = values[name];
    if (!/\bInstant\b/.test(types.get(name) ?? '')) return value ?? null;
    return Array.isArray(value) ? value.map(civil) : (civil(value) ?? null);
  };
  return Object.fromEntries(Object.keys(expected).map((name) => [name, shown(name)]));
}

/** Of what happened, the fields that the expectation speaks of: those of the entry of the same name in the same place. */
function named(happened: { name: string; fields: Record<string, unknown> }[], expected: readonly Named[]): Named[] {
  const left = [...expected];
  return happened.map(({ name, fields }) => {
    const like = left.findIndex(
      (wanted) => wanted.name === name && Object.entries(wanted.with).every(([field, value]) => fields[field] === value),
    );
    const index = like >= 0 ? like : left.findIndex((wanted) => wanted.name === name);
    const [wanted] = index >= 0 ? left.splice(index, 1) : [];
    return { name, with: Object.fromEntries(Object.keys(wanted?.with ?? {}).map((field) => [field, fields[field] ?? null])) };
  });
}

function opened({ since }: Seen, expected: readonly Named[]): Named[] {
  const all = since.flatMap(({ effects, opened: ids }) => {
    let n = 0;
    return effects.flatMap((effect) => {
      if (effect.kind !== 'open') return [];
      const subject = 'id' in effect.subject ? effect.subject.id : effect.subject.unitOf.role;
      return [{ name: effect.protocol, fields: { ...effect.data, for: subject, case: ids[n++] } }];
    });
  });
  return named(all, expected);
}

function holder({ current }: Seen, expected: string): string {
  const { role, place } = current.holder;
  if (role === undefined) return place;
  return expected.includes('@') ? `${role}@${place}` : role;
}

/** How each expectation is looked at: what there is, in the words in which it was expected. */
export const observations: { [K in keyof Expect]-?: Observation<K> } = {
  state: ({ current }, expected) => shorten(current.at, expected),
  stage: ({ machine, current }) => stagesOf(machine, current.at),
  tasks: (seen, expected) => {
    const open = seen.current.slots.filter((slot) => slot.kind === 'task' && slot.opens <= seen.at);
    return called(open, expected, seen);
  },
  owed: (seen, expected) => called(seen.current.slots, expected, seen),
  slots,
  due,
  next: (seen) => (seen.current.nextWake === null ? null : civilOf(zoneOf(seen), seen.current.nextWake)),
  told,
  late: tasks('late'),
  done: tasks('done'),
  missed: tasks('missed'),
  noted: tasks('noted'),
  withdrawn: (seen, expected) => {
    const slots = seen.effects.flatMap((effect) => (effect.kind === 'task' && effect.change === 'withdrawn' ? [effect.slot] : []));
    return called(slots, expected, seen);
  },
  offered: ({ current }) => current.slots.flatMap((slot) => (slot.kind === 'hand_off' ? slot.by : [])),
  lapsed: offers('late'),
  declined: offers('declined'),
  bounced: ({ since }) =>
    since.flatMap(({ machine, took }) =>
      took.flatMap((id) => {
        const { on, handOff } = machine.protocol.states[machine.stateOfArm.get(id)!]!;
        return handOff && on.bounced?.some((arm) => arm.id === id) ? [handOff.to] : [];
      }),
    ),
  holder,
  refused: ({ refused }) => refused?.refused ?? null,
  says: ({ refused }, expected) => {
    const words = refused && refusalText(refused);
    return words ? (Object.values(words).find((text) => text === expected) ?? words.en) : null;
  },
  opened,
  sent: ({ effects }, expected) =>
    named(
      effects.flatMap((effect) => (effect.kind === 'send' ? [{ name: effect.event, fields: { ...effect.data, to: effect.to } }] : [])),
      expected,
    ),
  ended: ({ current }) => current.outcome ?? null,
  became: ({ effects }) => effects.flatMap((effect) => (effect.kind === 'become' ? [effect.protocol] : [])).at(-1) ?? null,
  attention: ({ current }) => current.attention.filter(({ resolved }) => !resolved).map(({ code }) => code),
  facts,
};

/** What there is, for one expectation. */
export function observe<K extends keyof Expect>(key: K, seen: Seen, expected: NonNullable<Expect[K]>): unknown {
  return (observations[key] as Observation<K>)(seen, expected);
}
