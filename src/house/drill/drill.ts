import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant, Protocol, Units } from '../../kernel/index.ts';
import type { Population } from '../../language/index.ts';
import { forEachBounded, type KeyRing, type Ledger } from '../../ledger/index.ts';
import { bodiesOf, deedsOf, type Staff } from '../../simulator/index.ts';
import type { Home } from '../../temporal/index.ts';
import { type View, view } from '../../workflow/contract.ts';
import { openCases, tellClock } from '../clock.ts';
import type { House } from '../house.ts';
import { Desk, type Done } from './desk.ts';
import { walkTo } from './ending.ts';
import { Finding } from './finding.ts';
import { keepProgress, type Progress, takeWish, type Wish } from './keeping.ts';
import { Lag } from './lag.ts';
import { mostLag, Pace } from './pace.ts';
import type { Cast } from './people.ts';
import { Timekeeper } from './timekeeper.ts';
import { type News, type Seen, Watch } from './watch.ts';

const TICK = 10;
const AT_ONCE = 16;
const LOOK = 60;
const HEARTBEAT = 200;
const MINUTE = 60_000;
/** Telling one case its clock takes about this long, ms. */
const TELLING = 8;
/** Until the clock runs after everybody was told, ms. */
const LEAD = 150;
/** What a case may be ahead of the drill's clock while it is being told that the clock runs slower, virtual ms. */
const AHEAD = mostLag * MINUTE;
/** How long a restarted worker is given to remember every case before the clock goes on without the last of them, ms. */
const WARMING = 120_000;

export interface DrillOptions {
  home: Home;
  house: House;
  ledger: Ledger;
  keys: KeyRing;
  population: Population;
  protocol: Protocol;
  units: Units;
  cast: Cast;
  seed: string;
  begins: Instant;
  until: Instant | undefined;
  progress: Progress;
}

/** What a drill tells whoever watches it. */
export interface DrillEvents {
  news(news: News[]): void;
  done(done: Done): void;
  rate(rate: number): void;
}

export type Phase = 'starting' | 'running' | 'paused' | 'held' | 'ending' | 'over';

/**
 * A drill: people are found and units act at their virtual instants, on real cases, by the same signed Updates as anybody. What they do
 * is `deedsOf` of what the ledger shows, the same as in the simulator.
 */
export class Drill {
  readonly options: DrillOptions;
  readonly watch: Watch;
  readonly lag: Lag;
  readonly pace: Pace;
  phase: Phase = 'starting';
  /** How many of the open cases a worker that has just been started remembers. */
  recalled = { cases: 0, of: 0 };
  /** Deeds that the cases refused although nobody had mistyped anything. */
  readonly refused: Done[] = [];
  /** Cases in which a deed came after something that was due later, for the machine was too slow; and the first such deed's instant. */
  readonly displaced: Map<string, Instant>;
  readonly finding: Finding;
  private readonly timekeeper: Timekeeper;
  private readonly desk: Desk;
  private readonly staff: Staff;
  private readonly bodies: ReturnType<typeof bodiesOf>;
  private readonly told = new Set<string>();
  private readonly listeners: Partial<DrillEvents>;
  private isPaused: boolean;
  private isEnding = false;
  private isStopping = false;

  constructor(options: DrillOptions, listeners: Partial<DrillEvents> = {}) {
    this.options = options;
    this.listeners = listeners;
    const { population, protocol, units, seed, begins, until, cast, ledger, keys, house, progress } = options;
    this.watch = new Watch(ledger);
    this.lag = new Lag(progress.lag);
    this.pace = new Pace(progress.speed, Date.now());
    this.displaced = new Map(progress.displaced);
    this.isPaused = progress.paused;
    this.timekeeper = new Timekeeper({ house, ledger, virtual: progress.virtual, until });
    this.finding = new Finding({ house, ledger, protocol, units, cast }, this.timekeeper, (found) => this.measure(found));
    this.staff = { population, units, seed, begins };
    this.bodies = bodiesOf(population, seed, units.zone, cast.people);
    this.desk = new Desk({ keys, ledger, client: () => house.client, done: (done) => this.answered(done) });
  }

  /** The virtual instant. */
  get now(): Instant {
    return this.timekeeper.now;
  }

  get rate(): number {
    return this.timekeeper.clock.rate;
  }

  /** Before any worker runs: every open case stands still where the drill stopped. */
  async settle(): Promise<void> {
    this.desk.abandon();
    await this.timekeeper.settle();
  }

  /** The worker runs: what was under way is done again, every case is remembered, then the clock goes on. */
  async go(): Promise<void> {
    const { ledger, house } = this.options;
    // Who was found before is known again; an opening that a crash interrupted is finished.
    await this.finding.by(this.timekeeper.clock.virtual);
    await this.listen(this.phase === 'starting');
    const patience = performance.now() + WARMING;
    const open = await openCases(house.client, ledger);
    this.recalled = { cases: 0, of: open.size };
    await forEachBounded([...open], AT_ONCE, async (id) => {
      if (this.isStopping) return;
      await house.client.workflow
        .getHandle(id)
        .query<View>(view)
        .catch(() => undefined);
      this.recalled.cases++;
    });
    while (performance.now() < patience && !this.isStopping) {
      await this.listen();
      this.dispatch();
      if (this.desk.underWay === 0 && this.finding.underWay === 0 && this.isQuiet()) break;
      await sleep(TICK);
    }
    if (this.isStopping) return;
    if (this.isEnding) this.phase = 'ending';
    else if (this.isPaused) this.phase = 'paused';
    else await this.run();
  }

  private isQuiet(): boolean {
    const next = this.desk.next();
    return next === undefined || next.at > this.timekeeper.clock.virtual;
  }

  /** The clock goes on from where it stands, once everybody has been told. */
  private async run(): Promise<void> {
    this.phase = 'running';
    await this.timekeeper.set({
      virtual: this.timekeeper.clock.virtual,
      real: Date.now() + LEAD + this.watch.heads.length * TELLING,
      rate: this.pace.rate,
    });
  }

  /** A child has ended: everything stands still at this instant. */
  hold(): void {
    const earliest = this.desk.earliestUnderWay ?? Number.POSITIVE_INFINITY;
    this.timekeeper.halt(Math.min(this.now, earliest));
    this.phase = 'held';
    this.desk.abandon();
    this.keep();
  }

  /** Runs until the end of the drill or until `asked`. Returns true at the end. */
  async play(asked: { yes: boolean }): Promise<boolean> {
    let looked = 0;
    let beat = 0;
    while (!asked.yes) {
      if (this.phase === 'running' || this.phase === 'paused') {
        try {
          const started = performance.now();
          if (started - looked > LOOK) {
            looked = started;
            await this.listen();
          }
          this.dispatch();
          if (started - beat > HEARTBEAT) {
            beat = started;
            this.keep();
            const wish = takeWish(this.options.home);
            if (wish) void this.fulfil(wish);
          }
          this.keepPace();
          if (this.nearEnd()) return true;
        } catch (error) {
          // The server may be going down under us: the house says so in a moment and holds us.
          if (this.phase === 'running' || this.phase === 'paused') await sleep(100);
          if (process.env.DEBUG) console.error(error);
        }
      }
      await sleep(TICK);
    }
    return false;
  }

  /** Nothing new is begun; what is under way is waited for, at most `patience` ms. True when nothing is left. */
  async rest(patience = 8_000): Promise<boolean> {
    this.isStopping = true;
    if (this.phase === 'running') this.phase = 'held';
    const end = performance.now() + patience;
    while (!this.isIdle && performance.now() < end) await sleep(TICK);
    return this.isIdle;
  }

  get isIdle(): boolean {
    return this.desk.calling === 0 && this.finding.underWay === 0 && !this.timekeeper.isTelling;
  }

  private nearEnd(): boolean {
    const { until } = this.options;
    if (until === undefined || this.phase !== 'running') return false;
    const margin = this.timekeeper.clock.rate * (LEAD + this.watch.heads.length * TELLING) + 10 * MINUTE;
    return this.timekeeper.beyond >= until - margin;
  }

  /** Everything there is to know of now: the ledger's changes become plans. */
  async listen(silently = false): Promise<Seen[]> {
    const { changed, news } = await this.watch.look();
    for (const seen of changed) {
      const { head } = seen;
      if (!this.told.has(head.id)) {
        this.told.add(head.id);
        // Opened by another case: it may have been started by a clock that was changed meanwhile.
        if (!this.finding.opened.has(head.id)) await tellClock(this.options.house.client, head.id, this.timekeeper.clock);
      }
      if (head.life === 'closed' && seen.slots.every(({ status }) => status !== 'open')) this.desk.plan(head.id, []);
      else this.desk.plan(head.id, this.deedsOf(seen));
    }
    if (news.length > 0 && !silently) this.listeners.news?.(news);
    return changed;
  }

  private deedsOf(seen: Seen) {
    const { head, machine, slots, record } = seen;
    const who = this.finding.who(head.subject);
    const body = this.bodies.get(who);
    const earlier = this.watch.heads.filter(
      ({ subject, openedAt, id }) => subject === head.subject && id !== head.id && openedAt !== null && openedAt < (head.openedAt ?? 0),
    );
    return deedsOf(this.staff, { who, nth: earlier.length, place: head.place, machine, slots, record, ...(body && { body }) });
  }

  /** Finds the people and sends the deeds whose instant has come. */
  private dispatch(): void {
    const { now } = this;
    void this.finding.by(now);
    this.desk.dispatch(now);
  }

  private answered(done: Done): void {
    const { deed, now, refusal } = done;
    this.measure(deed.at);
    // A case whose clock ran ahead of the drill's was not late: that is our fault, and no excuse for a story that differs.
    if (now !== undefined && now > deed.at && now <= this.timekeeper.beyond + AHEAD)
      this.displaced.set(done.caseId, Math.min(deed.at, this.displaced.get(done.caseId) ?? deed.at));
    if (refusal && !deed.mistyped) this.refused.push(done);
    this.listeners.done?.(done);
  }

  private measure(planned: Instant): void {
    if (this.phase !== 'running') return;
    const minutes = Math.max(0, this.timekeeper.beyond - planned) / MINUTE;
    this.lag.add(minutes);
    // What was planned before the clock changed waited under the former one.
    if (planned >= this.timekeeper.clock.virtual) this.pace.add(minutes);
  }

  private keepPace(): void {
    if (this.phase !== 'running' || this.timekeeper.isTelling) return;
    const rate = this.pace.next(Date.now());
    if (rate === undefined) return;
    void this.changeRate(rate);
    this.listeners.rate?.(rate);
  }

  private async changeRate(rate: number): Promise<void> {
    const real = Date.now();
    await this.timekeeper.set({ virtual: this.now, real, rate });
    this.pace.begin(Date.now());
  }

  /** Writes down how far the drill has come. */
  keep(): void {
    const earliest = this.desk.earliestUnderWay ?? Number.POSITIVE_INFINITY;
    const virtual = Math.min(this.phase === 'running' ? this.now : this.timekeeper.clock.virtual, earliest);
    this.write(virtual);
  }

  private write(virtual: Instant): void {
    const { pace, isPaused: paused, lag, displaced } = this;
    keepProgress(this.options.home, { virtual, speed: pace.wanted, paused, lag: lag.kept(), displaced: [...displaced] });
  }

  async fulfil(wish: Wish): Promise<void> {
    if ('speed' in wish) await this.speed(wish.speed);
    else if ('pause' in wish) await this.pause();
    else if ('resume' in wish) await this.resume();
    else await this.jump();
  }

  async pause(): Promise<void> {
    if (this.phase !== 'running') return;
    this.isPaused = true;
    this.phase = 'paused';
    await this.timekeeper.set({ virtual: this.now, real: Date.now(), rate: 0 });
    this.keep();
  }

  async resume(): Promise<void> {
    if (this.phase !== 'paused') return;
    this.isPaused = false;
    await this.run();
  }

  /** `rate`: virtual ms in a real one. */
  async speed(rate: number): Promise<void> {
    this.pace.want(rate, Date.now());
    if (this.phase === 'running') await this.changeRate(rate);
    this.keep();
  }

  /** To just before the next thing that is due, found or planned: nothing lies between, so nothing is missed. */
  async jump(): Promise<void> {
    if (this.phase !== 'running' && this.phase !== 'paused') return;
    const to = this.nextDue() - MINUTE;
    if (!Number.isFinite(to) || to <= this.now) return;
    await this.timekeeper.set({ virtual: to, real: Date.now(), rate: this.phase === 'running' ? this.pace.rate : 0 });
    this.pace.begin(Date.now());
    this.keep();
  }

  /** The next instant at which anything happens; Infinity when nothing will. */
  nextDue(): Instant {
    const wakes = this.watch.heads.map(({ nextWake }) => nextWake ?? Number.POSITIVE_INFINITY);
    return Math.min(
      this.desk.next()?.at ?? Number.POSITIVE_INFINITY,
      this.finding.next,
      this.options.until ?? Number.POSITIVE_INFINITY,
      ...wakes,
    );
  }

  /** Brings every case to exactly the drill's last instant. */
  async finish(): Promise<void> {
    const { until, house } = this.options;
    if (until === undefined) return;
    this.isEnding = true;
    this.phase = 'ending';
    const { watch, desk, finding, timekeeper } = this;
    await walkTo(until, { house, watch, desk, finding, timekeeper, listen: async () => (await this.listen()).length });
    this.phase = 'over';
    this.write(until);
  }
}
