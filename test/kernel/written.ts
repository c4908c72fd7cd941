import { createHash } from 'node:crypto';
import { Draft } from '../../src/kernel/draft.ts';
import {
  advance,
  apply,
  type Case,
  type Effect,
  type Input,
  isRefusal,
  load,
  type Machine,
  type Opening,
  type Outcome,
  open,
  type Refusal,
} from '../../src/kernel/index.ts';
import { type Context, readProtocol } from '../../src/language/index.ts';

export const place = 'sample-village';
export const at = (text: string) => Date.parse(`${text.replace(' ', 'T')}${text.length > 16 ? '' : ':00'}+08:00`);

const head = 'edition: "1"\ntitle: { zh: 样例, en: Sample }\nzone: Asia/Shanghai\n';
const defaults = { subject: 'person', ladders: '{ slow: [{ after: 0m, tell: leader }] }', outcomes: '{ over: { zh: 结束, en: Over } }' };

/** The machine of a protocol as an author writes it; what a sample need not say is added. Warnings pass, errors throw. */
export function written(text: string, context: Context = {}): Machine {
  const missing = Object.entries(defaults).filter(([key]) => !new RegExp(`^${key}:`, 'm').test(text));
  const name = /^protocol:/m.test(text) ? '' : 'protocol: sample\n';
  const whole = name + head + missing.map(([key, value]) => `${key}: ${value}\n`).join('') + text;
  const { protocol, problems } = readProtocol(whole, 'sample.yaml', context);
  if (!protocol) throw new Error(problems.map(({ line, code, en }) => `${line} ${code}: ${en}\n${whole.split('\n')[line - 1]}`).join('\n'));
  return load(protocol, createHash('sha256').update(JSON.stringify(protocol)).digest('hex'));
}

/** One case played by hand: what was said, what came of it. */
export class Played {
  current: Case;
  readonly effects: Effect[] = [];
  readonly machine: Machine;

  constructor(machine: Machine, when: string, opening: Partial<Opening> = {}) {
    this.machine = machine;
    const by = { role: 'leader', place };
    const answer = open(machine, { id: 'c', subject: 'p', place, now: at(when), by, data: {}, ...opening });
    if (isRefusal(answer)) throw new Error(JSON.stringify(answer));
    this.current = answer.case;
    this.effects.push(...answer.effects);
  }

  private keep(outcome: Outcome): this {
    this.current = outcome.case;
    this.effects.push(...outcome.effects);
    return this;
  }

  until(when: string): this {
    return this.keep(advance(this.machine, this.current, at(when)));
  }

  /** Says something at a time; throws when it is refused. */
  say(
    when: string,
    event: string,
    data: Record<string, never> | object = {},
    by: { role: string; person?: string; place?: string } = { role: 'doctor' },
    occurred = when,
  ): this {
    const answer = this.tried(when, event, data, by, occurred);
    if (isRefusal(answer)) throw new Error(JSON.stringify(answer));
    return this.keep(answer);
  }

  tried(
    when: string,
    event: string,
    data: object = {},
    by: { role: string; person?: string; place?: string } = { role: 'doctor' },
    occurred = when,
  ): Outcome | Refusal {
    const input: Input = { kind: 'event', event, at: at(occurred), recorded: at(when), by: { place, ...by }, data: data as never };
    return apply(this.machine, this.current, input);
  }

  input(input: Input): this {
    const answer = apply(this.machine, this.current, input);
    if (isRefusal(answer)) throw new Error(JSON.stringify(answer));
    return this.keep(answer);
  }

  /** Due instants of open slots of an event. */
  dues(event: string): (string | null)[] {
    return this.current.slots.filter((slot) => slot.event === event).map(({ due }) => (due === null ? null : civil(due)));
  }

  fact(name: string): unknown {
    return new Draft(this.machine, this.current).fact(name);
  }

  told(): string[][] {
    return this.effects.flatMap((effect) => (effect.kind === 'tell' ? [effect.roles] : []));
  }
}

/** An instant as a civil time in Shanghai. */
export const civil = (instant: number) => new Date(instant + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
