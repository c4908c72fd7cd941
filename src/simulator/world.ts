import {
  advance,
  apply,
  become,
  type Case,
  type Effect,
  holderOf,
  type Input,
  isRefusal,
  type Machine,
  type Opening,
  open,
  type Refusal,
  type Units,
  withUnitValues,
} from '../kernel/index.ts';

/** What happened, in which case. */
export interface Traced {
  case: string;
  effect: Effect;
}

/**
 * Cases living together in virtual time: what one asks of the world happens to the others at once. The same kernel as the durable
 * cases; nothing here knows what a protocol means.
 */
export class World {
  readonly cases = new Map<string, Case>();
  readonly trace: Traced[] = [];
  private readonly library: Map<string, Machine>;
  private readonly units: Units | undefined;
  private opened = 0;

  constructor(library: Iterable<Machine>, units?: Units) {
    this.library = new Map([...library].map((machine) => [machine.protocol.protocol, machine]));
    this.units = units;
  }

  machineOf(current: Case): Machine {
    return this.machine(current.protocol);
  }

  private machine(protocol: string): Machine {
    const machine = this.library.get(protocol);
    if (!machine) throw new Error(`the library has no protocol ${protocol}`);
    return machine;
  }

  /** Opens a case, or says why not. */
  open(protocol: string, opening: Opening): Refusal | undefined {
    this.advance(opening.now);
    const machine = this.machine(protocol);
    const answer = open(machine, this.units ? withUnitValues(opening, machine.protocol, this.units) : opening);
    if (isRefusal(answer)) return answer;
    this.keep(answer);
    return undefined;
  }

  /** Gives a case an input at its instant. */
  apply(id: string, input: Input): Refusal | undefined {
    this.advance(input.recorded, false);
    const answer = apply(this.machineOf(this.cases.get(id)!), this.cases.get(id)!, input);
    if (isRefusal(answer)) return answer;
    this.keep(answer);
    return undefined;
  }

  /** Lets everything happen that is due by `to` (or before it), in order of time over all cases. */
  advance(to: number, inclusive = true): void {
    for (;;) {
      let next: Case | undefined;
      for (const current of this.cases.values())
        if (current.nextWake !== null && current.nextWake < (next?.nextWake ?? Infinity)) next = current;
      if (!next || next.nextWake! > to || (!inclusive && next.nextWake === to)) return;
      this.keep(advance(this.machineOf(next), next, next.nextWake!));
    }
  }

  private keep({ case: current, effects }: { case: Case; effects: Effect[] }): void {
    this.cases.set(current.id, current);
    for (const effect of effects) this.trace.push({ case: current.id, effect });
    for (const effect of effects) this.perform(current, effect);
  }

  private perform(current: Case, effect: Effect): void {
    switch (effect.kind) {
      case 'become': {
        const from = this.machineOf(current);
        this.keep(become(from, this.machine(effect.protocol), this.cases.get(current.id)!));
        return;
      }
      case 'open':
        this.openFor(current, effect);
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

  private openFor(current: Case, effect: Extract<Effect, { kind: 'open' }>): void {
    const unit =
      'unitOf' in effect.subject
        ? ((this.units && holderOf(this.units, effect.subject.unitOf.role, effect.place)) ?? effect.place)
        : undefined;
    const subject = 'id' in effect.subject ? effect.subject.id : unit!;
    const running = [...this.cases.values()].find(
      (other) => other.protocol === effect.protocol && other.subject === subject && other.status === 'running',
    );
    const id = running?.id ?? `${current.id}/${effect.protocol}-${++this.opened}`;
    const by = { role: 'case', place: effect.place };
    if (running) {
      const number = effect.seq * 1000 + effect.index;
      this.apply(id, { kind: 'message', event: 'opened', from: current.id, number, at: effect.at, recorded: effect.at, data: effect.data });
    } else {
      const opening = {
        id,
        subject,
        place: unit ?? effect.place,
        now: effect.at,
        by,
        from: current.id,
        opener: current.id,
        data: effect.data,
      };
      if (this.open(effect.protocol, opening)) return;
    }
    if (effect.link) this.apply(current.id, { kind: 'linked', name: effect.link, case: id, recorded: effect.at });
  }
}
