import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { Kysely } from 'kysely';
import { type AuditFault, appendAudit, operator, verifyAudit } from '../audit.ts';
import { LedgerError } from '../error.ts';
import type { KeyRing } from '../keys.ts';
import { connectLedger, migrateLedger, openLedger, type Writing, writing } from '../open.ts';
import { eraseIn } from '../persons/erase.ts';
import { standInTree } from '../standing.ts';
import type { Tables } from '../tables.ts';
import { FORMER_TABLES, type Header, TABLES, type TableLine, type Trailer } from './format.ts';

const MOST_VALUES = 20_000;
/** Made by opening a ledger, before anybody writes to it. */
const MADE_BY_OPENING = ['settings'];

export interface Restored {
  rows: Record<string, number>;
  /** When the backup was made; ms. */
  at: number;
  /** Persons erased since, who were erased again. */
  erased: number;
  /** The chain of the audit, as it came out of the backup. */
  fault?: AuditFault;
}

/**
 * Fills the empty ledger at `where` from a backup, whichever store either lives on, and brings it up to date. `erased` are persons whose
 * erasure the backup may not know: they are erased again before anybody can read. All or nothing. Throws LedgerError `ledger_not_empty`,
 * `key_unknown` when it was sealed with another installation's key, `backup_damaged`, or `ledger_newer`.
 */
export async function restore(where: string, keys: KeyRing, path: string, erased: readonly string[] = []): Promise<Restored> {
  const lines = linesOf(path);
  const first = await lines.next();
  const header = headerOf(first.done ? '' : first.value);
  if (header.key !== keys.id) {
    throw new LedgerError('key_unknown', {
      zh: `该备份由另一把密钥（${header.key}）封存，当前密钥是 ${keys.id}：请用原来的密钥`,
      en: `The backup was sealed with another key (${header.key}); the present one is ${keys.id}: use the former`,
    });
  }
  await refuseFilled(where, keys);
  await migrateLedger(where, keys, 'none');
  await migrateLedger(where, keys, header.schema);
  const ledger = await connectLedger(where, keys);
  let rows: Record<string, number>;
  try {
    rows = await writing(ledger, (tx) => fill(tx, first.value as string, lines));
  } finally {
    await ledger.close();
    await lines.return(undefined);
  }
  return finish(where, keys, { rows, at: header.at }, erased);
}

async function finish(
  where: string,
  keys: KeyRing,
  { rows, at }: Pick<Restored, 'rows' | 'at'>,
  erased: readonly string[],
): Promise<Restored> {
  const ledger = await openLedger(where, keys);
  try {
    const { fault } = await verifyAudit(ledger);
    const again = await writing(ledger, async (tx) => {
      await standInTree(tx);
      const gone: string[] = [];
      for (const id of erased) if (await eraseIn(tx, id)) gone.push(id);
      await appendAudit(ledger, tx, [
        ...gone.map((of) => ({ by: operator, action: 'person.erased' as const, of, detail: { why: 'erased before the restore' } })),
        { by: operator, action: 'ledger.restored', of: '-', detail: { rows: Object.values(rows).reduce((a, b) => a + b, 0), made: at } },
      ]);
      return gone.length;
    });
    await ledger.store.forget(ledger.db);
    return { rows, at, erased: again, ...(fault && { fault }) };
  } finally {
    await ledger.close();
  }
}

/** Persons of a ledger who were erased: what a restore of an older backup must not bring back. */
export async function erasedPersons({ db }: { db: Kysely<Tables> }): Promise<string[]> {
  const rows = await db.selectFrom('persons').select('id').where('erased_at', 'is not', null).orderBy('id').execute();
  return rows.map(({ id }) => id);
}

async function fill(tx: Writing, header: string, lines: AsyncIterable<string>): Promise<Record<string, number>> {
  for (const table of MADE_BY_OPENING) await tx.deleteFrom(table as keyof Tables).execute();
  const hash = createHash('sha256').update(`${header}\n`);
  const counts: Record<string, number> = Object.fromEntries([...TABLES, ...FORMER_TABLES].map((table) => [table, 0]));
  let into: TableLine | undefined;
  let batch: unknown[][] = [];
  const flush = async () => {
    if (into && batch.length > 0) await insert(tx, into, batch);
    batch = [];
  };
  for await (const text of lines) {
    const value = parsed(text) as unknown[] | TableLine | Trailer;
    if (!Array.isArray(value) && 'end' in value) {
      await flush();
      const whole =
        value.digest === hash.digest('hex') &&
        TABLES.every((table) => value.rows[table] === undefined || value.rows[table] === counts[table]);
      if (!whole) throw damaged();
      return counts;
    }
    hash.update(`${text}\n`);
    if (Array.isArray(value)) {
      if (!into || value.length !== into.columns.length) throw damaged();
      batch.push(value);
      counts[into.table] = (counts[into.table] ?? 0) + 1;
      if (batch.length * into.columns.length >= MOST_VALUES) await flush();
    } else {
      await flush();
      if (!Object.hasOwn(counts, value.table)) throw damaged();
      into = value;
    }
  }
  throw damaged();
}

async function insert(tx: Writing, { table, columns }: TableLine, rows: unknown[][]): Promise<void> {
  const values = rows.map((row) => Object.fromEntries(columns.map((column, n) => [column, row[n]])));
  try {
    await tx
      .insertInto(table as 'settings')
      .values(values as unknown as Tables['settings'][])
      .execute();
  } catch (cause) {
    // A row that another needs is missing, or one stands twice.
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw code.startsWith('23') || code.startsWith('SQLITE_CONSTRAINT') ? damaged(cause) : cause;
  }
}

async function refuseFilled(where: string, keys: KeyRing): Promise<void> {
  const ledger = await connectLedger(where, keys);
  try {
    const there = new Set((await ledger.db.introspection.getTables()).map(({ name }) => name));
    for (const table of TABLES) {
      if (!there.has(table) || MADE_BY_OPENING.includes(table)) continue;
      const row = await ledger.db.selectFrom(table).selectAll().limit(1).executeTakeFirst();
      if (row) {
        throw new LedgerError('ledger_not_empty', {
          zh: `台账 ${ledger.store.where} 不是空的（${table}）：请先把它移到别处，再恢复`,
          en: `The ledger ${ledger.store.where} is not empty (${table}): move it away first, then restore`,
        });
      }
    }
  } finally {
    await ledger.close();
  }
}

function headerOf(text: string): Header {
  const header = parsed(text) as Partial<Header>;
  if (header?.format !== 'six-earlies-ledger' || header.version !== 1) throw damaged();
  return header as Header;
}

async function* linesOf(path: string): AsyncGenerator<string, undefined> {
  const file = createReadStream(path);
  const unzipped = file.pipe(createGunzip());
  file.on('error', (error) => unzipped.destroy(error));
  try {
    yield* createInterface({ input: unzipped, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (cause) {
    throw damaged(cause);
  } finally {
    file.destroy();
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(cause);
  }
}

function damaged(cause?: unknown): LedgerError {
  if (cause instanceof LedgerError) return cause;
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
    return new LedgerError('backup_damaged', { zh: '找不到备份文件', en: 'There is no such backup file' }, { cause });
  }
  return new LedgerError(
    'backup_damaged',
    { zh: '备份文件不完整、已损坏，或不是六早的备份', en: 'The backup is cut off, damaged, or not one of ours' },
    { cause },
  );
}
