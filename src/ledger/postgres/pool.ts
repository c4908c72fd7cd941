import { createHash } from 'node:crypto';
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg, { type Submittable } from 'pg';
import Cursor from 'pg-cursor';
import { storable } from '../storable.ts';

/** Reads a large table piece by piece. */
export { Cursor as cursor };

const MOST_CONNECTIONS = 8;
/** Milliseconds. */
const LOCK_WAIT = 30_000;
const MOST_NAMED = 512;
const BIGINT = 20;
const NUMERIC = 1700;

/** Instants, counts and sums are numbers on both stores; each stays below 2^53. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === BIGINT || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format as 'text'),
};

/** Connections to the PostgreSQL at `url`: statements are prepared once, and values the other store mishandles are refused here too. */
export function poolAt(url: string): PostgresPool {
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    types,
    lock_timeout: LOCK_WAIT,
    application_name: 'six-earlies',
    allowExitOnIdle: true,
  });
  // A connection that breaks while idle is left out; whoever asks next gets a new one, or the error.
  pool.on('error', () => {});
  return { connect: async () => guarded(await pool.connect()), end: () => pool.end() };
}

const guardedClients = new WeakMap<pg.PoolClient, PostgresPoolClient>();

function guarded(client: pg.PoolClient): PostgresPoolClient {
  const known = guardedClients.get(client);
  if (known) return known;
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query(text: unknown, values: readonly unknown[] = []): unknown {
    if (typeof text !== 'string') return client.query(text as Submittable);
    // Kysely looks at the schema with flags of its own.
    storable(values.filter((value) => typeof value !== 'boolean'));
    return values.length === 0 ? client.query(text) : client.query({ text, values: [...values], ...named(text) });
  }
  const made: PostgresPoolClient = { query, release: () => client.release() };
  guardedClients.set(client, made);
  return made;
}

const names = new Map<string, string>();

/** The server keeps a prepared statement under its name; there are few, but for lists of many lengths. */
function named(text: string): { name?: string } {
  let name = names.get(text);
  if (name === undefined && names.size < MOST_NAMED && text.length < 4_000) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 32);
    names.set(text, name);
  }
  return name === undefined ? {} : { name };
}
