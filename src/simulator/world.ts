import TinyQueue from 'tinyqueue';
import {
  advance,
  advanceBefore,
  apply,
  become,
  bodyOf,
  type Case,
  type Detail,
  type Effect,
  holderOf,
  homeOf,
  type Input,
  isNews,
  isRefusal,
  type Machine,
  type Opening,
  type Outcome,
  open,
  type Refusal,
  refuseSize,
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
  /** For each `open` among the effects, the case that it opened or that learned of it; undefined when none did. */
  opened: (string | undefined)[];
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
  /** Protocol under which each case was opened: after `becomes` it is still the one open case of that family. */
  private readonly families = new Map<string, string>();
  /** Protocol, or family, and subject → the case that is open. */
  private readonly openCases = new Map<string, string>();
  /** Protocol → cases that cases opened. */
  private readonly openedBy = new Map<string, string[]>();

  /** `library`: the editions of each protocol. */
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

  /** The edition that new cases take at an instant. */
  machine(protocol: string, at: number): Machine {
    return this.repertoire.machine(protocol, at);
  }

  /** The protocol under which a case was opened. */
  familyOf(id: string): string {
    return this.families.get(id)!;
  }

  /** The `n`th case (from 1) of a protocol that another case opened. */
  openedCase(protocol: string, n: number): string | undefined {
    return this.openedBy.get(protocol)?.[n - 1];
  }

  /** Opens a case, or says why not. */
  open(protocol: string, opening: Opening): Refusal | undefined {
    this.advance(opening.now, false);
    const machine = this.machine(protocol, opening.now);
    const known = this.units ? withUnitValues(opening, machine.protocol, this.units) : opening;
    const answer = open(machine, machine.protocol.wantsEarlier ? { ...known, earlier: this.earlier(protocol, opening.subject) } : known);
    if (isRefusal(answer)) return answer;
    this.families.set(opening.id, protocol);
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

  /** Gives a case an input at its instant. A message to a closed case goes back to its sender. */
  apply(id: string, input: Input): Refusal | undefined {
    this.advance(input.recorded, false);
    const before = this.cases.get(id)!;
    const ready = advanceBefore(this.machineOf(before), before, input);
    if (ready.case !== before) this.keep(this.machineOf(before), ready);
    const current = this.cases.get(id)!;
    if (input.kind === 'message' && isClosed(current)) return undefined;
    const machine = this.machineOf(current);
    const answer = ('by' in input ? refuseSize(current, input) : undefined) ?? apply(machine, current, input);
    if (isRefusal(answer)) return answer;
    const other = input.kind === 'reopen' ? this.openCases.get(`${this.familyOf(id)}\n${current.subject}`) : undefined;
    if (other !== undefined && other !== id) return { refused: 'open_elsewhere', params: { case: other } };
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

  /** Keeps what a case has come to. It turns into the protocol it becomes before anything it asked for is done. */
  private keep(machine: Machine, outcome: Outcome): void {
    const asked: Happened[] = [];
    let [under, { case: current, effects, took }] = [machine, outcome];
    for (;;) {
      const happened: Happened = { case: current.id, machine: under, effects, took, opened: [] };
      this.happened.push(happened);
      asked.push(happened);
      this.register(current);
      this.cases.set(current.id, current);
      if (current.status !== 'becoming') break;
      const to = this.machine(current.becomes!, current.now);
      ({ case: current, effects, took } = become(under, to, current));
      under = to;
    }
    const { id, nextWake } = current;
    if (!this.orders.has(id)) this.orders.set(id, this.orders.size);
    if (nextWake !== null) this.wakes.push({ at: nextWake, order: this.orders.get(id)!, id });
    for (const happened of asked) for (const effect of happened.effects) this.perform(happened, current, effect);
  }

  /** Who has which open case, under its present protocol and its family. */
  private register(current: Case): void {
    const { id, subject, protocol, status } = current;
    const known = this.cases.get(id);
    const before = known?.protocol;
    if (before === protocol && status !== 'ended' && known!.status !== 'ended') return;
    const keyOf = (name: string) => `${name}\n${subject}`;
    if (before !== undefined && before !== protocol && before !== this.familyOf(id) && this.openCases.get(keyOf(before)) === id)
      this.openCases.delete(keyOf(before));
    for (const key of [keyOf(protocol), keyOf(this.familyOf(id))]) {
      const holder = this.openCases.get(key);
      if (status === 'ended' && holder === id) this.openCases.delete(key);
      else if (status !== 'ended' && holder === undefined) this.openCases.set(key, id);
    }
  }

  private perform(happened: Happened, current: Case, effect: Effect): void {
    switch (effect.kind) {
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
          ...(effect.estate && { estate: effect.estate }),
        };
        const receiver = this.cases.get(effect.to);
        if (!receiver || isClosed(receiver)) {
          if (isNews(effect)) this.fail(current.id, effect, { says: 'receiver_closed', effect: 'send' });
        } else this.apply(effect.to, message);
        return;
      }
      case 'tell': {
        const vacant = [...new Set(effect.roles)].filter((role) => this.holder({ role, place: effect.place }) === undefined);
        if (vacant.length > 0) this.fail(current.id, { ...effect, roles: vacant }, { says: 'vacant', roles: vacant, place: effect.place });
        return;
      }
      case 'record':
      case 'become':
      case 'task':
      case 'close':
        return;
      default:
        effect satisfies never;
    }
  }

  private openFor(current: Case, effect: Extract<Effect, { kind: 'open' }>): string | undefined {
    const { subject: of, protocol, place: near, at, data } = effect;
    const unit = 'unitOf' in of ? this.holder(of.unitOf) : undefined;
    if ('unitOf' in of && unit === undefined) {
      this.fail(current.id, effect, { says: 'vacant', roles: [of.unitOf.role], place: of.unitOf.place });
      return undefined;
    }
    const subject = 'id' in of ? of.id : unit!;
    const follow = effect.follow ? { follow: effect.follow } : {};
    const open = this.openCases.get(`${protocol}\n${subject}`);
    const known = this.openedBy.get(protocol) ?? [];
    const id = open ?? `${current.id}/${protocol}-${known.length + 1}`;
    const number = effect.seq * 1000 + effect.index;
    if (open) {
      this.apply(id, { kind: 'message', event: 'opened', from: current.id, number, at, recorded: at, data, ...follow });
    } else {
      this.openedBy.set(protocol, [...known, id]);
      const by = { role: 'case', place: near };
      const place = unit ?? (this.units ? homeOf(this.units, this.machine(protocol, at).protocol, subject, near) : near);
      const refused = this.open(protocol, {
        id,
        subject,
        place,
        now: at,
        by,
        from: current.id,
        number,
        opener: current.id,
        data,
        ...follow,
      });
      if (refused) {
        this.openedBy.set(protocol, known);
        this.fail(current.id, effect, { says: 'not_opened', protocol, why: refused });
        return undefined;
      }
    }
    if (effect.link) this.apply(current.id, { kind: 'linked', name: effect.link, case: id, recorded: at });
    return id;
  }

  /** The unit that holds a role; without a unit tree the place stands for it. */
  private holder({ role, place }: { role: string; place: string }): string | undefined {
    return this.units ? holderOf(this.units, role, place) : place;
  }

  private fail(id: string, effect: Effect, detail: Detail): void {
    this.apply(id, { kind: 'incident', code: 'effect_failed', detail, recorded: effect.at, effect: bodyOf(effect) });
  }
}

/** Ended, with nothing owed any more: its workflow is over and takes no message. */
const isClosed = (current: Case) => current.status === 'ended' && current.slots.length === 0;
