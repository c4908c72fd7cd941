import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

export interface Cluster {
  pid: number;
  /** Address of its first database. */
  url: string;
  /** Kills it, with every process of it, and waits until it is gone. */
  crash(): Promise<void>;
  /** Starts it again on the same files. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export class NoPostgres extends Error {}

/** Where Debian and others put `initdb`: on the PATH, or in a folder for each version. */
function programs(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...(process.env.PATH ?? '').split(':')];
  const found = folders.find((folder) => ['initdb', 'postgres'].every((program) => existsSync(join(folder, program))));
  if (!found) throw new NoPostgres('no initdb and postgres: install PostgreSQL (Debian: apt-get install postgresql)');
  return found;
}

/** PostgreSQL refuses to run as root: then it runs as the user its package made, or as nobody. */
function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  for (const user of ['postgres', 'nobody']) {
    try {
      const id = (of: string) => Number(execFileSync('id', [of, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {}
  }
  throw new NoPostgres('neither a user postgres nor nobody');
}

/** A PostgreSQL of its own in a temporary folder, reached through a socket in it; nothing listens on the network. */
export async function startCluster(settings: Record<string, string> = {}): Promise<Cluster> {
  const bin = programs();
  const user = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'early-pg-'));
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid!);
  const data = join(folder, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'early', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const all = { listen_addresses: '', unix_socket_directories: folder, ...settings };
  const args = ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  let log = '';
  const launched = () => {
    const process = spawn(join(bin, 'postgres'), args, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    process.stderr.on('data', (some: Buffer) => {
      log = (log + some.toString()).slice(-4_000);
    });
    return process;
  };
  let server = launched();
  // A test run that ends in the middle leaves no server behind.
  const quit = () => server.kill('SIGQUIT');
  process.once('exit', quit);
  const stop = async () => {
    process.off('exit', quit);
    await ended(server);
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `postgres:///postgres?host=${folder}&user=early`;
  try {
    await answers(server, url, () => log);
  } catch (error) {
    await stop();
    throw error;
  }
  const crash = async () => {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    // Its children notice that the postmaster is gone and end by themselves.
    server.kill('SIGKILL');
    await gone;
  };
  const restart = async () => {
    // As long as a child of the killed one lives, a new one refuses the files.
    for (const until = Date.now() + 20_000; ; ) {
      server = launched();
      try {
        return await answers(server, url, () => log);
      } catch (error) {
        if (Date.now() > until) throw error;
        await ended(server);
      }
    }
  };
  return { pid: server.pid!, url, crash, restart, stop };
}

/** Makes a database beside the one at `url`, as a copy of another when that is given; its address. Once made it stays as it is. */
export async function createDatabase(url: string, name: string, like = 'template0'): Promise<string> {
  await withClient(url, async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database "${name}" template "${like}"`);
  });
  return url.replace('/postgres?', `/${name}?`);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}

async function answers(server: ChildProcess, url: string, log: () => string): Promise<void> {
  for (const until = Date.now() + 30_000; ; ) {
    if (server.exitCode !== null) throw new NoPostgres(`PostgreSQL ended at once: ${log()}`);
    try {
      await withClient(url, (client) => client.query('select 1'));
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** A fast shutdown; after 10 s an immediate one. */
async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  const forced = setTimeout(() => server.kill('SIGQUIT'), 10_000);
  await gone;
  clearTimeout(forced);
}
