import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';

/**
 * A cable between processes and a server: it can be cut (connections break, new ones are refused) or go dead (connections stand, and
 * nothing comes through).
 */
export class Cable {
  private state: 'whole' | 'cut' | 'dead' = 'whole';
  private readonly pairs = new Set<[Socket, Socket]>();

  private constructor(
    private readonly server: Server,
    private readonly target: () => NetConnectOpts,
  ) {
    server.on('connection', (near) => this.join(near));
  }

  /** A cable to whatever `target` names at the time of a connection. */
  static async laid(target: () => NetConnectOpts): Promise<Cable> {
    const server = createServer({ pauseOnConnect: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Cable(server, target);
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as { port: number }).port}`;
  }

  get connections(): number {
    return this.pairs.size;
  }

  cut(): void {
    this.state = 'cut';
    this.breakAll();
  }

  die(): void {
    this.state = 'dead';
    for (const pair of this.pairs) for (const socket of pair) socket.pause();
  }

  /** What died while it stood is broken now: neither side could go on where it was. */
  mend(): void {
    if (this.state === 'dead') this.breakAll();
    this.state = 'whole';
  }

  async close(): Promise<void> {
    this.breakAll();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private breakAll(): void {
    for (const pair of this.pairs) for (const socket of pair) sever(socket);
    this.pairs.clear();
  }

  private join(near: Socket): void {
    if (this.state === 'cut') {
      sever(near);
      return;
    }
    const far = connect(this.target());
    const pair: [Socket, Socket] = [near, far];
    this.pairs.add(pair);
    for (const [one, other] of [pair, pair.toReversed()] as [Socket, Socket][]) {
      one.setNoDelay(true);
      one.on('data', (some) => {
        if (!other.write(some)) one.pause();
      });
      other.on('drain', () => this.state !== 'dead' && one.resume());
      one.on('error', () => {});
      one.on('close', () => {
        other.destroy();
        this.pairs.delete(pair);
      });
    }
    if (this.state === 'dead') far.pause();
    else near.resume();
  }
}

/** Breaks a connection as a network does, where there is one; a socket in a folder can only be closed. */
function sever(socket: Socket): void {
  if (socket.remotePort === undefined) socket.destroy();
  else socket.resetAndDestroy();
}
