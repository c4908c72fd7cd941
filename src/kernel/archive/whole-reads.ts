import { check, type Pick } from '../expression.ts';
import { type Machine, scopeOf } from '../machine.ts';
import type { Arm, EffectTemplate, Protocol } from '../protocol.ts';

/**
 * Of what a protocol still looks at every entry or slot, however old, and which single ones it picks from others; of every event its first,
 * its last and how many are known besides.
 */
export interface WholeReads {
  events: ReadonlySet<string>;
  picks: readonly Pick[];
  slots: ReadonlySet<string>;
}

const known = new WeakMap<Machine, WholeReads>();

/** What a protocol reads as whole series: in its expressions, and by the rules of its events. */
export function wholeReadsOf(machine: Machine): WholeReads {
  const before = known.get(machine);
  if (before) return before;
  const { protocol } = machine;
  const events = new Set<string>();
  const slots = new Set<string>();
  const picks = new Map<string, Pick>();
  for (const expression of new Map([...expressionsIn(protocol)].map((one) => [JSON.stringify(one), one])).values()) {
    const { source, event } = expression;
    const found = [false, true].map((element) => check(source, scopeOf(protocol, event, element))).find((checked) => !('code' in checked));
    // What cannot be read here is read as everything.
    if (!found || 'code' in found) for (const name of Object.keys(protocol.events)) events.add(name);
    else {
      for (const name of found.reads.whole) events.add(name);
      for (const name of found.reads.slots) slots.add(name);
      for (const pick of found.reads.picks) picks.set(JSON.stringify(pick), pick);
      if (found.reads.children.length > 0) events.add('case_closed');
    }
  }
  for (const { name, notBy, oncePer } of Object.values(protocol.events)) {
    if (oncePer) events.add(name);
    for (const other of notBy) events.add(other);
  }
  // How often an offer was refused in a row.
  if (protocol.states.some(({ handOff }) => handOff)) for (const answer of ['accepted', 'declined']) events.add(answer);
  const reads = { events, slots, picks: [...picks.values()] };
  known.set(machine, reads);
  return reads;
}

interface Written {
  source: string;
  /** Whose `data` it may name. */
  event?: string;
}

/** Every expression of a protocol. */
function* expressionsIn({ facts, events, states, ladders }: Protocol): Generator<Written> {
  for (const { is, all = [] } of facts) for (const source of [is, ...all.map((one) => one.is)]) yield { source };
  for (const { name, must } of Object.values(events)) for (const { is } of must) yield { source: is, event: name };
  for (const state of states) {
    for (const { when } of state.tasks) if (when !== undefined) yield { source: when };
    yield* ofEffects(state.entry);
    for (const [event, arms] of Object.entries(state.on))
      for (const arm of arms) yield* ofArm(arm, event === 'bounced' ? 'declined' : event);
    for (const { arms } of state.once) for (const arm of arms) yield* ofArm(arm);
  }
  for (const steps of Object.values(ladders)) for (const { effects } of steps) yield* ofEffects(effects);
}

function* ofArm({ when, set = {}, effects }: Arm, event?: string): Generator<Written> {
  const of = event === undefined ? {} : { event };
  for (const source of [...(when === undefined ? [] : [when]), ...Object.values(set)]) yield { source, ...of };
  yield* ofEffects(effects, event);
}

function* ofEffects(effects: readonly EffectTemplate[], event?: string): Generator<Written> {
  const of = event === undefined ? {} : { event };
  for (const effect of effects) {
    if (effect.kind === 'tell') continue;
    for (const source of Object.values(effect.with)) yield { source, ...of };
    if (effect.kind === 'open' && 'is' in effect.subject) yield { source: effect.subject.is, ...of };
  }
}
