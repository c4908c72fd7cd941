import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  defineSignal,
  defineUpdate,
  isCancellation,
  makeContinueAsNewFunc,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Detail, Effect, Input, Opening, Refusal } from '../../../src/kernel/index.ts';
import { refusalText } from '../../../src/kernel/words.ts';
import type { Action, Answer, CaseActivities, Clock, Ended, Message, Seen, Undecodable } from '../../../src/workflow/contract.ts';
import { blank, type Contact } from './contact.ts';
import { Course } from './course.ts';
import { attend, happen, hear, open } from './facts.ts';
import { runUntil } from './moments.ts';
import { projectionOf } from './projection.ts';
import { misfitOf, refuse } from './refuse.ts';

const { project } = proxyLocalActivities<CaseActivities>({ startToCloseTimeout: '5s', retry: { maximumAttempts: 2 } });
const { deliver } = proxyActivities<CaseActivities>({ startToCloseTimeout: '1m', retry: { initialInterval: '1s', maximumInterval: '1m' } });

const KEEP_SEEN = 48 * 3_600_000;
const RETRY_PROJECTION = 15_000;

export interface ContactStart {
  clock: Clock;
  opening?: Opening;
  carried?: { contact: Contact; seen: Seen[]; lines: Effect[] };
  /** Updates after which the run continues as new; default 500. */
  continueAfter?: number;
}

type Fact = Extract<Input, { kind: 'event' }>;
interface Queued {
  recorded: number;
  rank: number;
  act(): void;
  fact?: Fact;
  key?: string;
  answer?(answer: Answer): void;
  refuse?(refusal: Refusal): void;
}

const refused = (refusal: Refusal) => {
  const { zh, en } = refusalText(refusal);
  return ApplicationFailure.create({ type: 'Refused', message: `${en} / ${zh}`, nonRetryable: true, details: [refusal] });
};
const isUndecodable = (value: object): value is Undecodable => '$undecodable' in value;

/** One close contact, from the day he is found to his release. */
export async function contactWorkflow(start: ContactStart): Promise<Ended> {
  const { workflowId, runId } = workflowInfo();
  let { clock } = start;
  const course = new Course(start.carried?.contact ?? blank(start.opening!));
  const { contact } = course;
  const seen = new Map((start.carried?.seen ?? []).map((known) => [known.key, known]));
  const queue: Queued[] = [];
  let lines: Effect[] = start.carried?.lines ?? [];
  let outbox: Effect[] = [];
  let [delivering, writing, unprojected, clockChanged, rang] = [false, false, true, false, false];
  let updates = 0;
  let retryAt = Number.POSITIVE_INFINITY;
  let timer: { at: number; scope: CancellationScope } | undefined;

  const now = () => Math.round(clock.virtual + (Date.now() - clock.real) * clock.rate);
  const incident = (code: 'undecodable' | 'effect_failed', detail: Detail) => {
    const recorded = now();
    queue.push({ recorded, rank: 3, act: () => attend(course, code, detail, recorded) });
  };
  const check = (action: Action): Refusal | undefined => {
    if (isUndecodable(action)) return { refused: 'undecodable', params: {} };
    const { by, key, input } = action;
    if (!by?.verified || by.case !== workflowId || by.key !== key)
      return { refused: 'unsigned', params: { role: by?.$actor?.role ?? '?' } };
    if (seen.has(key)) return undefined;
    if (input.kind !== 'event') return { refused: 'unknown_event', params: { event: input.kind } };
    if (input.recorded > now() + 300_000) return { refused: 'in_the_future', params: { event: input.event } };
    const fact: Fact = { ...input, by: by.$actor };
    if (contact.nextWake === null || contact.nextWake >= fact.recorded) return refuse(contact, fact);
    // Something is due before it: what would be refused then.
    const later = new Course(JSON.parse(JSON.stringify(contact)) as Contact);
    runUntil(later, fact.recorded, false);
    return refuse(later.contact, fact);
  };

  setHandler(defineSignal<[Message | Undecodable]>('message'), (received) => {
    if (isUndecodable(received)) incident('undecodable', `a message: ${received.$undecodable.reason}`);
    else queue.push({ recorded: received.recorded, rank: 3, act: () => hear(course, { kind: 'message', ...received }) });
  });
  setHandler(defineSignal<[Clock | Undecodable]>('setClock'), (next) => {
    if (isUndecodable(next)) incident('undecodable', `a clock: ${next.$undecodable.reason}`);
    else {
      clock = next;
      clockChanged = true;
    }
  });
  setHandler(
    defineUpdate<Answer, [Action]>('act'),
    ({ key, input, by }) => {
      const known = seen.get(key);
      if (known) return known.answer;
      const fact = { ...input, by: by.$actor } as Fact;
      return new Promise<Answer>((answer, fail) => {
        const refuse = (no: Refusal) => fail(refused(no));
        queue.push({ recorded: fact.recorded, rank: 2, fact, key, act: () => happen(course, fact), answer, refuse });
      });
    },
    {
      validator: (action) => {
        const no = check(action);
        if (no) throw refused(no);
      },
    },
  );

  /** Takes what came in by its instant, then lets happen what is due by now. */
  const drain = () => {
    if (queue.length > 1) queue.sort((a, b) => a.recorded - b.recorded || a.rank - b.rank);
    for (const next of queue.splice(0)) {
      const known = next.key === undefined ? undefined : seen.get(next.key);
      if (known) {
        next.answer?.(known.answer);
        continue;
      }
      if (next.fact && contact.nextWake !== null && contact.nextWake < next.fact.recorded) runUntil(course, next.fact.recorded, false);
      const no = next.fact && refuse(contact, next.fact);
      if (no) next.refuse?.(no);
      else {
        next.act();
        const answer = { seq: contact.seq, at: [contact.state], now: contact.now };
        next.answer?.(answer);
        if (next.key !== undefined) seen.set(next.key, { key: next.key, at: contact.now, answer });
      }
      if (next.key !== undefined) updates++;
    }
    if (contact.nextWake !== null && contact.nextWake <= now()) runUntil(course, now(), true);
    if (course.effects.length === 0) return;
    unprojected = true;
    for (const effect of course.effects) {
      lines.push(effect);
      if (effect.kind === 'tell' || effect.kind === 'open' || effect.kind === 'send') outbox.push(effect);
    }
    course.effects = [];
  };

  const write = async (through: typeof project) => {
    const written = lines;
    [lines, unprojected, writing] = [[], false, true];
    try {
      await through(projectionOf(contact, runId, written));
      retryAt = Number.POSITIVE_INFINITY;
    } catch {
      lines = [...written, ...lines];
      unprojected = true;
      retryAt = Date.now() + RETRY_PROJECTION;
    }
    writing = false;
  };

  const sendOut = async () => {
    delivering = true;
    const effects = outbox;
    outbox = [];
    try {
      for (const delivery of await deliver({ case: workflowId, clock, effects })) {
        if ('failed' in delivery) incident('effect_failed', delivery.failed.detail);
      }
    } catch (error) {
      incident('effect_failed', String(error));
    }
    delivering = false;
  };

  const arm = () => {
    const wait =
      contact.nextWake === null || clock.rate === 0 ? Number.POSITIVE_INFINITY : Math.ceil((contact.nextWake - now()) / clock.rate);
    const at = Math.min(Date.now() + Math.max(1, wait), retryAt);
    if (timer?.at === at) return;
    timer?.scope.cancel();
    timer = undefined;
    if (!Number.isFinite(at)) return;
    const mine = { at, scope: new CancellationScope() };
    timer = mine;
    void mine.scope
      .run(() => sleep(Math.max(1, at - Date.now())))
      .then(
        () => {
          if (timer !== mine) return;
          timer = undefined;
          rang = true;
        },
        (error: unknown) => {
          if (!isCancellation(error)) throw error;
        },
      );
  };

  if (start.opening) {
    const misfit = misfitOf('opened', start.opening.data);
    if (misfit) throw refused({ refused: 'bad_data', params: { event: 'opened', ...misfit } });
    open(course, start.opening);
  }
  for (;;) {
    [clockChanged, rang] = [false, false];
    drain();
    const behind = unprojected && !writing && (!Number.isFinite(retryAt) || Date.now() >= retryAt);
    if (behind && !delivering) await write(project);
    else if (behind) void write(proxyActivities<CaseActivities>({ startToCloseTimeout: '1m' }).project);
    if (queue.length > 0 || clockChanged) continue;
    if (outbox.length > 0 && !delivering && !writing) void sendOut();
    const ended = contact.status !== 'running' && !unprojected;
    const long = updates >= (start.continueAfter ?? 500) || workflowInfo().continueAsNewSuggested;
    const finished = allHandlersFinished();
    const idle = !delivering && !writing && outbox.length === 0 && finished;
    if (idle && ended) {
      if (contact.status === 'becoming') return makeContinueAsNewFunc({ workflowType: 'suspectedCaseWorkflow' })(contact);
      return { seq: contact.seq, outcome: contact.outcome!, endedAt: contact.endedAt! };
    }
    if (idle && long) {
      const recent = [...seen.values()].filter((known) => known.at > contact.now - KEEP_SEEN).slice(-500);
      return continueAsNew<typeof contactWorkflow>({
        clock,
        carried: { contact, seen: recent, lines: unprojected ? lines : [] },
        ...(start.continueAfter !== undefined && { continueAfter: start.continueAfter }),
      });
    }
    arm();
    const before = { delivering, writing };
    await condition(
      () =>
        queue.length > 0 ||
        clockChanged ||
        rang ||
        delivering !== before.delivering ||
        writing !== before.writing ||
        ((ended || long) && allHandlersFinished() !== finished),
    );
  }
}
