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
const UNREACHABLE = 10_000;
/** A statement without an answer for longer than it may wait for a lock: the connection is open on this side only. */
const UNANSWERED = 60_000;
/** What may rightly take longer. */
const LONG = /^\s*(vacuum|create|alter|drop)\b/i;
const MOST_NAMED = 512;
const BIGINT = 20;
const NUMERIC = 1700;

/** Instants, counts and sums are numbers on both stores; each stays below 2^53. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === BIGINT || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format as 'text'),
};

/**
 * Connections to the PostgreSQL at `url`: statements are prepared once, and values the other store mishandles are refused here too. A
 * connection that breaks, or whose server keeps silent for `unanswered` ms, is given up: whoever was using it gets the error.
 */
export function poolAt(url: string, unanswered = UNANSWERED): PostgresPool {
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    types,
    lock_timeout: LOCK_WAIT,
    connectionTimeoutMillis: UNREACHABLE,
    keepAlive: true,
    application_name: 'six-earlies',
    allowExitOnIdle: true,
  });
  // A connection that breaks while idle is left out; whoever asks next gets a new one, or the error.
  pool.on('error', () => {});
  return { connect: async () => guarded(await pool.connect(), unanswered), end: () => pool.end() };
}

const guardedClients = new WeakMap<pg.PoolClient, PostgresPoolClient>();

function guarded(client: pg.PoolClient, unanswered: number): PostgresPoolClient {
  const known = guardedClients.get(client);
  if (known) return known;
  // Between two statements of somebody there is nobody else to hear that it broke; his next statement tells him.
  client.on('error', () => {});
  const answered = async (query: pg.QueryConfig): Promise<unknown> => {
    try {
      return await client.query({ ...query, ...(!LONG.test(query.text) && { query_timeout: unanswered }) });
    } catch (error) {
      if (error instanceof Error && error.message === 'Query read timeout') void (client as unknown as pg.Client).end();
      throw error;
    }
  };
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query(text: unknown, values: readonly unknown[] = []): unknown {
    if (typeof text !== 'string') return client.query(text as Submittable);
    // Kysely looks at the schema with flags of its own.
    storable(values.filter((value) => typeof value !== 'boolean'));
    return answered(values.length === 0 ? { text } : { text, values: [...values], ...named(text) });
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
