import type { Effect, Machine, Protocol, Refusal, Slot } from '../kernel/index.ts';
import type { Expect } from '../language/index.ts';
import type { Look, Played } from './play.ts';
import { ruleIds } from './rules.ts';
import type { Happened } from './world.ts';

/** What the scenarios played so far have shown of each protocol: rules by their ids. */
export interface Shown {
  /** It happened, whether anybody looked or not. */
  fired: Set<string>;
  /** It happened and an expectation that held would not have held without it. */
  expected: Set<string>;
}

type Key = keyof Expect;

/** Expectations that see where a case is. */
const whereabouts: readonly Key[] = ['state', 'stage', 'ended', 'became', 'offered', 'tasks', 'owed'];

/** What each edition (by `editionKey`) has shown in one scenario. A scenario that fails shows nothing. */
export function shownBy({ looks, failures, world }: Played): Map<string, Shown> {
  const shown = new Map<string, Shown>();
  if (failures.length > 0) return shown;
  const looked = new Set(looks.filter(({ step }) => Object.keys(step.expect).length > 0).map((look) => look.case));
  const former = new Map<string, Machine[]>();
  for (const look of looks) {
    const keys = new Set(Object.keys(look.step.expect) as Key[]);
    const seen = new Sight(shown, keys, looked);
    for (const happened of look.since) {
      const machines = [...new Set([happened.machine, ...(former.get(look.case) ?? [])])];
      former.set(look.case, machines);
      seen.happening(happened, machines);
    }
    seen.whereabouts(look);
    if (look.refused && look.machine) seen.refusal(look.machine, look.step.event?.name ?? '', look.refused);
  }
  // What nobody looked at has fired all the same.
  const blind = new Sight(shown, new Set(), new Set());
  for (const happened of world.happened) blind.happening(happened, [happened.machine]);
  return shown;
}

/** Looks at what happened with the eyes of one step's expectations. */
class Sight {
  private readonly shown: Map<string, Shown>;
  private readonly keys: ReadonlySet<Key>;
  /** Cases that the scenario looks at: opening one of them is expected by that. */
  private readonly looked: ReadonlySet<string>;

  constructor(shown: Map<string, Shown>, keys: ReadonlySet<Key>, looked: ReadonlySet<string>) {
    this.shown = shown;
    this.keys = keys;
    this.looked = looked;
  }

  happening({ machine, effects, took, opened }: Happened, machines: readonly Machine[]): void {
    const openings = new Map<Effect, string>();
    for (const effect of effects) if (effect.kind === 'open') openings.set(effect, opened[openings.size]!);
    for (const effect of effects) this.effect(effect, openings.get(effect), machine, machines);
    for (const id of took) this.arm(machine, id);
  }

  private effect(effect: Effect, opened: string | undefined, machine: Machine, machines: readonly Machine[]): void {
    switch (effect.kind) {
      case 'tell':
      case 'open': {
        const seen = effect.kind === 'tell' ? this.keys.has('told') : this.keys.has('opened') || this.looked.has(opened ?? '');
        const { reason, of, step } = effect.about;
        if (reason === 'entry') this.note(machine, ruleIds.entry(of), seen);
        if (reason !== 'ladder') return;
        const found = ladderOf(of, machines);
        if (!found) return;
        this.note(found.machine, ruleIds.step(found.ladder, step!), seen);
        // Whoever is told after it was due learns that it is late.
        if (found.machine.protocol.ladders[found.ladder]![step!]!.offset >= 0) this.note(found.machine, ruleIds.deadline(found.rule), seen);
        return;
      }
      case 'task': {
        if (effect.change !== 'late') return;
        const found = ladderOf(effect.slot.id, machines);
        if (found) this.note(found.machine, ruleIds.deadline(found.rule), this.keys.has(lateKey(effect.slot)));
        return;
      }
      case 'record':
        if (effect.note.note === 'moved') this.moved(machine, effect.note.entered);
        return;
      default:
    }
  }

  /** A state that is passed through is seen by whoever looks where that led. */
  private moved(machine: Machine, entered: readonly string[]): void {
    for (const id of entered) {
      const { kind } = machine.protocol.states[machine.stateOf.get(id)!]!;
      if (kind === 'leaf') this.note(machine, ruleIds.state(id), this.keys.has('became') || this.seesStates());
    }
  }

  whereabouts({ machine, at }: Look): void {
    if (machine) for (const id of at) this.note(machine, ruleIds.state(id), this.seesStates());
  }

  private seesStates(): boolean {
    return this.keys.has('state') || this.keys.has('stage') || this.keys.has('ended');
  }

  private arm(machine: Machine, id: string): void {
    const { protocol } = machine;
    const state = protocol.states[machine.stateOfArm.get(id)!]!;
    for (const [event, arms] of Object.entries(state.on)) {
      const arm = arms.find((own) => own.id === id);
      if (!arm) continue;
      this.note(machine, ruleIds.arm(id), this.sees(arm));
      if (state.handOff) this.note(machine, ruleIds.answer(state.id, event), this.sees(arm));
    }
    for (const rule of state.once) {
      const arm = rule.arms.find((own) => own.id === id);
      if (!arm) continue;
      this.note(machine, ruleIds.arm(id), this.sees(arm));
      this.note(machine, ruleIds.once(rule.id), this.sees(arm));
    }
  }

  private sees({ to, effects }: Protocol['states'][number]['once'][number]['arms'][number]): boolean {
    const kinds = new Set(effects.map(({ kind }) => kind));
    if (to && whereabouts.some((key) => this.keys.has(key))) return true;
    if (kinds.has('tell') && this.keys.has('told')) return true;
    if (kinds.has('open') && this.keys.has('opened')) return true;
    if (kinds.has('send') && this.keys.has('sent')) return true;
    // A fact that is only recorded is seen by whoever looks what came of it.
    return !to && effects.length === 0 && [...this.keys].some((key) => key !== 'refused' && key !== 'says');
  }

  refusal({ protocol }: Machine, event: string, { refused, params }: Refusal): void {
    const rule = Object.hasOwn(protocol.events, event) ? protocol.events[event]! : undefined;
    const seen = this.keys.has('refused');
    const note = (id: string) => this.noteIn(protocol, id, seen);
    if (!rule) return;
    if (refused === 'must')
      note(
        ruleIds.must(
          event,
          rule.must.findIndex(({ say }) => say.en === params.en),
        ),
      );
    if (refused === 'same_person') note(ruleIds.notBy(event, String(params.other)));
    if (refused === 'said_before') note(ruleIds.oncePer(event));
    if (refused === 'too_old' && rule.backTo) note(ruleIds.backTo(event));
  }

  private note(machine: Machine, id: string, seen: boolean): void {
    this.noteIn(machine.protocol, id, seen);
  }

  private noteIn(protocol: Protocol, id: string, seen: boolean): void {
    const key = editionKey(protocol);
    let shown = this.shown.get(key);
    if (!shown) {
      shown = { fired: new Set(), expected: new Set() };
      this.shown.set(key, shown);
    }
    shown.fired.add(id);
    if (seen) shown.expected.add(id);
  }
}

/** One edition of one protocol. */
export const editionKey = ({ protocol, edition }: Protocol): string => `${protocol} ${edition}`;

const lateKey = ({ kind }: Slot): Key => (kind === 'hand_off' ? 'lapsed' : 'late');

/** The rule and ladder behind a slot, in the protocol that asked for it: after `becomes` that is a former one. */
function ladderOf(slot: string, machines: readonly Machine[]): { machine: Machine; rule: string; ladder: string } | undefined {
  const rule = slot.replace(/[#@[].*$/s, '');
  for (const machine of machines) {
    const found = machine.tasks.get(rule)?.rule ?? machine.handOffs.get(rule)?.rule;
    if (found) return { machine, rule, ladder: found.ladder };
  }
  return undefined;
}
