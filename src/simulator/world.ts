import TinyQueue from 'tinyqueue';
import {
  advance,
  apply,
  become,
  type Case,
  type Effect,
  holderOf,
  homeOf,
  type Input,
  isRefusal,
  type Machine,
  type Opening,
  type Outcome,
  open,
  type Refusal,
  type Units,
  withUnitValues,
} from '../kernel/index.ts';
import { type Repertoire, repertoireOf } from './repertoire.ts';

/** One effect, and whose. */
export interface Traced {
  case: string;
  effect: Effect;
}

/** What one input, or the passing of time, did to a case. */
export interface Happened {
  case: string;
  machine: Machine;
  effects: readonly Effect[];
  took: readonly string[];
  /** For each `open` among the effects, the case that it opened or that learned of it. */
  opened: string[];
}

interface Wake {
  at: number;
  /** Cases wake in the order in which they were opened. */
  order: number;
  id: string;
}

/**
 * Cases living together in virtual time: what one asks of the world happens to the others at once. The same kernel as the durable
 * cases; nothing here knows what a protocol means.
 */
export class World {
  readonly cases = new Map<string, Case>();
  readonly happened: Happened[] = [];
  private readonly repertoire: Repertoire;
  private readonly units: Units | undefined;
  private readonly orders = new Map<string, number>();
  private readonly wakes = new TinyQueue<Wake>([], (a, b) => a.at - b.at || a.order - b.order);
  /** Protocol and subject → the running case. */
  private readonly running = new Map<string, string>();
  /** Protocol → cases that cases opened. */
  private readonly openedBy = new Map<string, string[]>();

  /** `library`: the editions of each protocol; of those that take effect together the present one first. */
  constructor(library: Iterable<Machine>, units?: Units) {
    this.repertoire = repertoireOf(library);
    this.units = units;
  }

  /** Every effect so far, in order. */
  get trace(): Traced[] {
    return this.happened.flatMap(({ case: id, effects }) => effects.map((effect) => ({ case: id, effect })));
  }

  machineOf(current: Case): Machine {
    return this.repertoire.ofHash(current.hash);
  }

  /** The edition in force at an instant, or before any is the first to be. */
  machine(protocol: string, at: number): Machine {
    return this.repertoire.machine(protocol, at);
  }

  /** The `n`th case (from 1) of a protocol that another case opened. */
  openedCase(protocol: string, n: number): string | undefined {
    return this.openedBy.get(protocol)?.[n - 1];
  }

  /** Opens a case, or says why not. */
  open(protocol: string, opening: Opening): Refusal | undefined {
    this.advance(opening.now);
    const machine = this.machine(protocol, opening.now);
    const known = this.units ? withUnitValues(opening, machine.protocol, this.units) : opening;
    const answer = open(machine, machine.protocol.wantsEarlier ? { ...known, earlier: this.earlier(protocol, opening.subject) } : known);
    if (isRefusal(answer)) return answer;
    this.keep(machine, answer);
    return undefined;
  }

  /** The ended cases of a subject under a protocol, the oldest first. */
  private earlier(protocol: string, subject: string): NonNullable<Opening['earlier']> {
    return [...this.cases.values()]
      .filter((known) => known.protocol === protocol && known.subject === subject && known.status === 'ended')
      .map(({ id, outcome, openedAt, endedAt }) => ({ case: id, outcome: outcome!, opened_at: openedAt, ended_at: endedAt! }))
      .sort((a, b) => a.ended_at - b.ended_at);
  }

  /** Gives a case an input at its instant. */
  apply(id: string, input: Input): Refusal | undefined {
    this.advance(input.recorded, false);
    const current = this.cases.get(id)!;
    const machine = this.machineOf(current);
    const answer = apply(machine, current, input);
    if (isRefusal(answer)) return answer;
    this.keep(machine, answer);
    return undefined;
  }

  /** The earliest instant at which something is due in any case; undefined: nothing is. */
  nextWake(): number | undefined {
    for (;;) {
      const wake = this.wakes.peek();
      // A case whose alarm has moved since stands in the queue at its new time too.
      if (!wake || this.cases.get(wake.id)!.nextWake === wake.at) return wake?.at;
      this.wakes.pop();
    }
  }

  /** Lets everything happen that is due by `to` (or before it), in order of time over all cases. */
  advance(to: number, inclusive = true): void {
    for (let at = this.nextWake(); at !== undefined && (at < to || (inclusive && at === to)); at = this.nextWake()) {
      const current = this.cases.get(this.wakes.pop()!.id)!;
      this.keep(this.machineOf(current), advance(this.machineOf(current), current, at));
    }
  }

  private keep(machine: Machine, { case: current, effects, took }: Outcome): void {
    const { id, nextWake } = current;
    this.register(this.cases.get(id), current);
    this.cases.set(id, current);
    if (!this.orders.has(id)) this.orders.set(id, this.orders.size);
    if (nextWake !== null) this.wakes.push({ at: nextWake, order: this.orders.get(id)!, id });
    const happened: Happened = { case: id, machine, effects, took, opened: [] };
    this.happened.push(happened);
    for (const effect of effects) this.perform(happened, current, effect);
  }

  /** Who has a running case of which protocol. */
  private register(before: Case | undefined, current: Case): void {
    const keyOf = ({ protocol, subject }: Case) => `${protocol}\n${subject}`;
    const isOver = before && (before.protocol !== current.protocol || current.status !== 'running');
    if (isOver && this.running.get(keyOf(before)) === before.id) this.running.delete(keyOf(before));
    if (current.status === 'running' && !this.running.has(keyOf(current))) this.running.set(keyOf(current), current.id);
  }

  private perform(happened: Happened, current: Case, effect: Effect): void {
    switch (effect.kind) {
      case 'become': {
        const to = this.machine(effect.protocol, effect.at);
        this.keep(to, become(happened.machine, to, this.cases.get(current.id)!));
        return;
      }
      case 'open':
        happened.opened.push(this.openFor(current, effect));
        return;
      case 'send': {
        const message = {
          kind: 'message' as const,
          event: effect.event,
          from: current.id,
          number: effect.number,
          at: effect.at,
          recorded: effect.at,
          data: effect.data,
        };
        if (this.cases.has(effect.to)) this.apply(effect.to, message);
        return;
      }
      case 'record':
      case 'task':
      case 'tell':
      case 'close':
        return;
      default:
        effect satisfies never;
    }
  }

  private openFor(current: Case, effect: Extract<Effect, { kind: 'open' }>): string {
    const unit =
      'unitOf' in effect.subject
        ? ((this.units && holderOf(this.units, effect.subject.unitOf.role, effect.place)) ?? effect.place)
        : undefined;
    const subject = 'id' in effect.subject ? effect.subject.id : unit!;
    const running = this.running.get(`${effect.protocol}\n${subject}`);
    const { at, data } = effect;
    const follow = effect.follow ? { follow: effect.follow } : {};
    const known = this.openedBy.get(effect.protocol) ?? [];
    const id = running ?? `${current.id}/${effect.protocol}-${known.length + 1}`;
    if (running) {
      const number = effect.seq * 1000 + effect.index;
      this.apply(id, { kind: 'message', event: 'opened', from: current.id, number, at, recorded: at, data, ...follow });
    } else {
      this.openedBy.set(effect.protocol, [...known, id]);
      const by = { role: 'case', place: effect.place };
      const { protocol } = this.machine(effect.protocol, at);
      const place = unit ?? (this.units ? homeOf(this.units, protocol, subject, effect.place) : effect.place);
      const opening = { id, subject, place, now: at, by, from: current.id, opener: current.id, data, ...follow };
      if (this.open(effect.protocol, opening)) return id;
    }
    if (effect.link) this.apply(current.id, { kind: 'linked', name: effect.link, case: id, recorded: at });
    return id;
  }
}
