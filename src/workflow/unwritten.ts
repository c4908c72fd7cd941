import { type Answered, bytesOf, type Effect, type Instant } from '../kernel/index.ts';
import { machineNow } from './alarm.ts';
import { MOST_AT_ONCE, stepsFitting } from './weight.ts';

/** After a ledger has failed it is tried again, ms. */
const RETRY = 15_000;

/** What the ledger does not have yet: the lines of steps, and answers that it has not confirmed. */
export class Unwritten {
  private lines: Effect[];
  private onItsWay: Effect[] = [];
  private unconfirmed: Answered[];
  /** The case's time when the ledger last confirmed anything. */
  private told: Instant = Number.NEGATIVE_INFINITY;
  /** There is something that the ledger has not been given. */
  isBehind = true;
  isWriting = false;
  /** The machine's time at which a ledger that failed is tried again, ms. */
  retryAt: number | null = null;

  constructor(lines: readonly Effect[] = [], answers: readonly Answered[] = []) {
    this.lines = [...lines];
    this.unconfirmed = [...answers];
  }

  add(effects: readonly Effect[]): void {
    if (effects.length > 0) this.isBehind = true;
    this.lines.push(...effects);
  }

  answered(answer: Answered): void {
    this.unconfirmed.push(answer);
    this.isBehind = true;
  }

  /** Bytes of everything, and of what waits for a ledger that is down or slow. */
  get bytes(): number {
    return bytesOf([this.onItsWay, this.lines, this.unconfirmed]);
  }

  get waitingBytes(): number {
    return this.isWriting || this.retryAt !== null ? this.bytes : 0;
  }

  /** Whether it is time to write: something is to be written and nothing is being written, nor was a moment ago in vain. */
  get isDue(): boolean {
    return this.isBehind && !this.isWriting && (this.retryAt === null || machineNow() >= this.retryAt);
  }

  /** Whether the rest of what was too much at once follows without a pause. */
  get isInParts(): boolean {
    return this.isBehind && !this.isWriting && this.retryAt === null;
  }

  /** Lines that the ledger may not have; after a crash between writing and its answer it gets them again. */
  get rest(): Effect[] {
    return this.isBehind || this.isWriting ? [...this.onItsWay, ...this.lines] : [];
  }

  get answers(): readonly Answered[] {
    return this.unconfirmed;
  }

  get toldAt(): Instant {
    return this.told;
  }

  /** Begins to write: of what waits all, or where `inParts` as much as goes at once, with the answers of those steps. */
  begin(inParts: () => boolean): { lines: Effect[]; answers: Answered[] } {
    const n = stepsFitting(this.lines, MOST_AT_ONCE);
    this.onItsWay = n < this.lines.length && inParts() ? this.lines.slice(0, n) : this.lines;
    this.lines = this.lines.slice(this.onItsWay.length);
    this.isBehind = this.lines.length > 0;
    this.isWriting = true;
    const upTo = this.isBehind ? this.onItsWay.at(-1)!.seq : Number.POSITIVE_INFINITY;
    return { lines: this.onItsWay, answers: this.unconfirmed.filter(({ answer }) => answer.seq <= upTo) };
  }

  /** The ledger has what was begun, with so many answers, as of the case's time `now`. */
  confirmed(answers: number, now: Instant): void {
    this.retryAt = null;
    this.unconfirmed = this.unconfirmed.slice(answers);
    this.told = now;
    this.end();
  }

  /** It has not: it waits again in front of the rest. How many lines were tried. */
  failed(): number {
    const tried = this.onItsWay.length;
    this.lines = [...this.onItsWay, ...this.lines];
    this.isBehind = true;
    this.retryAt = machineNow() + RETRY;
    this.end();
    return tried;
  }

  private end(): void {
    this.onItsWay = [];
    this.isWriting = false;
  }

  /**
   * Lets the oldest lines go that have no room (bytes) in the next run: at most as many as were tried, since those stand in the history, and a
   * rebuild brings them. Where that is not enough, the next are tried at once. True where any has gone.
   */
  letGo(tried: number, room: number, may: () => boolean): boolean {
    const most = Math.max(0, room - bytesOf(this.unconfirmed));
    let bytes = bytesOf(this.lines);
    let gone = 0;
    for (; bytes > most && gone < tried; gone++) bytes -= bytesOf(this.lines[gone]);
    if (gone === 0 || !may()) return false;
    this.lines = this.lines.slice(gone);
    if (bytes > most) this.retryAt = machineNow();
    return true;
  }
}
