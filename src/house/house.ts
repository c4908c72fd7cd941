import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { type KeyRing, type Ledger, protocolByHash } from '../ledger/index.ts';
import {
  connectClient,
  converter,
  type DevServer,
  type Found,
  findTemporal,
  type Home,
  type Running,
  startDevServer,
  startProcess,
  Trouble,
  wordsOf,
  writeHouse,
} from '../temporal/index.ts';

/** What a house tells whoever watches it. */
export type Said = { zh: string; en: string } | string;

export interface HouseOptions {
  home: Home;
  ledger: Ledger;
  keys: KeyRing;
  /** Where Temporal is looked for. */
  env: NodeJS.ProcessEnv;
  say(line: Said): void;
}

export type Child = 'temporal' | 'worker';

const FIRST_WAIT = 250;
const LONGEST_WAIT = 30_000;
/** A house that stood this long begins a new row of patience. */
const STEADY = 60_000;

/**
 * One supervisor with its children, Temporal and a worker, each known by its process id. Whatever ends is brought back in one order,
 * the same as at the first start: the server, then whatever must be settled before anybody works, then the worker.
 */
export class House {
  private readonly options: HouseOptions;
  /** How Temporal was found; undefined before the first start. */
  found: Found | undefined;
  private server: DevServer | undefined;
  private worker: Running | undefined;
  private connected: { client: Client; close(): Promise<void> } | undefined;
  private port: number | undefined;
  /** Whether nobody calls the server any more; then its connection can be closed. */
  idle: () => boolean = () => true;

  constructor(options: HouseOptions) {
    this.options = options;
  }

  /** The client on the running server. */
  get client(): Client {
    if (!this.connected) throw new Error('the server is not up');
    return this.connected.client;
  }

  get pids(): { temporal: number | undefined; worker: number | undefined } {
    return { temporal: this.server?.pid, worker: this.worker?.pid };
  }

  /** Brings up Temporal, if it is not there, and connects. Throws NoTemporal. */
  async startServer(): Promise<void> {
    const { home, env, say } = this.options;
    if (this.server) return;
    this.found ??= await findTemporal(env, say);
    if (this.found.way !== 'address') {
      const { binary } = this.found;
      // On the same port as before, where those who talk to it look for it.
      this.server = await startDevServer({ binary, file: home.temporalFile, ...(this.port !== undefined && { port: this.port }) });
      this.port = Number(this.server.address.split(':')[1]);
      const { ended } = this.server;
      if (ended !== undefined)
        say({ zh: `已结束上次遗留的 Temporal（进程 ${ended}）`, en: `ended the Temporal that an earlier start left (process ${ended})` });
    }
    const { address } = this;
    // On the same port the connection comes back by itself; closing it under calls that are being tried again would throw at nobody.
    this.connected ??= await connectClient(address, this.replaying.dataConverter).catch((error: unknown) => {
      const why = wordsOf(error);
      throw new Trouble({
        zh: `Temporal（${address}）无应答：${why.zh}。请检查地址、网络与该服务器，或不设 TEMPORAL_ADDRESS 以使用自带的`,
        en: `Temporal does not answer at ${address}: ${why.en}. Look at the address, the network and that server, or unset TEMPORAL_ADDRESS to run one here`,
      });
    });
    writeHouse(home, { address, pid: process.pid });
  }

  /** What histories are played again with. */
  get replaying() {
    const { home, ledger, keys } = this.options;
    return {
      workflowBundle: { codePath: home.workflowBundle },
      dataConverter: converter(keys, home.failureConverter, (hash) => protocolByHash(ledger, hash)),
    };
  }

  get address(): string {
    return this.found?.way === 'address' ? this.found.address : (this.server?.address ?? '');
  }

  /** Starts a worker with nothing in its memory. */
  async startWorker(): Promise<void> {
    const { home, env, say } = this.options;
    const own = {
      ...env,
      EARLY_VAR: home.var,
      EARLY_PROTOCOLS: home.protocols,
      DATABASE_URL: home.ledger.includes('://') ? home.ledger : '',
    };
    // What the worker has to say is for whoever looks into it: a live screen would drown in it.
    const log = join(home.var, 'worker.log');
    const note = (line: string) => {
      try {
        appendFileSync(log, `${line}\n`);
      } catch {
        // A full disk must not end the house for a line of a log: what cannot be written is said by whoever needs it written.
      }
    };
    try {
      this.worker = await startProcess(
        { name: 'worker', script: home.worker, args: [this.address], env: own },
        { folder: home.var, say: note },
      );
    } catch (error) {
      say({ zh: `工作进程没有启动，见 ${log}`, en: `the worker did not start; see ${log}` });
      throw error;
    }
  }

  /** Ends the worker; `patience` 0: at once, nothing is lost by it. */
  async stopWorker(patience?: number): Promise<void> {
    await this.worker?.stop(patience);
    this.worker = undefined;
  }

  /** Resolves with the first child that ends. */
  childEnded(): Promise<Child> {
    const ends: Promise<Child>[] = [];
    if (this.server) ends.push(this.server.gone.then(() => 'temporal' as const));
    if (this.worker) ends.push(this.worker.gone.then(() => 'worker' as const));
    return Promise.race(ends);
  }

  /**
   * Keeps the house up until `asked` resolves. `settle` runs when the server answers and before any worker works, `ready` when the worker
   * does, `down` when a child has ended. A first start that fails throws; later ones are tried again, each time later.
   */
  async keepUp(
    asked: Promise<void>,
    on: { settle(): Promise<void>; ready(): Promise<void>; down?(child: Child): Promise<void> },
  ): Promise<void> {
    let isAsked = false;
    const ask = asked.then(() => {
      isAsked = true;
    });
    let wait = FIRST_WAIT;
    for (let first = true; !isAsked; first = false) {
      const started = performance.now();
      try {
        await this.startServer();
        await on.settle();
        await this.startWorker();
        await on.ready();
      } catch (error) {
        if (first) throw error;
        this.options.say(wordsOf(error));
        await this.stopWorker(0);
        await Promise.race([ask, sleep(wait)]);
        wait = Math.min(wait * 2, LONGEST_WAIT);
        continue;
      }
      const ended = await Promise.race([ask, this.childEnded()]);
      if (isAsked || !ended) return;
      this.options.say(
        ended === 'temporal'
          ? { zh: 'Temporal 已退出，正在恢复 …', en: 'Temporal ended; bringing it back …' }
          : { zh: '工作进程已退出，正在恢复 …', en: 'the worker ended; bringing it back …' },
      );
      await on.down?.(ended);
      if (ended === 'temporal') this.server = undefined;
      // Nobody works while the server is away: a worker that found it again by itself would act before anything is settled.
      await this.stopWorker(0);
      if (performance.now() - started > STEADY) wait = FIRST_WAIT;
      await Promise.race([ask, sleep(wait)]);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
  }

  /** Ends every child by its process id. Whoever still calls the server must have been waited for: see `idle`. */
  async stop(): Promise<void> {
    rmSync(this.options.home.houseFile, { force: true });
    await this.stopWorker();
    if (this.idle()) await this.connected?.close();
    this.connected = undefined;
    await this.server?.stop();
    this.server = undefined;
  }
}
