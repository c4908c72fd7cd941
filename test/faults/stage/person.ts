import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Actor, Clock, Data, Refusal } from '../../../src/kernel/index.ts';
import type { Answer } from '../../../src/workflow/contract.ts';

/** What a client process is started with. */
export interface Seat {
  address: string;
  /** Where the key lies. */
  folder: string;
  /** Where the ledger is. */
  ledger: string;
  clock: Clock;
}

/** Something somebody does. `ago`: how long before the present it occurred, ms. */
export interface Deed {
  key: string;
  case: string;
  event: string;
  by: Actor;
  data: Data;
  ago: number;
}

export interface Asked {
  n: number;
  deed: Deed;
}

export type Replied = { n: number } & ({ answer: Answer | Refusal } | { failed: string; closed: boolean });

/** How long (ms) somebody waits for an answer before he asks again elsewhere. */
const PATIENCE = 8_000;

/** A client process: asked to do things, killed, started anew. */
export class Person {
  private child: ReturnType<typeof fork> | undefined;
  private readonly waiting = new Map<number, (reply: Replied) => void>();
  private n = 0;

  constructor(
    private readonly scripts: string,
    private readonly seat: Seat,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Deeds that have no answer yet. */
  get outstanding(): number {
    return this.waiting.size;
  }

  get isThere(): boolean {
    return this.child?.connected ?? false;
  }

  /** Resolves when it can be asked; it may have to try until the server is there. */
  async start(): Promise<void> {
    for (let n = 0; n < 60; n++) {
      const child = fork(join(this.scripts, 'client.js'), [JSON.stringify(this.seat)], {
        env: this.env,
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      const ready = await new Promise<boolean>((resolve) => {
        child.once('message', () => resolve(true));
        child.once('exit', () => resolve(false));
      });
      if (!ready) continue;
      this.child = child;
      child.on('message', (reply: Replied) => this.settle(reply));
      child.once('exit', () => this.abandon(child));
      return;
    }
    throw new Error('a client process does not start');
  }

  /** Does it; the reply of a process that dies, or of one that keeps silent, is a failure. */
  ask(deed: Deed): Promise<Replied> {
    const n = ++this.n;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.settle({ n, failed: 'no answer in time', closed: false }), PATIENCE);
      this.waiting.set(n, (reply) => {
        clearTimeout(timer);
        resolve(reply);
      });
      const gone = () => this.settle({ n, failed: 'the client is not there', closed: false });
      // One that was just killed may still look connected.
      if (this.isThere) this.child!.send({ n, deed } satisfies Asked, (error) => error && gone());
      else gone();
    });
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  private settle(reply: Replied): void {
    const settle = this.waiting.get(reply.n);
    this.waiting.delete(reply.n);
    settle?.(reply);
  }

  private abandon(child: unknown): void {
    if (child !== this.child) return;
    this.child = undefined;
    for (const n of [...this.waiting.keys()]) this.settle({ n, failed: 'the client was killed', closed: false });
  }
}
