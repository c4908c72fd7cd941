import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream, linkSync } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Kysely } from 'kysely';
import { LedgerError } from '../error.ts';
import { type Ledger, reading, schemaOf } from '../open.ts';
import type { Tables } from '../tables.ts';
import { type Header, TABLES, type TableLine, type Trailer } from './format.ts';

const CHUNK = 1_000;

export interface Backup {
  /** Rows by table. */
  rows: Record<string, number>;
  key: string;
}

/**
 * Writes the whole ledger, as it is at one instant, to a new file that only its owner may read; others go on working. The file appears
 * when it is complete and on disk. Throws LedgerError `backup_exists` when the name is taken.
 */
export async function backUp(ledger: Ledger, path: string): Promise<Backup> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.part`;
  const rows: Record<string, number> = {};
  try {
    await reading(ledger, async (db) => {
      await pipeline(Readable.from(lines(ledger, db, rows)), createGzip(), createWriteStream(draft, { flags: 'wx', mode: 0o600 }));
    });
    const file = await open(draft, 'r');
    await file.sync();
    await file.close();
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    throw new LedgerError('backup_exists', {
      zh: `文件 ${path} 已存在：请换一个名称`,
      en: `The file ${path} exists already: choose another name`,
    });
  } finally {
    await unlink(draft).catch(() => {});
  }
  return { rows, key: ledger.keys.id };
}

async function* lines(ledger: Ledger, db: Kysely<Tables>, counts: Record<string, number>): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const line = (value: Header | TableLine | Trailer | unknown[]) => {
    const text = `${JSON.stringify(value)}\n`;
    hash.update(text);
    return text;
  };
  const schema = await schemaOf(db);
  yield line({ format: 'six-earlies-ledger', version: 1, schema, key: ledger.keys.id, at: Date.now() });
  for (const table of TABLES) {
    counts[table] = 0;
    let columns: string[] | undefined;
    for await (const row of db.selectFrom(table).selectAll().stream(CHUNK)) {
      if (!columns) {
        columns = Object.keys(row);
        yield line({ table, columns });
      }
      yield line(Object.values(row));
      counts[table]++;
    }
  }
  yield line({ end: true, rows: counts, digest: hash.copy().digest('hex') });
}
