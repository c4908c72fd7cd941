import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  patched,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  advance,
  advanceBefore,
  apply,
  archive,
  become,
  bodyOf,
  type Case,
  classOf,
  type Detail,
  type Effect,
  flag,
  HEAVY_BYTES,
  type Input,
  isRefusal,
  isTooLarge,
  load,
  type Machine,
  type Outcome,
  open,
  projectionOf,
  type Refusal,
  refuseFull,
  remembered,
  viewCase,
} from '../kernel/index.ts';
import { inputOf, refused, type Standing, type Trial, tried } from './acceptance.ts';
import { Alarm, nowOf, ringAt } from './alarm.ts';
import type { Action, Answer, CaseStart, Clock, Ended, Kept, Message, Pinned, Undecodable, View } from './contract.ts';
import * as contract from './contract.ts';
import { Editions } from './editions.ts';
import { Outbox } from './outbox.ts';
import { deliver, log, project, projectDurably, protocolInForce } from './outside.ts';
import { isClock, isMessage } from './shape.ts';
import { TaskInHand } from './task.ts';
import { Unwritten } from './unwritten.ts';
import { MOST_ALONG, MOST_AT_ONCE, Weight } from './weight.ts';

/** Updates and signals of one run: Temporal refuses more than 2,000 of the one and 10,000 of the other. */
const MOST_INPUTS = 500;
/** So many times that, the next run begins though something is under way: it does it again, and whoever gets it twice takes it once. */
const PRESSING = 3;
/** How often a protocol that is not published is looked for, ms. */
const LOOK_AGAIN = 30_000;

/** Since then signals count towards the next run, and what is not written or sent yet goes along to it. */
const restGoesAlong = 'rest-goes-along';
/** Since then cases are bounded in bytes, too. */
const bounded = 'bounded-in-bytes';

interface Queued {
  input: Input;
  key?: string;
  /** What the validator found the input would come to, from that case. */
  trial?: Trial;
  answer?(answer: Answer): void;
  refuse?(refusal: Refusal): void;
}

function machineOf(pinned: Pinned): Machine {
  if (!pinned?.body) throw new Error(`${contract.cannotRun.protocol}: ${pinned?.$protocol ?? '?'}`);
  return load(pinned.body, pinned.$protocol);
}

const isUndecodable = (value: unknown): value is Undecodable => typeof value === 'object' && value !== null && '$undecodable' in value;

/** One durable case. Ends when nothing is owed any more; its story is in the ledger and in its history. */
export async function caseWorkflow(start: CaseStart): Promise<Ended> {
  if (isUndecodable(start)) throw new Error(`${contract.cannotRun.start}: ${start.$undecodable.reason}`);
  const { runId, workflowId } = workflowInfo();
  let machine = machineOf(start.protocol);
  const editions = new Editions([machine, ...(start.carried?.former ?? []).map(machineOf)]);
  let { clock } = start;
  const seen = new Map((start.carried?.seen ?? []).map((known) => [known.key, known]));
  const unwritten = new Unwritten(start.carried?.lines, start.carried?.answers);
  const outbox = new Outbox(start.carried?.outbox);
  const queue: Queued[] = [];
  const alarm = new Alarm();
  let clockChanged = false;
  let updates = 0;
  let inputs = 0;
  let trial: Trial | undefined;
  const weight = new Weight(start);
  let isHeavyFlagged = false;

  const isBounded = () => patched(bounded);

  const keep = (outcome: Outcome): void => {
    current = outcome.case;
    unwritten.add(outcome.effects);
    outbox.add(outcome.effects);
  };

  let current: Case;
  if (start.carried) current = start.carried.case;
  else {
    const opened = open(machine, start.opening!);
    if (isRefusal(opened)) throw refused(opened);
    current = opened.case;
    keep(opened);
  }

  /** A case that is heavy does not go along twice: its last migration can be taken back no more. */
  const lightened = (): Case => {
    const { undo, ...rest } = current;
    return undo && 2 * weight.bytes > HEAVY_BYTES ? rest : current;
  };
  const along = () => (lightened().undo ? 2 : 1) * weight.bytes;
  const standing = (): Standing => {
    const { bytes } = weight;
    return { current, machine, editions, now: nowOf(clock), seen, weight: bytes, waiting: unwritten.waitingBytes };
  };

  /** Why something is no such thing. */
  const strange = (what: 'clock' | 'message', value: unknown): Detail => ({
    says: 'unread',
    what,
    why: isUndecodable(value) ? value.$undecodable.reason : 'shape',
  });
  const incident = (
    code: 'undecodable' | 'effect_failed' | 'unknown_protocol',
    detail: Detail,
    recorded = nowOf(clock),
    effect?: Effect,
  ): void => {
    queue.push({ input: { kind: 'incident', code, detail, recorded, ...(effect && { effect: bodyOf(effect) }) } });
  };

  /** What there is no room for goes to the ledger only; what is too large for any case, not even there. */
  const withRoomFor = (input: Extract<Input, { kind: 'message' }>): Input => {
    const tooLarge = isTooLarge(input);
    if ((!tooLarge && !refuseFull(weight.bytes, input)) || !isBounded()) return input;
    const { estate: _, ...said } = input;
    return { ...said, aside: true, ...(tooLarge && { data: {} }) };
  };

  // The clock before everything else: what waits for a handler is handed over as soon as there is one.
  setHandler(defineSignal<[Clock | Undecodable]>(contract.setClock), (next) => {
    inputs++;
    if (!isClock(next)) incident('undecodable', strange('clock', next));
    else {
      clock = next;
      clockChanged = true;
    }
  });
  setHandler(defineSignal<[Message | Undecodable]>(contract.message), (received) => {
    inputs++;
    if (!isMessage(received)) incident('undecodable', strange('message', received));
    else queue.push({ input: withRoomFor({ kind: 'message', ...received }) });
  });
  setHandler(
    defineUpdate<Answer, [Action]>(contract.act),
    (action) => {
      inputs++;
      const { key } = action;
      const known = seen.get(key);
      if (known) return known.answer;
      // The SDK runs a handler right after its validator; on replay there is none, and the input is applied afresh.
      const mine: Queued = { input: inputOf(action), key, ...(trial?.key === key && { trial }) };
      trial = undefined;
      queue.push(mine);
      return new Promise<Answer>((answer, fail) => Object.assign(mine, { answer, refuse: (no: Refusal) => fail(refused(no)) }));
    },
    {
      validator: (action) => {
        const found = tried(action, standing());
        if (found && 'refused' in found) throw refused(found);
        trial = found;
      },
    },
  );
  setHandler(defineQuery<View>(contract.view), () => ({
    ...viewCase(machine, current),
    projected: !unwritten.isBehind && !unwritten.isWriting,
  }));
  setHandler(defineQuery(contract.whole), () => projectionOf(machine, current, runId, []));
  const carried = () => {
    const { answers, rest: lines, toldAt } = unwritten;
    const { rest: unsent } = outbox;
    const open = new Set(answers);
    return {
      case: current,
      seen: remembered([...seen.values()], (known) => !open.has(known), toldAt),
      lines,
      ...(answers.length > 0 && { answers: [...answers] }),
      ...(unsent.length > 0 && { outbox: unsent }),
      weight: { $weighed: 0 },
      ...editions.formerOf(current),
    };
  };
  setHandler(defineQuery<Kept>(contract.kept), () => ({
    protocol: { $protocol: machine.hash },
    clock,
    carried: carried(),
  }));

  /** Answers what came in, in the order of its instants; then lets happen what is due by now. */
  const drain = (): void => {
    queue.sort((a, b) => a.input.recorded - b.input.recorded || classOf(a.input) - classOf(b.input));
    while (queue.length > 0) {
      keep(advanceBefore(machine, current, queue[0]!.input));
      if (current.status === 'becoming') break;
      const next = queue.shift()!;
      const repeated = next.key === undefined ? undefined : seen.get(next.key);
      if (repeated) {
        next.answer?.(repeated.answer);
        continue;
      }
      const outcome = next.trial?.from === current ? next.trial.outcome : apply(machine, current, next.input, editions.find);
      if (isRefusal(outcome)) next.refuse?.(outcome);
      else {
        keep(outcome);
        weight.add(next.input, outcome.effects);
        machine = editions.after(next.input, current);
        const { seq, at, now } = current;
        const answer = { seq, at, now };
        next.answer?.(answer);
        if (next.key !== undefined) {
          const known = { key: next.key, at: now, answer };
          seen.set(next.key, known);
          unwritten.answered(known);
        }
      }
      if (next.key !== undefined) updates++;
    }
    if (current.status !== 'becoming') keep(advance(machine, current, nowOf(clock)));
  };

  const sought = async (name: string): Promise<Machine | undefined> => {
    try {
      return machineOf(await protocolInForce(name, current.now));
    } catch (error) {
      log.warn('the protocol it becomes is not there', { error: String(error) });
      return undefined;
    }
  };

  /** The other protocol is looked up at the world's pace; the case goes on at the instant at which it became. */
  const turn = async (): Promise<void> => {
    while (current.status === 'becoming') {
      const to = await sought(current.becomes!);
      if (to) {
        keep(become(machine, to, current));
        machine = editions.begin(to);
        drain();
        continue;
      }
      // It stays and is flagged; somebody publishes what is missing.
      keep(flag(machine, current, { code: 'unknown_protocol', detail: current.becomes!, at: nowOf(clock) }));
      if (unwritten.isBehind && !unwritten.isWriting && !outbox.isDelivering) await write(project);
      clockChanged = false;
      await condition(() => clockChanged, LOOK_AGAIN);
    }
  };

  /**
   * Brings the ledger up to date. A local activity beside another one in flight may come back in another order on replay, so it is
   * used only when nothing else is under way; otherwise the same work is a normal activity, and the case goes on meanwhile.
   */
  const write = async (through: typeof project): Promise<void> => {
    const { lines, answers } = unwritten.begin(isBounded);
    const projection = { ...projectionOf(machine, current, runId, lines), ...(answers.length > 0 && { answers }) };
    const task = new TaskInHand();
    try {
      await through(projection);
      unwritten.confirmed(answers.length, projection.row.now);
    } catch (error) {
      // A ledger that is down never blocks a person: the rows catch up.
      log.warn('projection fell behind', { error: String(error) });
      const tried = unwritten.failed();
      const room = MOST_ALONG - along() - outbox.bytes - MOST_AT_ONCE / 2;
      if (unwritten.letGo(tried, room, isBounded))
        keep(flag(machine, current, { code: 'unwritten', detail: { says: 'older_lines' }, at: nowOf(clock) }));
    }
    if (through === project) task.mustBeTheSame();
  };

  const sendOut = async (): Promise<void> => {
    const effects = outbox.begin(isBounded);
    try {
      for (const delivery of await deliver({ case: workflowId, clock, effects })) {
        if ('linked' in delivery) {
          const { name, case: linked, at } = delivery.linked;
          queue.push({ input: { kind: 'linked', name, case: linked, recorded: at } });
        } else {
          const { detail, at, seq, index, roles } = delivery.failed;
          const undone = effects.find((effect) => effect.seq === seq && effect.index === index);
          incident('effect_failed', detail, at, undone?.kind === 'tell' && roles ? { ...undone, roles } : undone);
        }
      }
    } catch (error) {
      log.warn('what was to leave the house did not', { error: String(error) });
      const why = error instanceof Error ? error.name : String(error);
      for (const effect of effects) incident('effect_failed', { says: 'not_done', effect: effect.kind, why }, nowOf(clock), effect);
    } finally {
      outbox.end();
    }
  };

  // What brought an ended case back to life is tried like any other action; refused, the run ends as the last one did.
  const revival = start.revival as Action | undefined;
  const found = revival && tried(revival, standing());
  if (revival && !(found && 'refused' in found)) queue.push({ input: inputOf(revival), key: revival.key });

  for (;;) {
    // Commands are issued here only, never by a handler: what comes in is noted and this loop acts on it.
    clockChanged = false;
    alarm.rang = false;
    drain();
    if (current.status === 'becoming') await turn();
    if (!isHeavyFlagged && weight.bytes > HEAVY_BYTES && isBounded()) {
      isHeavyFlagged = true;
      keep(flag(machine, current, { code: 'heavy', detail: { says: 'weight', bytes: HEAVY_BYTES }, at: nowOf(clock) }));
    }
    const most = start.continueAfter ?? MOST_INPUTS;
    const long = inputs >= most || workflowInfo().continueAsNewSuggested || (weight.isToBeTakenAnew && isBounded());
    // Histories recorded before count no signals, and go on only once nothing is left to write or to send.
    const goesOn = long && patched(restGoesAlong);
    const wentOn = !goesOn && (updates >= most || workflowInfo().continueAsNewSuggested);
    const fits = !goesOn || along() + unwritten.bytes + outbox.bytes <= MOST_ALONG || !isBounded();
    const isBusy = outbox.isDelivering || unwritten.isWriting;
    const leaves = goesOn && fits && (!isBusy || inputs >= PRESSING * most);
    const behind = !leaves && unwritten.isDue;
    if (behind && !outbox.isDelivering) await write(project);
    else if (behind) void write(projectDurably);
    if (queue.length > 0 || clockChanged || (unwritten.isInParts && !leaves)) continue;
    if (!outbox.isEmpty && !outbox.isDelivering && !unwritten.isWriting && (!goesOn || !fits)) void sendOut();
    const ended = current.status === 'ended' && current.slots.length === 0 && !unwritten.isBehind;
    const finished = allHandlersFinished();
    const idle = !outbox.isDelivering && !unwritten.isWriting && outbox.isEmpty && finished;
    if (idle && ended) return { seq: current.seq, outcome: current.outcome!, endedAt: current.endedAt! };
    if (finished && (leaves || (wentOn && idle))) {
      return continueAsNew<typeof caseWorkflow>({
        protocol: { $protocol: machine.hash },
        clock,
        carried: { ...carried(), case: archive(machine, lightened(), { editions: editions.find }) },
        ...(start.continueAfter !== undefined && { continueAfter: start.continueAfter }),
      });
    }
    alarm.arm(Math.min(ringAt(clock, current.nextWake), unwritten.retryAt ?? Number.POSITIVE_INFINITY));
    const before = { isDelivering: outbox.isDelivering, isWriting: unwritten.isWriting };
    await condition(
      () =>
        queue.length > 0 ||
        clockChanged ||
        alarm.rang ||
        outbox.isDelivering !== before.isDelivering ||
        unwritten.isWriting !== before.isWriting ||
        ((ended || long) && allHandlersFinished() !== finished),
    );
  }
}
