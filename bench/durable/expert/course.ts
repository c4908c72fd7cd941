import {
  type About,
  type Actor,
  type Attention,
  type Detail,
  type Effect,
  isSameDetail,
  type Slot,
  type SlotChange,
} from '../../../src/kernel/index.ts';
import { type Ask, type Contact, dayOf, endOfObservation, type Fact, HOUR, ladders, type State, startOf } from './contact.ts';

/** Moves one contact along: changes him in place and notes what the world has to be asked. */
export class Course {
  readonly contact: Contact;
  effects: Effect[] = [];
  private index = 0;

  constructor(contact: Contact) {
    this.contact = contact;
  }

  begin(now: number): void {
    this.contact.seq++;
    this.contact.now = now;
    this.index = 0;
  }

  emit(ask: Ask): void {
    const { seq, now: at } = this.contact;
    this.effects.push({ ...ask, seq, index: this.index++, at } as Effect);
  }

  tell(roles: string[], about: About): void {
    this.emit({ kind: 'tell', roles, place: this.contact.place, about });
  }

  record(fact: Fact): void {
    this.emit({ kind: 'record', note: { note: 'event', entry: fact } });
  }

  /** Somebody is to look at that already: said again it is no step. */
  isAttended(code: Attention['code'], detail: Detail): boolean {
    return this.contact.attention.some((known) => known.code === code && isSameDetail(known.detail, detail));
  }

  attend(code: Attention['code'], detail: Detail, said?: Attention['said']): void {
    if (this.isAttended(code, detail)) return;
    const { attention, now: at, seq } = this.contact;
    attention.push({ code, at, seq, detail, ...(said && { said }) });
    this.emit({ kind: 'record', note: { note: 'attention', attention: attention.at(-1)! } });
  }

  change(slot: Slot, change: SlotChange, to: Partial<Slot>): void {
    const { slots, closed, now } = this.contact;
    const next: Slot = { ...slot, ...to };
    if (next.status === 'open') slots[slots.indexOf(slot)] = next;
    else {
      slots.splice(slots.indexOf(slot), 1);
      next.closed = now;
      closed.push(next);
    }
    this.emit({ kind: 'task', change, slot: next });
  }

  /** Leaves the present state and enters another, or the same once more. */
  go(to: State, left: string[] = [this.contact.state], entered: string[] = [to]): void {
    const { contact } = this;
    contact.state = to;
    this.emit({ kind: 'record', note: { note: 'moved', left, entered, at: [to] } });
    for (const slot of contact.slots.slice()) this.withdraw(slot);
    contact.entered = contact.now;
    switch (to) {
      case 'observed':
        this.askReading(contact.now);
        break;
      case 'febrile':
        this.ask('febrile.hand_off', 'hand_off', 'accepted', 'fever_clinic', 2 * HOUR);
        break;
      case 'at_clinic':
        this.ask('at_clinic.seen_by_clinic', 'task', 'seen_by_clinic', 'fever_clinic', 24 * HOUR);
        break;
      case 'release_due':
        this.tell(['township_health_centre', 'county_cdc'], { reason: 'entry', of: to });
        this.ask('release_due.release_noticed', 'task', 'release_noticed', 'county_cdc', 24 * HOUR);
        break;
      case 'released':
      case 'source_cleared':
        this.tell(['village_doctor', 'grid_head'], { reason: 'entry', of: to });
        contact.status = 'ended';
        contact.outcome = to;
        contact.endedAt = contact.now;
        this.emit({ kind: 'close', outcome: to });
        break;
      case 'became_suspected':
        contact.status = 'becoming';
        this.emit({ kind: 'become', protocol: 'suspected-case' });
        break;
      default:
        to satisfies never;
    }
  }

  private withdraw(slot: Slot): void {
    this.change(slot, 'withdrawn', { status: 'withdrawn' });
    if (slot.kind === 'hand_off') this.tell(slot.by, { reason: 'withdrawn', of: slot.id });
  }

  private ask(rule: string, kind: Slot['kind'], event: string, by: string, within: number): void {
    const { now, seq } = this.contact;
    this.owe({ id: `${rule}#${seq}`, kind, rule, event, by: [by], asked: now, opens: now, due: now + within, status: 'open', step: 0 });
  }

  /** Readings are owed at 08:00 and 17:00, from three hours before to four hours after. */
  askReading(asked: number, last?: Slot): void {
    const after = last?.on ?? asked - 4 * HOUR;
    let on = 0;
    for (let day = dayOf(after); on <= after; day++)
      on = startOf(day) + 8 * HOUR > after ? startOf(day) + 8 * HOUR : startOf(day) + 17 * HOUR;
    const [opens, rule] = [on - 3 * HOUR, 'observed.temperature_taken'];
    this.owe({
      id: `${rule}@${on}`,
      kind: 'task',
      rule,
      event: 'temperature_taken',
      by: ['village_doctor'],
      asked: Math.max(this.contact.now, opens),
      opens,
      due: on + 4 * HOUR,
      status: 'open',
      step: 0,
      n: (last?.n ?? 0) + 1,
      on,
    });
  }

  private owe(slot: Slot): void {
    this.contact.slots.push(slot);
    this.emit({ kind: 'task', change: 'asked', slot });
  }

  climb(slot: Slot): void {
    const { slots } = this.contact;
    const { tell, matter } = ladders[slot.rule]![slot.step]!;
    slots[slots.indexOf(slot)] = { ...slot, step: slot.step + 1 };
    const about: About = { reason: 'ladder', of: slot.id, step: slot.step };
    if (tell) this.tell(tell, about);
    else this.supervise(slot.by[0]!, matter!, about);
  }

  /** Opens a supervision file against the unit that holds a role. */
  supervise(role: string, matter: string, about: About): void {
    const { place } = this.contact;
    this.emit({ kind: 'open', protocol: 'supervision', subject: { unitOf: { role, place } }, place, data: { matter }, about });
  }

  /** The last day of exposure of those that still count. */
  lastExposure(): number | undefined {
    const { exposures, excluded } = this.contact;
    let last: number | undefined;
    for (const { from, day } of exposures) if (!excluded.includes(from) && (last === undefined || day > last)) last = day;
    return last;
  }

  /** What follows at once from what has just happened. */
  settle(): void {
    if (this.contact.state !== 'observed') return;
    const last = this.lastExposure();
    if (last === undefined) this.go('source_cleared');
    else if (endOfObservation(last) < this.contact.now) this.go('release_due');
  }

  hold(by: Actor): void {
    const from = this.contact.holder;
    this.contact.holder = { place: this.contact.place, role: by.role };
    this.emit({ kind: 'record', note: { note: 'holder', from, to: this.contact.holder } });
  }
}
