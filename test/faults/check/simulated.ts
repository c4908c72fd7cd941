import { isDeepStrictEqual } from 'node:util';
import {
  advance,
  apply,
  become,
  type Case,
  type Effect,
  type Entry,
  type Input,
  isRefusal,
  type Machine,
  type Outcome,
  open,
  projectionOf,
} from '../../../src/kernel/index.ts';
import { type CaseEvidence, type Evidence, linesOf } from './evidence.ts';

/**
 * The same events in virtual time, where nothing is ever killed: each at the instant at which the case took it. Every effect and the
 * final state must be the same.
 */
export function asSimulated(evidence: Evidence): string[] {
  return [...evidence.cases.values()].flatMap((one) => {
    if (evidence.poisoned.stillborn.has(one.id)) return [];
    try {
      const said = departure(one, evidence);
      return said === undefined ? [] : [`${one.id}: ${said}`];
    } catch (error) {
      return [`${one.id}: the simulator cannot follow: ${String(error)}`];
    }
  });
}

function departure(one: CaseEvidence, { machines, stopped }: Evidence): string | undefined {
  const lines = linesOf(one);
  const [first] = lines;
  const opened = first && entryOf(first);
  if (!opened || !one.held) return 'no opening in its story';
  const live = one.live ?? one.told.story;
  const machine = [...machines.values()].find(({ protocol }) => protocol.protocol === (one.held!.family ?? one.held!.protocol));
  if (!live || !machine) return 'nothing to compare with';
  const played = new Played(machine, machines);
  const { id, subject, place } = live.row;
  const { from, by, data, at } = opened;
  played.take(open(machine, { id, subject, place, now: first.at, at, by, data, ...(from !== undefined && { from, opener: from }) }));
  for (const step of stepsOf(lines).slice(1)) {
    const input = inputOf(step, id);
    if (!input) continue;
    const [{ seq, at: instant }] = step as [Effect];
    played.to(instant, false);
    // What was due at that very instant had happened already when the input came.
    if (played.current.seq < seq - 1) played.to(instant, true);
    played.take(apply(played.machine, played.current, input));
  }
  played.to(stopped.virtual, true);
  const ours = played.effects;
  const n = ours.findIndex((effect, at) => !isDeepStrictEqual(effect, lines[at]));
  if (n >= 0) return `line ${n + 1}: simulator ${brief(ours[n])}; histories ${brief(lines[n])}`;
  if (lines.length > ours.length) return `line ${ours.length + 1}: simulator nothing; histories ${brief(lines[ours.length])}`;
  const { row, slots } = projectionOf(played.machine, played.current, live.row.run, []);
  if (!isDeepStrictEqual(plain({ row, slots }), plain({ row: live.row, slots: live.slots })))
    return `ends as ${brief({ row, slots })} in the simulator, as ${brief({ row: live.row, slots: live.slots })} in reality`;
  return undefined;
}

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
const brief = (value: unknown) => (JSON.stringify(value) ?? 'nothing').slice(0, 300);

class Played {
  current!: Case;
  readonly effects: Effect[] = [];

  constructor(
    public machine: Machine,
    private readonly machines: ReadonlyMap<string, Machine>,
  ) {}

  take(outcome: ReturnType<typeof open>): void {
    if (isRefusal(outcome)) throw new Error(`it refuses: ${JSON.stringify(outcome)}`);
    this.keep(outcome);
  }

  to(instant: number, inclusive: boolean): void {
    this.keep(advance(this.machine, this.current, instant, inclusive));
  }

  private keep({ case: current, effects }: Outcome): void {
    this.current = current;
    this.effects.push(...plain(effects));
    while (this.current.status === 'becoming') {
      const to = [...this.machines.values()].find(({ protocol }) => protocol.protocol === this.current.becomes)!;
      const outcome = become(this.machine, to, this.current);
      this.machine = to;
      this.current = outcome.case;
      this.effects.push(...plain(outcome.effects));
    }
  }
}

function stepsOf(lines: readonly Effect[]): Effect[][] {
  const steps: Effect[][] = [];
  for (const line of lines) {
    if (steps.at(-1)?.[0]?.seq === line.seq) steps.at(-1)!.push(line);
    else steps.push([line]);
  }
  return steps;
}

const entryOf = (line: Effect): Entry | undefined => (line.kind === 'record' && line.note.note === 'event' ? line.note.entry : undefined);

/** What a step answered, if it answers anything but the passing of time. */
function inputOf([first]: readonly Effect[], id: string): Input | undefined {
  if (first?.kind !== 'record') return undefined;
  const { note, at: recorded, seq } = { ...first, note: first.note };
  switch (note.note) {
    case 'event': {
      const { event, at, by, data, from } = note.entry;
      // What a case became begins with an opening of its own.
      if (event === 'opened' && from === id) return undefined;
      return from === undefined
        ? { kind: 'event', event, at, recorded, by, data }
        : { kind: 'message', event, from, number: seq, at, recorded, data };
    }
    case 'attention': {
      const { said } = note.attention;
      if (said) return { kind: 'message', ...said, number: seq, recorded };
      return ['undecodable', 'effect_failed', 'unknown_protocol'].includes(note.attention.code)
        ? { kind: 'incident', code: note.attention.code, detail: note.attention.detail, recorded }
        : undefined;
    }
    case 'linked':
      return { kind: 'linked', name: note.name, case: note.case, recorded };
    default:
      return undefined;
  }
}
