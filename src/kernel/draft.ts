import type { Attention } from './attention.ts';
import type { Case } from './case.ts';
import { type Detail, isSameDetail } from './detail.ts';
import type { Effect, EffectBody, Note, Outcome } from './effect.ts';
import { type ChildView, type EarlierView, GuardError, isNamed, type Names, type Self, type SlotView, viewOf } from './expression.ts';
import type { Editions, Machine } from './machine.ts';
import type { Instant, Value } from './protocol.ts';
import type { Actor, Entry } from './record.ts';
import type { Slot, SlotChange } from './slot.ts';
import { valuesAt } from './values.ts';

type EntryView = ReturnType<typeof viewOf>;

/** What was folded from the record, kept beside a case and never in it. */
interface Folded {
  standing: Map<string, readonly Entry[]>;
  views: Map<string, readonly EntryView[]>;
  facts: Map<string, unknown>;
}

const folded = new WeakMap<Case, Folded>();
const viewed = new WeakMap<Entry, { shape: object; view: EntryView }>();

/** Bound on what happens of itself at one instant: a circle in the protocol becomes something to look at, and no hang. */
const MOST_AT_ONCE = 100;

/** A case while one input changes it: a copy of its own, the effects so far, and the facts as they are now. */
export class Draft implements Names {
  readonly machine: Machine;
  readonly editions: Editions;
  readonly case: Case;
  readonly effects: Effect[] = [];
  /** Arms taken so far. */
  readonly took: string[] = [];
  /** How many effects this step has. */
  index = 0;
  /** What this step has told other cases, bytes. */
  told = 0;
  /** How often the case has moved of itself at this instant, since anybody last said anything. */
  private moves = 0;
  private readonly folded: Folded;
  /** What the event at hand says: `data` in its arms. */
  data: EntryView | undefined;
  /** The entry whose arms are being chosen. */
  present: number | undefined;
  /** Of a list that is gone through: `each`. */
  element: string | undefined;
  /** The instant whose values hold in the expression at hand. */
  private asOf: Instant | undefined;

  /** `editions`: those under which the case ran before. */
  constructor(machine: Machine, from: Case, editions: Editions = () => undefined) {
    this.machine = machine;
    this.editions = editions;
    this.case = {
      ...from,
      record: from.record.slice(),
      slots: from.slots.slice(),
      closed: from.closed.slice(),
      entered: { ...from.entered },
      fired: { ...from.fired },
    };
    const before = folded.get(from);
    this.folded = {
      standing: new Map(before?.standing),
      views: new Map(before?.views),
      facts: new Map(before?.facts),
    };
  }

  /** The finished case; its folded facts go along. */
  commit(): Case {
    folded.set(this.case, this.folded);
    return this.case;
  }

  /** What has come of it; nothing more happens until `nextWake`. */
  finish(nextWake: Instant | null): Outcome {
    this.case.nextWake = nextWake;
    return { case: this.commit(), effects: this.effects, took: this.took };
  }

  /** Begins the next step at `now`. */
  begin(now: Instant): void {
    this.case.seq++;
    if (now > this.case.now) this.moves = 0;
    // A migration can be taken back until something else happens.
    if (this.case.undo) delete this.case.undo;
    this.case.now = now;
    this.index = 0;
    this.told = 0;
    this.data = undefined;
  }

  /** Somebody says something: whatever follows from it follows anew. */
  hears(): void {
    this.moves = 0;
  }

  /** Whether the case may move of itself once more at this instant; else it stays where it is, and somebody is to look at it. */
  movesOn(): boolean {
    if (this.moves++ < MOST_AT_ONCE) return true;
    this.attend('bound', { says: 'steps', most: MOST_AT_ONCE, at: this.case.at });
    return false;
  }

  /** Asks the world for something; the body is the draft's own from here on (copying it is most of what a small step costs). */
  emit(body: EffectBody): void {
    const effect = body as Effect;
    effect.seq = this.case.seq;
    effect.index = this.index++;
    effect.at = this.case.now;
    this.effects.push(effect);
  }

  note(note: Note): void {
    this.emit({ kind: 'record', note });
  }

  /** Somebody is to look at that already. */
  isAttended(code: Attention['code'], detail: Detail): boolean {
    return this.case.attention.some((known) => known.code === code && isSameDetail(known.detail, detail) && !known.resolved);
  }

  attend(
    code: Attention['code'],
    detail: Detail,
    { undone, said, unlike }: { undone?: EffectBody | undefined; said?: Attention['said']; unlike?: Attention['unlike'] } = {},
  ): void {
    if (this.isAttended(code, detail)) return;
    const about = {
      ...(this.present !== undefined && { entry: this.present }),
      ...(undone && { undone: [undone] }),
      ...(said && { said }),
      ...(unlike && { unlike }),
    };
    const attention: Attention = { code, at: this.case.now, seq: this.case.seq, detail, ...about };
    this.case.attention = [...this.case.attention, attention];
    this.note({ note: 'attention', attention });
  }

  /** The same has failed for the same reason: it is tried again together. */
  alsoUndone(code: Attention['code'], detail: Detail, effect: EffectBody): void {
    this.case.attention = this.case.attention.map((known) =>
      known.code === code && isSameDetail(known.detail, detail) && !known.resolved
        ? { ...known, undone: [...(known.undone ?? []), effect] }
        : known,
    );
  }

  /** Folds every fact anew when it is next asked for. */
  refold(): void {
    this.folded.facts.clear();
  }

  /** What needed attention is as it should be again. */
  settleAttention(code: Attention['code'], { by, reason }: { by: Actor; reason: string }): void {
    for (const known of this.case.attention) if (known.code === code && !known.resolved) this.resolve(known, { by, reason });
  }

  /** Marks what needed attention as dealt with. */
  resolve(known: Attention, { by, reason, retry, to }: { by: Actor; reason: string; retry?: true; to?: string }): void {
    const how = { ...(retry && { retried: retry }), ...(to !== undefined && { to }) };
    const attention: Attention = { ...known, resolved: { at: this.case.now, by, reason, ...how } };
    this.case.attention = this.case.attention.map((other) => (other === known ? attention : other));
    this.note({ note: 'resolved', attention });
  }

  /** Forgets the facts that follow from an event, or from `$slots`, `$children`, `$states`. */
  unfold(what: string): void {
    for (const fact of this.machine.factsReading.get(what) ?? []) this.folded.facts.delete(fact);
  }

  /** Replaces an open slot by a changed one; closes it when its status says so. */
  change(slot: Slot, change: SlotChange, to: Partial<Slot>): Slot {
    const next: Slot = { ...slot, ...to };
    const { slots } = this.case;
    const place = slots.indexOf(slot);
    if (next.status === 'open') slots[place] = next;
    else {
      slots.splice(place, 1);
      next.closed = this.case.now;
      this.case.closed.push(next);
    }
    this.unfold('$slots');
    this.emit({ kind: 'task', change, slot: next });
    return next;
  }

  /** Writes a fact into the record, or puts a corrected one in its place. */
  write(entry: Entry, replaces?: Entry): void {
    const { record } = this.case;
    if (replaces) record[record.indexOf(replaces)] = entry;
    else record.push(entry);
    this.refoldEntries(entry, replaces !== undefined);
    this.unfold(entry.event);
  }

  /** What comes last, as most does, need not be put in order with all before it. */
  private refoldEntries(entry: Entry, isCorrection: boolean): void {
    const { standing, views } = this.folded;
    const before = standing.get(entry.event);
    const last = before?.at(-1);
    const isLast = before && !isCorrection && isStanding(entry) && (!last || this.order(last, entry) < 0);
    const seen = views.get(entry.event);
    if (!isLast) {
      standing.delete(entry.event);
      views.delete(entry.event);
      return;
    }
    standing.set(entry.event, [...before, entry]);
    if (seen) views.set(entry.event, [...seen, this.view(entry)]);
  }

  /** An entry as CEL reads it: anew after `becomes`, since the other protocol's CEL knows its own shapes only. */
  view(entry: Entry): EntryView {
    const shape = this.machine.protocol.events[entry.event]?.data ?? {};
    const known = viewed.get(entry);
    if (known?.shape === shape) return known.view;
    const view = viewOf(entry, shape);
    viewed.set(entry, { shape, view });
    return view;
  }

  /** Standing entries of an event by when they occurred. */
  entries(event: string): readonly EntryView[] {
    const known = this.folded.views.get(event);
    if (known) return known;
    const views = this.standing(event).map((entry) => this.view(entry));
    this.folded.views.set(event, views);
    return views;
  }

  /** The record's entries of an event that stand, by when they occurred. */
  standing(event: string): readonly Entry[] {
    const known = this.folded.standing.get(event);
    if (known) return known;
    const found = this.case.record.filter((entry) => entry.event === event && isStanding(entry)).sort((a, b) => this.order(a, b));
    this.folded.standing.set(event, found);
    return found;
  }

  /** How many entries of an event stand, also of those that only the ledger holds. */
  count(event: string): number {
    const { archive } = this.case;
    const elsewhere = archive && Object.hasOwn(archive.entries, event) ? archive.entries[event]! : 0;
    return this.standing(event).length + elsewhere;
  }

  /** In which order facts read entries. */
  order(a: Entry, b: Entry): number {
    return a.at - b.at || a.recorded - b.recorded || this.inOrder(a, b);
  }

  /** Of one instant, by the case and the number under which they were first written: the same whichever case took over the other's. */
  private inOrder(a: Entry, b: Entry): number {
    if (!a.taken && !b.taken) return a.id - b.id;
    const { id } = this.case;
    const [one, other] = [a.taken ?? { case: id, entry: a.id }, b.taken ?? { case: id, entry: b.id }];
    return one.case === other.case ? one.entry - other.entry : one.case < other.case ? -1 : 1;
  }

  /** A derived fact, folded when first asked for; undefined is absence. A fact that throws is absent and gets attention. */
  fact(name: string): unknown {
    const { facts } = this.folded;
    if (facts.has(name)) return facts.get(name);
    if (this.case.set && Object.hasOwn(this.case.set, name)) return this.case.set[name];
    const rule = this.machine.protocol.facts.find((fact) => fact.name === name);
    const outer = this.element;
    this.element = undefined;
    const value = rule ? this.evaluate(rule.is, undefined, name) : undefined;
    this.element = outer;
    facts.set(name, value);
    return value;
  }

  /**
   * Evaluates CEL; undefined is absence. An error other than absence becomes attention, never a stuck case. `asOf` is the entry of
   * the state it stands in; without one its values are those of the opening.
   */
  evaluate(source: string, event: string | undefined, where: string, asOf = this.case.since.at): unknown {
    const outer = this.asOf;
    this.asOf = asOf;
    try {
      return this.machine.expression(source, event, this.element !== undefined).evaluate(this);
    } catch (error) {
      if (!(error instanceof GuardError)) throw error;
      this.attend('guard_failed', { says: 'unworkable', of: where, expression: source, why: error.why });
      return undefined;
    } finally {
      this.asOf = outer;
    }
  }

  holds(source: string | undefined, event: string | undefined, where: string, asOf?: Instant): boolean {
    return source === undefined || this.evaluate(source, event, where, asOf) === true;
  }

  /** The values of the expression at hand. */
  values(): Record<string, Value> {
    return valuesAt(this.machine, this.case, this.asOf ?? this.case.since.at);
  }

  self(): Self {
    const { id, subject, place, opener } = this.case;
    return { case: id, subject, place, ...(opener !== undefined && { opener }) };
  }

  slots(event: string): SlotView[] {
    return [...this.case.closed, ...this.case.slots].filter((slot) => slot.event === event && slot.status !== 'withdrawn').map(slotView);
  }

  children(name: string): ChildView[] {
    const ended = this.standing('case_closed');
    return this.case.links
      .filter((link) => link.name === name)
      .map((link) => {
        const last = ended.findLast(({ from }) => from === link.case);
        const outcome = last?.data.outcome as string | undefined;
        return { case: link.case, open: !last, ...(last && { closed_at: last.at }), ...(outcome !== undefined && { outcome }) };
      });
  }

  earlier(): EarlierView[] {
    return this.case.earlier ?? [];
  }

  inside(state: string): boolean {
    return Object.keys(this.case.entered).some((id) => isNamed(id, state));
  }
}

/** Whether facts follow from an entry. */
export const isStanding = (entry: Entry): boolean => !entry.withdrawn && !entry.hidden;

function slotView({ key, asked, due, status, late, filled }: Slot): SlotView {
  return {
    asked,
    ...(key !== undefined && { key }),
    ...(due !== null && { due }),
    ...(filled && { at: filled.at }),
    open: status === 'open',
    done: status === 'done',
    late: late !== undefined || filled?.late === true,
    missed: status === 'missed',
  };
}
