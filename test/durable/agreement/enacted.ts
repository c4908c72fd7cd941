import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Clock, Effect, Entry, Refusal } from '../../../src/kernel/index.ts';
import type { ScenarioStep } from '../../../src/language/index.ts';
import { caseById, completeOpening, markStarted, releaseReservation, reserveCase } from '../../../src/ledger/index.ts';
import { inputOf, scenarioInstant, subjectCase } from '../../../src/simulator/index.ts';
import { askCase, startCase } from '../../../src/temporal/index.ts';
import { message, setClock, type View, view } from '../../../src/workflow/contract.ts';
import type { House } from '../house.ts';
import { actOn, refusalIn } from '../play.ts';
import { openingIn, type Plan } from './plan.ts';
import { civilIn, type Simulated } from './simulated.ts';
import { comparable, type Known, namesOf, type Story, type Trace } from './trace.ts';

/** How long (ms) something may take that should come about at once. */
const PATIENCE = 20_000;

/** A plan as it is played on Temporal: the scenario's case and whatever cases it opens, found in the ledger by their district. */
export class Enacted {
  /** What may explain a difference without any machine being wrong. */
  readonly remarks: string[] = [];
  private readonly looks = new Map<string, Story['looks']>();
  private readonly refusals: Trace['refusals'] = [];
  /** What the scenario calls a case → its id. */
  private readonly ids = new Map<string, string>();
  private main = '';

  constructor(
    readonly plan: Plan,
    private readonly called: Simulated['called'],
    private readonly house: House,
    private clock: Clock,
    private readonly options: { continueAfter?: number } = {},
  ) {}

  /** Opens the case of the scenario. */
  async begin(): Promise<void> {
    await this.open();
  }

  /** Gives the input of a step, if it has one, and waits for the answer. */
  async act(step: ScenarioStep): Promise<void> {
    this.refusals.push(step.open ? await this.open(step) : await this.give(step));
  }

  /** Waits until every case, also one that was opened meanwhile, has done what was due by then; what is seen of them. */
  async comeTo(at: number): Promise<Map<string, View>> {
    const until = performance.now() + PATIENCE;
    for (;;) {
      const seen = new Map<string, View>();
      let waited = false;
      for (const { id } of await this.cases()) {
        const quiet = await this.quiet(id, at);
        seen.set(id, quiet.view);
        waited ||= quiet.waited;
      }
      // One that has just come to rest may have told another something.
      if ((!waited && (await this.cases()).length === seen.size) || performance.now() > until) return seen;
    }
  }

  async look(at: number, when: string): Promise<void> {
    for (const [id, { projected: _, ...seen }] of await this.comeTo(at)) this.looks.set(id, { ...this.looks.get(id), [when]: seen });
  }

  async setClock(clock: Clock): Promise<void> {
    this.clock = clock;
    for (const { id } of await this.cases()) await unlessClosed(() => this.handle(id).signal(setClock, clock));
  }

  async trace(): Promise<Trace> {
    const { zone, district } = this.plan;
    const names = await this.names();
    const stories: Trace['cases'] = {};
    for (const [id, name] of names) {
      const file = (await caseById(this.house.ledger, id))!;
      const told = file.messages.map(({ key, at, role, unit }) => {
        const [seq, index] = key.slice(id.length + 1).split(':') as [string, string];
        return { seq: Number(seq), index: Number(index), at, role, unit };
      });
      stories[name] = comparable({ effects: file.timeline, looks: this.looks.get(id) ?? {}, told }, names, district);
    }
    return { zone, refusals: this.refusals, cases: stories, remarks: this.remarks };
  }

  /** How many of Temporal's timers fired, in all runs of all cases, and in how many runs. */
  async history(): Promise<{ timersFired: number; runs: number }> {
    let [timersFired, runs] = [0, 0];
    for (const { id } of await this.cases())
      for (let runId: string | undefined = ''; runId !== undefined; ) {
        const { events } = await this.house.client.workflow.getHandle(id, runId || undefined).fetchHistory();
        timersFired += events?.filter((event) => event.timerFiredEventAttributes).length ?? 0;
        runs++;
        runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
      }
    return { timersFired, runs };
  }

  /** Ends what still runs: the scenario is over. */
  async end(): Promise<void> {
    for (const { id } of await this.cases()) await unlessClosed(() => this.handle(id).terminate('the scenario is over'));
  }

  /** Reserves and starts a case as the import does; a refusal when it does not open. */
  private async open(step?: ScenarioStep): Promise<Refusal | undefined> {
    const { ledger, client, queue } = this.house;
    const { machine, opening: wanted } = openingIn(this.plan, '', step);
    const { protocol, hash } = machine;
    const { subject, place, data } = wanted;
    const { caseId: id } = await reserveCase(ledger, { subject, family: protocol.protocol, place, opening: data });
    if (step?.open) this.ids.set(step.open.as, id);
    else this.main = id;
    const opening = await completeOpening(ledger, { ...wanted, id }, protocol, this.plan.units);
    await startCase(client, { hash, opening, clock: this.clock, queue, ...this.options });
    const refused = await this.refusedToOpen(id);
    if (refused) await releaseReservation(ledger, id);
    else await markStarted(ledger, id);
    return refused;
  }

  private async refusedToOpen(id: string): Promise<Refusal | undefined> {
    const handle = this.handle(id);
    for (;;) {
      const { status } = await handle.describe();
      if (status.name === 'FAILED') return handle.result().then(undefined, (error: unknown) => refusalIn(error) ?? Promise.reject(error));
      const row = await this.house.ledger.db.selectFrom('cases').select('opened_at').where('id', '=', id).executeTakeFirst();
      if (row?.opened_at) return undefined;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  private async give(step: ScenarioStep): Promise<Refusal | undefined> {
    const names = step.case === undefined && !step.message && !step.override ? new Map([[this.main, 'the case']]) : await this.names();
    const idOf = (name: string): string =>
      (name === subjectCase ? this.main : this.ids.get(name)) ??
      [...names].find(([, known]) => known === this.called.get(name))?.[0] ??
      name;
    const id = step.case === undefined ? this.main : idOf(step.case);
    if (!names.has(id)) return undefined;
    const { hash, attention, place, outcome } = await askCase<View>(this.house.client, id, view);
    const record = step.correct ? recordIn((await caseById(this.house.ledger, id))!.timeline) : [];
    const machine = this.plan.cast.find((candidate) => candidate.hash === hash)!;
    const input = inputOf(step, this.plan.scenario, { record, attention, place }, machine, idOf);
    if (!input || input.kind === 'linked' || input.kind === 'incident') return undefined;
    if (input.kind === 'message') {
      const { kind: _, ...rest } = input;
      await unlessClosed(() => this.handle(id).signal(message, rest));
      // A query is answered after what came before it.
      await askCase(this.house.client, id, view);
      return undefined;
    }
    const ended: Refusal = { refused: 'ended', params: { outcome: outcome ?? '', case: id } };
    const key = `${scenarioInstant(this.plan.zone, step.at)}-${step.index}`;
    const answer = (await unlessClosed(() => actOn(this.house, id, input, key))) ?? ended;
    return 'refused' in answer ? answer : undefined;
  }

  private handle(id: string): ReturnType<Client['workflow']['getHandle']> {
    return this.house.client.workflow.getHandle(id);
  }

  private async names(): Promise<Map<string, string>> {
    const { zone, district } = this.plan;
    return namesOf(this.main, await this.cases(), district, civilIn(zone));
  }

  /** Every case of the district, once those that are being opened are there. */
  private async cases(): Promise<Known[]> {
    const until = performance.now() + PATIENCE;
    for (;;) {
      const rows = await this.house.ledger.db
        .selectFrom('cases')
        .select(['id', 'family', 'protocol', 'subject', 'opened_at as openedAt'])
        .where('subject', 'like', `${this.plan.district}/%`)
        .orderBy('id')
        .execute();
      const opened = rows.flatMap(({ id, family, protocol, subject, openedAt }): Known[] =>
        openedAt === null ? [] : [{ id, subject, openedAt, protocol: family ?? protocol }],
      );
      if (opened.length === rows.length || performance.now() > until) return opened;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /**
   * What is seen of a case when nothing of it is under way any more: its rows are written, what it asked of the world is done, and what
   * was due by `at` has happened. Whatever is seen at the end of our patience is what there is.
   */
  private async quiet(id: string, at: number): Promise<{ view: View; waited: boolean }> {
    const until = performance.now() + PATIENCE;
    for (let wait = 5; ; wait = Math.min(2 * wait, 100)) {
      // One after the other: what Temporal said before the case answered may know nothing of what it has just asked for.
      const seen = await askCase<View>(this.house.client, id, view);
      const { raw } = await this.handle(id).describe();
      const isDue = seen.nextWake !== null && seen.nextWake <= at;
      const isQuiet = seen.projected && seen.status !== 'becoming' && !isDue && !raw.pendingActivities?.length;
      if (isQuiet || performance.now() > until) return { view: seen, waited: wait > 5 };
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** A closed case takes no message; undefined says so. */
async function unlessClosed<T>(send: () => Promise<T>): Promise<T | undefined> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || /completed|closing/i.test(String(error))) return undefined;
    throw error;
  }
}

/** The record as it stands, from the lines of the ledger. */
function recordIn(effects: readonly Effect[]): Entry[] {
  const entries = new Map<number, Entry>();
  for (const effect of effects)
    if (effect.kind === 'record' && (effect.note.note === 'event' || effect.note.note === 'corrected'))
      entries.set(effect.note.entry.id, effect.note.entry);
  return [...entries.values()];
}
