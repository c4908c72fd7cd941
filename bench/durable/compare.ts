import assert from 'node:assert/strict';
import type { Ledger } from '../../src/ledger/index.ts';
import type { Played, Table } from './play.ts';

/** What one side knows of a played case in the end, without what must differ: ids, run, the protocol's hash and the digest over them. */
async function remains(ledger: Ledger, { id, answers, result }: Played) {
  const of = <T extends 'cases' | 'tasks' | 'timeline' | 'messages'>(table: T, key: string) =>
    ledger.db
      .selectFrom(table as 'cases')
      .selectAll()
      .where(key as 'id', '=', id)
      .execute() as Promise<unknown> as Promise<Record<string, unknown>[]>;
  const [row] = await of('cases', 'id');
  const all = {
    answers,
    result,
    row: { ...row, run: 0, hash: 0, digest: 0 },
    tasks: ordered(await of('tasks', 'case_id')),
    timeline: ordered(await of('timeline', 'case_id')),
    told: ordered(await of('messages', 'case_id')),
  };
  return JSON.parse(JSON.stringify(all).replaceAll(id, 'CASE')) as typeof all;
}

/** Texts of JSON are compared by what they say. */
function ordered(rows: Record<string, unknown>[]) {
  const read = (value: unknown) => (typeof value === 'string' && value.startsWith('{') ? (JSON.parse(value) as unknown) : value);
  const plain = rows.map((row) => Object.fromEntries(Object.entries(row).map(([column, value]) => [column, read(value)])));
  const key = (row: Record<string, unknown>) =>
    [row.slot_id, row.message_key, row.role, row.seq, row.line].map((part) => String(part).padStart(9)).join();
  return plain.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/**
 * Throws unless all cases of both sides ended with the same answers, states, ledger rows and told units, and every unit was told.
 * Returns how many rows were compared.
 */
export async function assertEqual(engine: [Pick<Table, 'ledger'>, Played[]], expert: [Pick<Table, 'ledger'>, Played[]]): Promise<number> {
  const played = async ([{ ledger }, cases]: [Pick<Table, 'ledger'>, Played[]]) => Promise.all(cases.map((one) => remains(ledger, one)));
  const [mine, theirs] = [await played(engine), await played(expert)];
  assert.equal(mine.length, theirs.length);
  const model = theirs[0]!;
  assert.ok(model.told.length > 0 && model.timeline.length > 0 && model.tasks.length > 0, 'the expert left rows');
  for (const [n, one] of theirs.entries()) assert.deepEqual(one, model, `the expert's case ${n} ended unlike its first`);
  for (const [n, one] of mine.entries()) assert.deepEqual(one, model, `the engine's case ${n} ended unlike the expert's`);
  return mine.length * (1 + model.tasks.length + model.timeline.length + model.told.length);
}
