import type { Instant, Protocol, Units } from '../../kernel/index.ts';
import { completeOpening, hashOf, type Ledger, performImport } from '../../ledger/index.ts';
import { type Participant, registrar } from '../../simulator/index.ts';
import { startCase } from '../../temporal/index.ts';
import { tellClock } from '../clock.ts';
import type { House } from '../house.ts';
import type { Cast } from './people.ts';
import type { Timekeeper } from './timekeeper.ts';

/** The people of a drill being found: each row of the register is imported at its instant, as `early import` would. */
export class Finding {
  /** Imports that have not come back. */
  underWay = 0;
  /** Cases that were opened here, not by other cases. */
  readonly opened = new Set<string>();
  private readonly numbers = new Map<string, string>();
  private readonly waiting: Participant[];
  private readonly part: { house: House; ledger: Ledger; protocol: Protocol; units: Units; cast: Cast };
  private readonly timekeeper: Timekeeper;
  private readonly started: (found: Instant) => void;

  /** `started`: told the instant at which somebody was to be found, when his case has been started. */
  constructor(part: Finding['part'], timekeeper: Timekeeper, started: (found: Instant) => void) {
    this.part = part;
    this.timekeeper = timekeeper;
    this.started = started;
    this.waiting = part.cast.people.toSorted((a, b) => a.found - b.found);
  }

  /** People who have a case. */
  get count(): number {
    return this.numbers.size;
  }

  /** When the next one is found; Infinity when everybody has been. */
  get next(): Instant {
    return this.waiting[0]?.found ?? Number.POSITIVE_INFINITY;
  }

  /** What a case's subject is called in every run: a person's number in the register, a unit's id. */
  who(subject: string): string {
    return this.numbers.get(subject) ?? subject;
  }

  /** Finds everybody who is to be found by `now`; returns how many that were. */
  async by(now: Instant): Promise<number> {
    const due: Participant[] = [];
    while (this.next <= now) due.push(this.waiting.shift()!);
    if (due.length > 0) await this.find(due);
    return due.length;
  }

  private async find(due: readonly Participant[]): Promise<void> {
    const { ledger, cast, house, protocol, units } = this.part;
    const rows = due.map(({ number }) => cast.rows.get(number)!);
    const byLine = new Map(rows.map(({ line }, n) => [line, due[n]!]));
    this.underWay++;
    try {
      const { rows: fates } = await performImport(ledger, { ...cast.plan, rows }, async ({ subject, place, data, line }, caseId) => {
        const { number, found } = byLine.get(line)!;
        this.numbers.set(subject, number);
        this.opened.add(caseId);
        const { clock } = this.timekeeper;
        const wanted = { id: caseId, subject, place, now: found, by: registrar(place), data };
        const opening = await completeOpening(ledger, wanted, protocol, units);
        const how = await startCase(house.client, { hash: hashOf(protocol), opening, clock });
        if (how === 'started') this.started(found);
        if (clock !== this.timekeeper.clock) await tellClock(house.client, caseId, this.timekeeper.clock);
        return how;
      });
      for (const { line, subject, caseId, fate } of fates) {
        if (subject !== undefined && caseId !== undefined) this.numbers.set(subject, byLine.get(line)!.number);
        // The server was away: he is found again in a moment.
        if (fate === 'refused') this.waiting.unshift(byLine.get(line)!);
      }
    } catch {
      this.waiting.unshift(...due);
    } finally {
      this.underWay--;
    }
  }
}
