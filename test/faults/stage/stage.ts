import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setEveryClock } from '../../../src/house/index.ts';
import { type Clock, load, type Machine, virtualAt } from '../../../src/kernel/index.ts';
import { readProtocol, readUnits } from '../../../src/language/index.ts';
import {
  type KeyRing,
  keyRing,
  type Ledger,
  openLedger,
  operator,
  protocolByHash,
  publishProtocol,
  publishUnits,
  setClock,
} from '../../../src/ledger/index.ts';
import {
  connectClient,
  converter,
  type DevServer,
  findTemporal,
  freePort,
  type Home,
  homeOf,
  type Running,
  startDevServer,
  startProcess,
} from '../../../src/temporal/index.ts';
import { Clocks } from './clocks.ts';
import { Database, ledgerName } from './database.ts';
import { Disk } from './disk.ts';
import { Person } from './person.ts';
import { Cable } from './proxy.ts';

export interface StageOptions {
  clock: Clock;
  workers: number;
  persons: number;
  store: 'sqlite' | 'postgres';
  say(line: string): void;
}

export const protocols = ['close-contact', 'suspected-case', 'supervision'] as const;

/** Zones in which processes are started in turn; no case may notice. */
const zones = ['UTC', 'Europe/Berlin', 'Asia/Shanghai', 'America/New_York'];

/**
 * A whole house made to be broken: Temporal on its file, workers and people at terminals as processes of their own behind cables, the
 * ledger, all on a disk of their own. The one who breaks and looks has lines of his own, which are not cut.
 */
export class Stage {
  readonly machines = new Map<string, Machine>();
  readonly workers: (Running | undefined)[] = [];
  readonly persons: Person[] = [];
  /** Processes that ended without being killed. */
  readonly fell: string[] = [];
  server: DevServer | undefined;
  private started = 0;
  private closing = false;
  private readonly starting = new Map<number, Promise<void>>();

  private constructor(
    readonly options: StageOptions,
    readonly home: Home,
    readonly disk: Disk,
    readonly clocks: Clocks,
    readonly database: Database | undefined,
    /** What belongs to nobody's disk: pid files and the false clock. */
    private readonly desk: string,
    private readonly binary: string,
    private readonly port: number,
    readonly keys: KeyRing,
    readonly ledger: Ledger,
    readonly cables: { workers: Cable; persons: Cable; ledger?: Cable },
  ) {}

  static async opened(options: StageOptions): Promise<Stage> {
    const found = await findTemporal({ ...process.env, TEMPORAL_ADDRESS: '', TEMPORAL_PROFILE: '' }, (line) =>
      options.say(typeof line === 'string' ? line : line.en),
    );
    if (found.way === 'address') throw new Error('a server of its own is needed, to be killed');
    const disk = new Disk();
    const desk = mkdtempSync(join(tmpdir(), 'early-faults-desk-'));
    const database = options.store === 'postgres' ? await Database.started() : undefined;
    const env = { EARLY_VAR: disk.folder, ...(database && { DATABASE_URL: database.url }) };
    const home = homeOf(import.meta.url, env);
    const keys = keyRing({}, home.var);
    const ledger = await openLedger(home.ledger, keys);
    const port = await freePort();
    const server = () => ({ host: '127.0.0.1', port });
    const cables = {
      workers: await Cable.laid(server),
      persons: await Cable.laid(server),
      ...(database && { ledger: await Cable.laid(() => ({ path: database.socket })) }),
    };
    const stage = new Stage(options, home, disk, new Clocks(desk), database, desk, found.binary, port, keys, ledger, cables);
    try {
      await stage.furnish();
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  }

  private async furnish(): Promise<void> {
    const { home, ledger, options } = this;
    const { units } = readUnits(readFileSync(join(home.protocols, 'units', 'qinzhou.yaml'), 'utf8'), 'units');
    await publishUnits(ledger, units!, operator);
    for (const name of protocols) {
      const { protocol } = readProtocol(readFileSync(join(home.protocols, name, 'protocol.yaml'), 'utf8'), name);
      const { hash } = await publishProtocol(ledger, protocol!);
      this.machines.set(hash, load(protocol!, hash));
    }
    await setClock(ledger, options.clock);
    await this.startServer();
    for (let n = 0; n < options.workers; n++) await this.startWorker(n);
    for (let n = 0; n < options.persons; n++) {
      const ledger = this.ledgerByCable ?? home.ledger;
      const seat = { address: this.cables.persons.address, folder: home.var, ledger, clock: options.clock };
      const person = new Person(join(home.root, 'dist', 'faults'), seat, { ...process.env, ...this.ticking(n === 0) });
      this.persons.push(person);
      await person.start();
    }
  }

  /** How workers and people reach the ledger where it is a server's. */
  private get ledgerByCable(): string | undefined {
    const { ledger } = this.cables;
    return ledger && `postgres://early@${ledger.address}/${ledgerName}`;
  }

  machine(name: (typeof protocols)[number]): Machine {
    return [...this.machines.values()].find(({ protocol }) => protocol.protocol === name)!;
  }

  get units() {
    return readUnits(readFileSync(join(this.home.protocols, 'units', 'qinzhou.yaml'), 'utf8'), 'units').units!;
  }

  private link: Awaited<ReturnType<typeof connectClient>> | undefined;
  /** A line of its own to the server. */
  get client() {
    return this.link!.client;
  }

  get dataConverter() {
    return converter(this.keys, this.home.failureConverter, (hash) => protocolByHash(this.ledger, hash));
  }

  async startServer(): Promise<void> {
    this.server = await startDevServer({ binary: this.binary, file: this.home.temporalFile, port: this.port });
    this.link ??= await connectClient(this.server.address, this.dataConverter);
  }

  async killServer(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server) return;
    server.child.kill('SIGKILL');
    await server.gone;
  }

  /** Only the first worker and the first person have a clock that can jump: the others are right, as most are. */
  private ticking(isWrong: boolean): NodeJS.ProcessEnv {
    return isWrong ? this.clocks.env : {};
  }

  /** Starts a worker, in that zone or whatever is next; tries until it works, as the house does. */
  startWorker(n: number, zone = zones[this.started++ % zones.length]): Promise<void> {
    const known = this.starting.get(n);
    if (known) return known;
    const starting = this.tryWorker(n, zone).finally(() => this.starting.delete(n));
    this.starting.set(n, starting);
    return starting;
  }

  private async tryWorker(n: number, zone: string | undefined): Promise<void> {
    const { home, cables } = this;
    for (let tries = 0; !this.closing; tries++) {
      const env = {
        ...process.env,
        ...this.ticking(n === 0),
        TZ: zone,
        EARLY_VAR: home.var,
        DATABASE_URL: this.ledgerByCable ?? '',
        TEMPORAL_ADDRESS: '',
        EARLY_KEY: '',
      };
      const script = { name: `worker-${n}`, script: home.worker, args: [cables.workers.address], env };
      try {
        const running = await startProcess(script, { folder: this.desk, say: (line) => this.hear(line) });
        this.workers[n] = running;
        void running.gone.then((how) => {
          if (this.workers[n] !== running) return;
          // Nobody killed it: somebody brings it back all the same, and it is said.
          this.workers[n] = undefined;
          this.fell.push(`worker ${n}: ${how}: ${this.words.slice(-3).join(' | ')}`);
          if (!this.closing) void this.startWorker(n);
        });
        return;
      } catch (error) {
        if (tries > 100) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  private words: string[] = [];
  private hear(line: string): void {
    this.words = [...this.words, line].slice(-200);
  }

  /** What the workers said last. */
  get log(): readonly string[] {
    return this.words;
  }

  async killWorker(n: number): Promise<void> {
    await this.starting.get(n);
    const running = this.workers[n];
    this.workers[n] = undefined;
    await running?.stop(0);
  }

  /** The same instant for every case from now on: one that none has come to when it is told, or its time would go back. */
  async stopTime(): Promise<number> {
    for (let ahead = 5_000; ; ahead *= 2) {
      const real = Date.now();
      const virtual = virtualAt(this.options.clock, real + ahead);
      await setEveryClock(this.client, this.ledger, { virtual, real, rate: 0 });
      if (Date.now() < real + ahead) return virtual;
    }
  }

  async close(): Promise<void> {
    this.closing = true;
    await Promise.all(this.persons.map((person) => person.kill()));
    await Promise.all([...this.starting.values()].map((starting) => starting.catch(() => {})));
    await Promise.all(this.workers.map((_, n) => this.killWorker(n)));
    await this.link?.close().catch(() => {});
    await this.killServer();
    await Promise.all(Object.values(this.cables).map((cable) => cable.close()));
    await this.ledger.close();
    await this.database?.stop();
    this.disk.remove();
    rmSync(this.desk, { recursive: true, force: true });
  }
}
