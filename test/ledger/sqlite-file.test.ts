import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SqliteFile } from '../../src/ledger/sqlite/file.ts';
import { tempDir } from './sample.ts';

/** Two connections to one new file with a table of numbers, as two processes have them. */
function two(): [SqliteFile, SqliteFile] {
  const path = join(tempDir(), 'ledger.db');
  const [mine, other] = [new SqliteFile(path), new SqliteFile(path)];
  onTestFinished(() => {
    mine.close();
    other.close();
  });
  other.prepare('create table numbers (n integer)').run([]);
  return [mine, other];
}

const insert = 'insert into numbers values (1)';
const busy = expect.objectContaining({ code: 'SQLITE_BUSY' });

describe('a connection that found another in the way', () => {
  it.each([
    ['writing a row', (file: SqliteFile) => file.prepare(insert).run([])],
    ['writing a row and reading it', (file: SqliteFile) => file.prepare(`${insert} returning n`).all([])],
    ['creating a table', (file: SqliteFile) => file.prepare('create table words (w text)').run([])],
    ['beginning', (file: SqliteFile) => file.prepare('begin immediate').run([])],
  ])('by %s sees what the other wrote, and writes after it', (_, wait) => {
    const [mine, other] = two();
    other.prepare('begin immediate').run([]);
    other.prepare(insert).run([]);
    expect(() => wait(mine)).toThrow(busy);
    expect(mine.prepare('select * from numbers').all([])).toHaveLength(0);
    other.prepare('commit').run([]);
    other.prepare(insert).run([]);
    expect(mine.prepare('select * from numbers').all([])).toHaveLength(2);
    mine.prepare('begin immediate').run([]);
    mine.prepare(insert).run([]);
    mine.prepare('commit').run([]);
    expect(other.prepare('select * from numbers').all([])).toHaveLength(3);
  });
});

it('a connection that does not read rows to the end writes after others all the same', () => {
  const [mine, other] = two();
  for (let n = 0; n < 300; n++) other.prepare(insert).run([]);
  for (const _ of mine.prepare('select * from numbers').iterate([])) break;
  other.prepare(insert).run([]);
  mine.prepare('begin immediate').run([]);
  mine.prepare('commit').run([]);
  expect(mine.prepare('select * from numbers').all([])).toHaveLength(301);
});
