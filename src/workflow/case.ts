import {
  ApplicationFailure,
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
  type Answered,
  advance,
  advanceBefore,
  apply,
  archive,
  become,
  bodyOf,
  bytesOf,
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
  refusalText,
  refuseFull,
  refuseSize,
  remembered,
  viewCase,
} from '../kernel/index.ts';
import { Alarm, machineNow, nowOf, ringAt } from './alarm.ts';
import type { Action, Answer, CaseStart, Clock, Ended, Kept, Message, Pinned, Undecodable, View } from './contract.ts';
import * as contract from './contract.ts';
import { Editions } from './editions.ts';
import { deliver, log, project, projectDurably, protocolInForce } from './outside.ts';
import { isAction, isClock, isMessage } from './shape.ts';
import { fitting, MOST_ALONG, MOST_AT_ONCE, MOST_WAITING, stepsFitting, Weight } from './weight.ts';

/** Updates and signals of one run: Temporal refuses more than 2,000 of the one and 10,000 of the other. */
const MOST_INPUTS = 500;
/** So many times that, the next run begins though something is under way: it does it again, and whoever gets it twice takes it once. */
const PRESSING = 3;
/** A caller's clock may run ahead by this much, ms. */
const CLOCK_SKEW = 300_000;
const RETRY_PROJECTION = 15_000;
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

type Trial = { key: string; from: Case; outcome: Outcome };

function refused(refusal: Refusal): ApplicationFailure {
  const { zh, en } = refusalText(refusal);
  return ApplicationFailure.create({ type: 'Refused', message: `${en} / ${zh}`, nonRetryable: true, details: [refusal] });
}

function machineOf(pinned: Pinned): Machine {
  if (!pinned?.body) throw new Error(`${contract.cannotRun.protocol}: ${pinned?.$protocol ?? '?'}`);
  return load(pinned.body, pinned.$protocol);
}

/** People come again when the ledger is back; what ends a case, or takes back, waits with the rest. */
function refuseWaiting(bytes: number, { kind }: Input): Refusal | undefined {
  const isAlwaysTaken = kind === 'void' || kind === 'withdraw' || kind === 'resolve' || kind === 'unmigrate';
  return bytes > MOST_WAITING && !isAlwaysTaken ? { refused: 'ledger_behind', params: { bytes } } : undefined;
}

const isUndecodable = (value: unknown): value is Undecodable => typeof value === 'object' && value !== null && '$undecodable' in value;

/** One durable case. Ends when nothing is owed any more; its story is in the ledger and in its history. */
export async function caseWorkflow(start: CaseStart): Promise<Ended> {
  if (isUndecodable(start)) throw new Error(`${contract.cannotRun.start}: ${start.$undecodable.reason}`);
  const { runId, workflowId } = workflowInfo();
  let machine = machineOf(start.protocol);
  const editions = new Editions([machine, ...(start.carried?.former ?? []).map(machineOf)]);
  let { clock } = start;
  let lines: Effect[] = start.carried?.lines ?? [];
  const seen = new Map((start.carried?.seen ?? []).map((known) => [known.key, known]));
  /** Answers that the ledger has not confirmed, and the case's time when it last confirmed any. */
  let untold: Answered[] = start.carried?.answers ?? [];
  let told = Number.NEGATIVE_INFINITY;
  const queue: Queued[] = [];
  const outbox: Effect[] = [...(start.carried?.outbox ?? [])];
  const alarm = new Alarm();
  /** What is on its way out, and on its way to the ledger. */
  let leaving: Effect[] = [];
  let writtenLines: Effect[] = [];
  let delivering = false;
  let writing = false;
  let clockChanged = false;
  let updates = 0;
  let inputs = 0;
  let retryAt: number | null = null;
  let unprojected = true;
  let trial: Trial | undefined;
  const weight = new Weight(start);
  let isHeavyFlagged = false;

  const keep = (outcome: Outcome): void => {
    current = outcome.case;
    if (outcome.effects.length > 0) unprojected = true;
    lines.push(...outcome.effects);
    for (const effect of outcome.effects)
      if (effect.kind === 'tell' || effect.kind === 'open' || effect.kind === 'send') outbox.push(effect);
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
  /** What waits for a ledger that is down, or slow. */
  const waitingBytes = () => (writing || retryAt !== null ? bytesOf([writtenLines, lines, untold]) : 0);

  const inputOf = (action: Action): Input => ({ ...action.input, by: action.by.$actor }) as Input;

  const check = (action: unknown): Refusal | undefined => {
    if (!isAction(action)) return { refused: 'undecodable', params: {} };
    const { by, key, input } = action;
    if (!by.verified || by.case !== workflowId || by.key !== key) return { refused: 'unsigned', params: { role: by.$actor?.role ?? '?' } };
    if (seen.has(key)) return undefined;
    const taken = inputOf(action);
    const tooMuch = refuseSize(current, taken) ?? refuseFull(weight.bytes, taken) ?? refuseWaiting(waitingBytes(), taken);
    if (tooMuch) return tooMuch;
    if (current.status === 'becoming') return undefined;
    if (input.recorded > nowOf(clock) + CLOCK_SKEW)
      return { refused: 'in_the_future', params: { event: 'event' in input ? input.event : input.kind } };
    // What is due before it may make it the other protocol's to judge.
    const from = advanceBefore(machine, current, taken).case;
    if (from.status === 'becoming') return undefined;
    const outcome = apply(machine, from, taken, editions.find);
    if (isRefusal(outcome)) return outcome;
    trial = { key, from, outcome };
    return undefined;
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
    if ((!tooLarge && !refuseFull(weight.bytes, input)) || !patched(bounded)) return input;
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
        const no = check(action);
        if (no) throw refused(no);
      },
    },
  );
  setHandler(defineQuery<View>(contract.view), () => ({ ...viewCase(machine, current), projected: !unprojected && !writing }));
  setHandler(defineQuery(contract.whole), () => projectionOf(machine, current, runId, []));
  const carried = () => {
    const open = new Set(untold);
    const unwritten = unprojected || writing ? [...writtenLines, ...lines] : [];
    const unsent = [...leaving, ...outbox];
    return {
      case: current,
      seen: remembered([...seen.values()], (known) => !open.has(known), told),
      lines: unwritten,
      ...(untold.length > 0 && { answers: untold }),
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
          untold.push(known);
          unprojected = true;
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
      if (unprojected && !writing && !delivering) await write(project);
      clockChanged = false;
      await condition(() => clockChanged, LOOK_AGAIN);
    }
  };

  /**
   * Brings the ledger up to date. A local activity beside another one in flight may come back in another order on replay, so it is
   * used only when nothing else is under way; otherwise the same work is a normal activity, and the case goes on meanwhile.
   */
  const write = async (through: typeof project): Promise<void> => {
    const n = stepsFitting(lines, MOST_AT_ONCE);
    const written = n < lines.length && patched(bounded) ? lines.slice(0, n) : lines;
    const rest = lines.slice(written.length);
    const upTo = rest.length > 0 ? written.at(-1)!.seq : Number.POSITIVE_INFINITY;
    const answers = untold.filter(({ answer }) => answer.seq <= upTo);
    const projection = { ...projectionOf(machine, current, runId, written), ...(answers.length > 0 && { answers }) };
    writtenLines = written;
    lines = rest;
    unprojected = rest.length > 0;
    writing = true;
    try {
      await through(projection);
      retryAt = null;
      untold = untold.slice(answers.length);
      told = projection.row.now;
    } catch (error) {
      // A ledger that is down never blocks a person: the rows catch up.
      log.warn('projection fell behind', { error: String(error) });
      lines = [...written, ...lines];
      unprojected = true;
      retryAt = machineNow() + (letGo(written.length) ? 0 : RETRY_PROJECTION);
    } finally {
      writtenLines = [];
      writing = false;
    }
  };

  /**
   * Of what waits for the ledger the oldest lines, where they could not go along: as far as they were tried, since those stand in the history, and a
   * rebuild brings them. True: more have to be tried.
   */
  const letGo = (tried: number): boolean => {
    const room = MOST_ALONG - along() - bytesOf([untold, leaving, outbox]) - MOST_AT_ONCE / 2;
    let bytes = bytesOf(lines);
    let gone = 0;
    for (; bytes > Math.max(0, room) && gone < tried; gone++) bytes -= bytesOf(lines[gone]);
    if (gone === 0 || !patched(bounded)) return false;
    lines = lines.slice(gone);
    keep(flag(machine, current, { code: 'unwritten', detail: { says: 'older_lines' }, at: nowOf(clock) }));
    return bytes > Math.max(0, room);
  };

  const sendOut = async (): Promise<void> => {
    delivering = true;
    const n = fitting(outbox, MOST_AT_ONCE);
    const effects = outbox.splice(0, n < outbox.length && patched(bounded) ? n : outbox.length);
    leaving = effects;
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
      leaving = [];
      delivering = false;
    }
  };

  // What brought an ended case back to life is checked like any other action; refused, the run ends as the last one did.
  const { revival } = start;
  if (revival && !check(revival as Action)) queue.push({ input: inputOf(revival as Action), key: (revival as Action).key });

  for (;;) {
    // Commands are issued here only, never by a handler: what comes in is noted and this loop acts on it.
    clockChanged = false;
    alarm.rang = false;
    drain();
    if (current.status === 'becoming') await turn();
    if (!isHeavyFlagged && weight.bytes > HEAVY_BYTES && patched(bounded)) {
      isHeavyFlagged = true;
      keep(flag(machine, current, { code: 'heavy', detail: { says: 'weight', bytes: HEAVY_BYTES }, at: nowOf(clock) }));
    }
    const most = start.continueAfter ?? MOST_INPUTS;
    const long = inputs >= most || workflowInfo().continueAsNewSuggested || (weight.isToBeTakenAnew && patched(bounded));
    // Histories recorded before count no signals, and go on only once nothing is left to write or to send.
    const goesOn = long && patched(restGoesAlong);
    const wentOn = !goesOn && (updates >= most || workflowInfo().continueAsNewSuggested);
    const fits = !goesOn || along() + bytesOf([writtenLines, lines, leaving, outbox, untold]) <= MOST_ALONG || !patched(bounded);
    const leaves = goesOn && fits && ((!delivering && !writing) || inputs >= PRESSING * most);
    const behind = !leaves && unprojected && !writing && (retryAt === null || machineNow() >= retryAt);
    if (behind && !delivering) await write(project);
    else if (behind) void write(projectDurably);
    const isInParts = unprojected && !writing && retryAt === null;
    if (queue.length > 0 || clockChanged || (isInParts && !leaves)) continue;
    if (outbox.length > 0 && !delivering && !writing && (!goesOn || !fits)) void sendOut();
    const ended = current.status === 'ended' && current.slots.length === 0 && !unprojected;
    const finished = allHandlersFinished();
    const idle = !delivering && !writing && outbox.length === 0 && finished;
    if (idle && ended) return { seq: current.seq, outcome: current.outcome!, endedAt: current.endedAt! };
    if (finished && (leaves || (wentOn && idle))) {
      return continueAsNew<typeof caseWorkflow>({
        protocol: { $protocol: machine.hash },
        clock,
        carried: { ...carried(), case: archive(machine, lightened(), { editions: editions.find }) },
        ...(start.continueAfter !== undefined && { continueAfter: start.continueAfter }),
      });
    }
    alarm.arm(Math.min(ringAt(clock, current.nextWake), retryAt ?? Number.POSITIVE_INFINITY));
    const waiting = { delivering, writing };
    await condition(
      () =>
        queue.length > 0 ||
        clockChanged ||
        alarm.rang ||
        delivering !== waiting.delivering ||
        writing !== waiting.writing ||
        ((ended || long) && allHandlersFinished() !== finished),
    );
  }
}
