import { type Effect, load, type Machine, type Slot } from '../../kernel/index.ts';
import { type CaseHead, caseHeads, caseSince, type Ledger, protocolByHash } from '../../ledger/index.ts';
import { isEscalation, type Report } from '../../simulator/index.ts';

/** A case as the ledger shows it. */
export interface Seen {
  head: CaseHead;
  machine: Machine;
  slots: Slot[];
  record: Report[];
  /** Steps of its ladders that went above those who were asked. */
  escalations: number;
}

/** Something that happened, for those who watch. */
export interface News {
  seen: Seen;
  effect: Effect;
}

interface Kept extends Seen {
  entries: Map<number, Report & { withdrawn: boolean }>;
}

/** Looks at the ledger again and again: what the cases have become, who must do what, what happened since the last look. */
export class Watch {
  readonly cases = new Map<string, Seen>();
  /** Every case by its columns, those too that have not reported yet. */
  heads: CaseHead[] = [];
  private readonly ledger: Ledger;
  private readonly kept = new Map<string, Kept>();
  private readonly machines = new Map<string, Machine>();

  constructor(ledger: Ledger) {
    this.ledger = ledger;
  }

  /** The cases that changed since the last look, and what happened in them, in order of time. */
  async look(): Promise<{ changed: Seen[]; news: News[] }> {
    this.heads = await caseHeads(this.ledger);
    const changed: Seen[] = [];
    const news: News[] = [];
    for (const head of this.heads) {
      if (head.digest === null || this.kept.get(head.id)?.head.digest === head.digest) continue;
      const { seen, lines } = await this.read(head);
      changed.push(seen);
      for (const effect of lines) news.push({ seen, effect });
    }
    return { changed, news: news.sort((a, b) => a.effect.at - b.effect.at) };
  }

  private async read(head: CaseHead): Promise<{ seen: Seen; lines: Effect[] }> {
    const before = this.kept.get(head.id);
    // After a crash a step may come again under its number: then everything is read anew.
    const after = before && (before.head.seq ?? 0) < (head.seq ?? 0) ? (before.head.seq ?? 0) : 0;
    const { slots, lines } = await caseSince(this.ledger, head.id, after);
    const entries: Kept['entries'] = after > 0 ? before!.entries : new Map();
    for (const effect of lines) {
      if (effect.kind !== 'record' || (effect.note.note !== 'event' && effect.note.note !== 'corrected')) continue;
      const { id, event, at, data, by, withdrawn } = effect.note.entry;
      entries.set(id, { event, at, data, withdrawn: withdrawn === true, ...(by.person !== undefined && { person: by.person }) });
    }
    const record = [...entries.values()].filter(({ withdrawn }) => !withdrawn).sort((a, b) => a.at - b.at);
    const climbed = lines.filter((effect) => isEscalation(effect, slots)).length;
    const escalations = (after > 0 ? before!.escalations : 0) + climbed;
    const kept = { head, machine: await this.machineOf(head.hash!), slots, record, entries, escalations };
    this.kept.set(head.id, kept);
    this.cases.set(head.id, kept);
    return { seen: kept, lines: before && after === 0 ? [] : lines };
  }

  private async machineOf(hash: string): Promise<Machine> {
    let machine = this.machines.get(hash);
    if (!machine) {
      const protocol = await protocolByHash(this.ledger, hash);
      if (!protocol) throw new Error(`the ledger has no protocol ${hash}`);
      machine = load(protocol, hash);
      this.machines.set(hash, machine);
    }
    return machine;
  }
}
