import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, type Instant, type Protocol, type Units, virtualAt, withUnitValues } from '../../kernel/index.ts';
import type { Population } from '../../language/index.ts';
import { forEachBounded, hashOf, type KeyRing, type Ledger, performImport } from '../../ledger/index.ts';
import { bodiesOf, deedsOf, type Participant, registrar, type Staff } from '../../simulator/index.ts';
import { type Home, startCase } from '../../temporal/index.ts';
import { type View, view } from '../../workflow/contract.ts';
import { openCases, setEveryClock, tellClock } from '../clock.ts';
import type { House } from '../house.ts';
import { Desk, type Done } from './desk.ts';
import { keepProgress, type Progress, takeWish, type Wish } from './keeping.ts';
import { Lag } from './lag.ts';
import { Pace } from './pace.ts';
import type { Cast } from './people.ts';
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
  private clock: Clock;
  private readonly desk: Desk;
  private readonly staff: Staff;
  private readonly bodies: ReturnType<typeof bodiesOf>;
  private readonly numbers = new Map<string, string>();
  private readonly waiting: Participant[];
  private finding = 0;
  private readonly opened = new Set<string>();
  private readonly told = new Set<string>();
  private readonly listeners: Partial<DrillEvents>;
  private isPaused: boolean;
  private isEnding = false;
  private isStopping = false;
  private isTelling = false;
  private changing: Promise<void> = Promise.resolve();

  constructor(options: DrillOptions, listeners: Partial<DrillEvents> = {}) {
    this.options = options;
    this.listeners = listeners;
    const { population, units, seed, begins, cast, ledger, keys, house, progress } = options;
    this.watch = new Watch(ledger);
    this.lag = new Lag(progress.lag);
    this.pace = new Pace(progress.speed, Date.now());
    this.displaced = new Map(progress.displaced);
    this.isPaused = progress.paused;
    this.clock = { virtual: progress.virtual, real: Date.now(), rate: 0 };
    this.staff = { population, units, seed, begins };
    this.bodies = bodiesOf(population, seed, units.zone, cast.people);
    this.waiting = cast.people.toSorted((a, b) => a.found - b.found);
    this.desk = new Desk({ keys, client: () => house.client, done: (done) => this.answered(done) });
  }

  /** The virtual instant. */
  get now(): Instant {
    const now = virtualAt(this.clock, Date.now());
    return this.options.until === undefined ? now : Math.min(now, this.options.until);
  }

  get rate(): number {
    return this.clock.rate;
  }

  /** People who have a case. */
  get found(): number {
    return this.numbers.size;
  }

  /** What a case's subject is called in every run: a person's number in the register, a unit's id. */
  who(subject: string): string {
    return this.numbers.get(subject) ?? subject;
  }

  /** Before any worker runs: every open case stands still where the drill stopped. */
  async settle(): Promise<void> {
    const { ledger, house } = this.options;
    this.clock = { virtual: this.clock.virtual, real: Date.now(), rate: 0 };
    this.desk.abandon();
    await setEveryClock(house.client, ledger, this.clock);
  }

  /** The worker runs: what was under way is done again, every case is remembered, then the clock goes on. */
  async go(): Promise<void> {
    const { ledger, house } = this.options;
    // Who was found before is known again; an opening that a crash interrupted is finished.
    await this.find(this.foundBy(this.clock.virtual));
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
      if (this.desk.underWay === 0 && this.finding === 0 && this.isQuiet()) break;
      await sleep(TICK);
    }
    if (this.isStopping) return;
    if (this.isEnding) this.phase = 'ending';
    else if (this.isPaused) this.phase = 'paused';
    else await this.run();
  }

  /** Those who are to be found by `now`, taken from the ones who wait. */
  private foundBy(now: Instant): Participant[] {
    const due: Participant[] = [];
    while (this.waiting[0] && this.waiting[0].found <= now) due.push(this.waiting.shift()!);
    return due;
  }

  private isQuiet(): boolean {
    const next = this.desk.next();
    return next === undefined || next.at > this.clock.virtual;
  }

  /** The clock goes on from where it stands, once everybody has been told. */
  private async run(): Promise<void> {
    this.phase = 'running';
    await this.setClock({ virtual: this.clock.virtual, real: Date.now() + LEAD + this.watch.heads.length * TELLING, rate: this.pace.rate });
  }

  /** A child has ended: everything stands still at this instant. */
  hold(): void {
    const earliest = this.desk.earliestUnderWay ?? Number.POSITIVE_INFINITY;
    this.clock = { virtual: Math.min(this.now, earliest), real: Date.now(), rate: 0 };
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
    return this.desk.calling === 0 && this.finding === 0 && !this.isTelling;
  }

  private nearEnd(): boolean {
    const { until } = this.options;
    if (until === undefined || this.phase !== 'running') return false;
    const margin = this.clock.rate * (LEAD + this.watch.heads.length * TELLING) + 10 * MINUTE;
    return virtualAt(this.clock, Date.now()) >= until - margin;
  }

  /** Everything there is to know of now: the ledger's changes become plans. */
  async listen(silently = false): Promise<Seen[]> {
    const { changed, news } = await this.watch.look();
    for (const seen of changed) {
      const { head } = seen;
      if (!this.told.has(head.id)) {
        this.told.add(head.id);
        // Opened by another case: it may have been started by a clock that was changed meanwhile.
        if (!this.opened.has(head.id)) await tellClock(this.options.house.client, head.id, this.clock);
      }
      if (head.life === 'closed' && seen.slots.every(({ status }) => status !== 'open')) this.desk.plan(head.id, []);
      else this.desk.plan(head.id, this.deedsOf(seen));
    }
    if (news.length > 0 && !silently) this.listeners.news?.(news);
    return changed;
  }

  private deedsOf(seen: Seen) {
    const { head, machine, slots, record } = seen;
    const who = this.who(head.subject);
    const body = this.bodies.get(who);
    const earlier = this.watch.heads.filter(
      ({ subject, openedAt, id }) => subject === head.subject && id !== head.id && openedAt !== null && openedAt < (head.openedAt ?? 0),
    );
    return deedsOf(this.staff, { who, nth: earlier.length, place: head.place, machine, slots, record, ...(body && { body }) });
  }

  /** Finds the people and sends the deeds whose instant has come. */
  private dispatch(): void {
    const { now } = this;
    void this.find(this.foundBy(now));
    this.desk.dispatch(now);
  }

  private async find(due: readonly Participant[]): Promise<void> {
    if (due.length === 0) return;
    const { ledger, cast, house, protocol, units } = this.options;
    const rows = due.map(({ number }) => cast.rows.get(number)!);
    const byLine = new Map(rows.map(({ line }, n) => [line, due[n]!]));
    this.finding++;
    try {
      const { rows: fates } = await performImport(ledger, { ...cast.plan, rows }, async ({ subject, place, data, line }, caseId) => {
        const { number, found } = byLine.get(line)!;
        this.numbers.set(subject, number);
        this.opened.add(caseId);
        const { clock } = this;
        const opening = withUnitValues({ id: caseId, subject, place, now: found, by: registrar(place), data }, protocol, units);
        const how = await startCase(house.client, { hash: hashOf(protocol), opening, clock });
        if (how === 'started') this.measure(found);
        if (clock !== this.clock) await tellClock(house.client, caseId, this.clock);
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
      this.finding--;
    }
  }

  private answered(done: Done): void {
    const { deed, now, refusal } = done;
    this.measure(deed.at);
    if (now !== undefined && now > deed.at) this.displaced.set(done.caseId, Math.min(deed.at, this.displaced.get(done.caseId) ?? deed.at));
    if (refusal && !deed.mistyped) this.refused.push(done);
    this.listeners.done?.(done);
  }

  private measure(planned: Instant): void {
    if (this.phase !== 'running') return;
    const minutes = Math.max(0, virtualAt(this.clock, Date.now()) - planned) / MINUTE;
    this.lag.add(minutes);
    // What was planned before the clock changed waited under the former one.
    if (planned >= this.clock.virtual) this.pace.add(minutes);
  }

  private keepPace(): void {
    if (this.phase !== 'running' || this.isTelling) return;
    const rate = this.pace.next(Date.now());
    if (rate === undefined) return;
    void this.changeRate(rate);
    this.listeners.rate?.(rate);
  }

  private async changeRate(rate: number): Promise<void> {
    const real = Date.now();
    await this.setClock({ virtual: this.now, real, rate });
    this.pace.begin(Date.now());
  }

  /** One change of the clock at a time; the units go by it at once, the cases as soon as they are told. */
  private async setClock(clock: Clock): Promise<void> {
    this.clock = clock;
    const { house, ledger } = this.options;
    this.changing = this.changing.then(async () => {
      if (this.clock !== clock) return;
      this.isTelling = true;
      // Fails when the server goes down under us; then everybody is told when it is back.
      await setEveryClock(house.client, ledger, clock).catch(() => undefined);
      this.isTelling = false;
    });
    await this.changing;
  }

  /** Writes down how far the drill has come. */
  keep(): void {
    const earliest = this.desk.earliestUnderWay ?? Number.POSITIVE_INFINITY;
    const virtual = Math.min(this.phase === 'running' ? this.now : this.clock.virtual, earliest);
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
    await this.setClock({ virtual: this.now, real: Date.now(), rate: 0 });
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
    await this.setClock({ virtual: to, real: Date.now(), rate: this.phase === 'running' ? this.pace.rate : 0 });
    this.pace.begin(Date.now());
    this.keep();
  }

  /** The next instant at which anything happens; Infinity when nothing will. */
  nextDue(): Instant {
    const wakes = this.watch.heads.map(({ nextWake }) => nextWake ?? Number.POSITIVE_INFINITY);
    return Math.min(
      this.desk.next()?.at ?? Number.POSITIVE_INFINITY,
      this.waiting[0]?.found ?? Number.POSITIVE_INFINITY,
      this.options.until ?? Number.POSITIVE_INFINITY,
      ...wakes,
    );
  }

  /**
   * Brings every case to exactly `until`: the clock stands still, and each case is walked from one instant to the next, so that the end
   * does not depend on how fast the machine is.
   */
  async finish(): Promise<void> {
    const { until } = this.options;
    if (until === undefined) return;
    this.isEnding = true;
    this.phase = 'ending';
    await this.setClock({ virtual: this.now, real: Date.now(), rate: 0 });
    for (let quiet = 0; quiet < 3; ) {
      const changed = await this.listen();
      const due = this.foundBy(until);
      await this.find(due);
      const walks = this.watch.heads.filter(({ id, life, nextWake }) => {
        const at = Math.min(this.desk.next(id)?.at ?? Number.POSITIVE_INFINITY, nextWake ?? Number.POSITIVE_INFINITY);
        return life !== 'closed' && at <= until;
      });
      await forEachBounded(walks, AT_ONCE, ({ id, nextWake }) => this.walk(id, nextWake, until));
      const isBusy = changed.length > 0 || due.length > 0 || walks.length > 0 || this.desk.underWay > 0;
      quiet = isBusy || (await this.hasWork()) ? 0 : quiet + 1;
      await sleep(isBusy ? TICK : LOOK);
    }
    await this.setClock({ virtual: until, real: Date.now(), rate: 0 });
    while ((await this.listen()).length > 0 || (await this.hasWork())) await sleep(LOOK);
    this.phase = 'over';
    this.write(until);
  }

  /** One step of a case: what is due in it, or what its units do, whichever comes first; a deed before what is due at its instant. */
  private async walk(id: string, nextWake: Instant | null, until: Instant): Promise<void> {
    const { client } = this.options.house;
    const deed = this.desk.next(id);
    const wake = nextWake ?? Number.POSITIVE_INFINITY;
    if (deed && deed.at <= until && deed.at <= wake) {
      await tellClock(client, id, { virtual: deed.at - 1, real: Date.now(), rate: 0 });
      await this.desk.send(id, deed);
    } else if (wake <= until) await tellClock(client, id, { virtual: wake, real: Date.now(), rate: 0 });
    // The next step depends on what the ledger then shows.
    for (let seen: View | undefined; seen?.projected !== true; ) {
      seen = await client.workflow.getHandle(id).query<View>(view);
      if (!seen.projected) await sleep(TICK);
    }
  }

  /** Whether any open case is still asking something of the world. */
  private async hasWork(): Promise<boolean> {
    const { client } = this.options.house;
    let busy = false;
    await forEachBounded(
      this.watch.heads.filter(({ life }) => life !== 'closed'),
      AT_ONCE,
      async ({ id }) => {
        if (busy) return;
        const { raw } = await client.workflow.getHandle(id).describe();
        if ((raw.pendingActivities?.length ?? 0) > 0 || raw.pendingWorkflowTask) busy = true;
      },
    );
    return busy;
  }
}
