import { setTimeout as sleep } from 'node:timers/promises';
import { dateOf, type Refusal, virtualAt } from '../../src/kernel/index.ts';
import { markStarted, reserveCase } from '../../src/ledger/index.ts';
import { type Draw, draw } from '../../src/simulator/index.ts';
import { startCase } from '../../src/temporal/index.ts';
import type { Answer } from '../../src/workflow/contract.ts';
import { choose, village } from './deeds.ts';
import type { Deed } from './stage/person.ts';
import type { Stage } from './stage/stage.ts';

const DAY = 86_400_000;
/** What was asked this long ago (ms) at most is asked again: within the time for which a case promises to know it (48 h of its own). */
const REPEATED_WITHIN = 30_000;

/** None is opened in the last seconds of a run, nor in the last two thirds of a short one: there is time for each to be hurt. */
const NEWEST = 180;

/** What became of one action: everybody who asked for it, however often, was answered this. */
export interface Done {
  deed: Deed;
  answers: (Answer | Refusal)[];
  /** The case was closed before anybody was answered. */
  closed: boolean;
  /** Times it was asked for. */
  tries: number;
  /** Asked for by two at once. */
  twice: boolean;
  /** When it was first asked for, by the machine's clock, ms. */
  since: number;
}

/**
 * People who do what is to be done in many cases at once, from several processes, each action with a key, retried until it is answered.
 * What they do is drawn from the seed, by case and turn; of what kind it is depends on where the case is by then.
 */
export class Crowd {
  readonly done: Done[] = [];
  /** Of the cases that were opened. */
  readonly ids: string[] = [];
  repeated = 0;
  private readonly over = new AbortController();

  constructor(
    private readonly stage: Stage,
    private readonly options: { seed: string; cases: number; pause: number; seconds: number },
  ) {}

  /** Deeds somebody waits for at this moment. */
  get outstanding(): number {
    return this.stage.persons.reduce((sum, person) => sum + person.outstanding, 0);
  }

  /** Resolves when somebody waits for an answer, or after `patience` ms. */
  async waiting(patience: number): Promise<void> {
    for (const until = performance.now() + patience; this.outstanding === 0 && performance.now() < until; ) await sleep(1);
  }

  /** Works until `end`; then what was begun is finished. */
  async work(): Promise<void> {
    await Promise.all(Array.from({ length: this.options.cases }, (_, n) => this.live(n)));
  }

  end(): void {
    this.over.abort();
  }

  private async rest(ms: number): Promise<boolean> {
    return sleep(ms, true, { signal: this.over.signal }).catch(() => false);
  }

  /** One case from its opening until the work ends or there is nothing more to do. */
  private async live(n: number): Promise<void> {
    const { seed, pause, seconds } = this.options;
    const chance = draw(seed, 'case', n);
    if (!(await this.rest(chance.uniform() * Math.max(seconds / 3, seconds - NEWEST) * 1000))) return;
    const id = await this.open(n, chance);
    let at = ['observed'];
    const past: Done[] = [];
    for (let turn = 0; ; turn++) {
      const turning = draw(seed, 'case', n, turn);
      if (!(await this.rest(-Math.log(1 - turning.uniform()) * pause))) return;
      const old = past.at(-1 - Math.floor(turning.uniform() * 6));
      if (old && turning.uniform() < 0.1 && Date.now() - old.since < REPEATED_WITHIN) {
        this.repeated++;
        await this.ask(old);
        continue;
      }
      const choice = choose(at, `${n}-${turn}`, turning);
      if (!choice) {
        at = await this.look(id, at);
        continue;
      }
      const deed: Deed = { key: `${seed}-${n}-${turn}`, case: id, ...choice };
      const twice = turning.uniform() < 0.1;
      const done: Done = { deed, answers: [], closed: false, tries: 0, twice, since: Date.now() };
      this.done.push(done);
      await Promise.all(twice ? [this.ask(done), this.ask(done)] : [this.ask(done)]);
      const [answer] = done.answers;
      if (!answer) return;
      if ('refused' in answer) at = await this.look(id, at);
      else {
        past.push(done);
        at = answer.at;
      }
    }
  }

  /** Where a case is by the ledger, which may lag behind. */
  private async look(id: string, at: string[]): Promise<string[]> {
    const query = this.stage.ledger.db.selectFrom('cases').select('states').where('id', '=', id);
    const row = await query.executeTakeFirst().catch(() => undefined);
    return row?.states ? JSON.parse(row.states) : at;
  }

  private async open(n: number, chance: Draw): Promise<string> {
    const { stage } = this;
    const { ledger, client, options } = stage;
    const { hash } = stage.machine('close-contact');
    const now = virtualAt(options.clock, Date.now());
    // The observation of some is nearly over, so that they are released within the run.
    const exposed = chance.uniform() < 0.3 ? 13 + chance.uniform() : chance.uniform() * 3;
    const data = { exposed_on: dateOf('Asia/Shanghai', now - exposed * DAY) };
    const subject = `p-${n}`;
    const continueAfter = chance.uniform() < 0.6 ? 3 + Math.floor(chance.uniform() * 4) : undefined;
    const by = { role: 'county_cdc', place: village };
    for (;;) {
      try {
        const { caseId: id } = await reserveCase(ledger, { subject, family: 'close-contact', place: village, opening: data });
        const opening = { id, subject, place: village, now, by, data };
        await startCase(client, { hash, opening, clock: options.clock, ...(continueAfter !== undefined && { continueAfter }) });
        await markStarted(ledger, id);
        this.ids.push(id);
        return id;
      } catch {
        // Whatever is broken now will be whole again; reserved and started under the same id it is the same case.
        await sleep(200);
      }
    }
  }

  /** Asks one client after the other until there is an answer. */
  private async ask(done: Done): Promise<void> {
    const { persons } = this.stage;
    for (let wait = 50; ; wait = Math.min(2 * wait, 500)) {
      const reply = await persons[done.tries++ % persons.length]!.ask(done.deed);
      if ('failed' in reply && reply.closed) {
        done.closed = done.answers.length === 0;
        return;
      }
      // Whose clock runs ahead is told so; he asks somebody whose clock is right.
      const isAnswer = 'answer' in reply && !('refused' in reply.answer && reply.answer.refused === 'in_the_future');
      if (isAnswer) {
        done.answers.push(reply.answer);
        return;
      }
      await sleep(wait);
    }
  }
}
