import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import {
  caseById,
  countCases,
  type ImportPlan,
  type Ledger,
  openCasesOf,
  operator,
  pastImports,
  pastRows,
  performImport,
  readImport,
  readPerson,
} from '../../src/ledger/index.ts';
import { runChildren } from './child.ts';
import { closeContact, KEY, NOW, tempDir, tempLedger, units, whereIn } from './sample.ts';

const mappingFile = join(import.meta.dirname, '../../protocols/mappings/linelist.yaml');
const sampleFile = join(import.meta.dirname, 'linelist-small.csv');

function planOf(text: string, mapping = readFileSync(mappingFile, 'utf8')): ImportPlan {
  const read = readImport({ bytes: Buffer.from(text), mapping, protocol: closeContact, units, now: NOW });
  if (!('plan' in read)) throw new Error(read.refused.map(({ en }) => en).join('; '));
  return read.plan;
}

const sample = () => planOf(readFileSync(sampleFile, 'utf8'));

/** Stands where Temporal does: an id starts once. */
function starter() {
  const started = new Map<string, { subject: string; place: string; data: object; line: number }>();
  const start = async (opening: { subject: string; place: string; data: object; line: number }, caseId: string) => {
    if (started.has(caseId)) return 'already' as const;
    started.set(caseId, opening);
    return 'started' as const;
  };
  return { started, start };
}

const fates = (rows: { fate: string }[]) => rows.map(({ fate }) => fate).join(' ');

describe('an import', () => {
  it('opens every good row, names every bad one, and adds up', async () => {
    const ledger = await tempLedger();
    const { started, start } = starter();
    const result = await performImport(ledger, sample(), start);
    expect(result.totals).toEqual({ rows: 12, opened: 1, warned: 5, duplicate: 1, unchanged: 0, refused: 5 });
    expect(fates(result.rows)).toBe('opened warned warned warned warned refused refused refused refused duplicate warned refused');
    expect([...started.values()].map(({ line, place, data }) => [line, place, data])).toContainEqual([
      3,
      'sample-village',
      { exposed_on: '2020-01-25' },
    ]);
    const [first] = result.rows;
    expect(await readPerson(ledger, first?.subject ?? '', { by: operator, why: 'test' })).toMatchObject({ sex: 'male', age: 40 });
    expect(await openCasesOf(ledger, first?.subject ?? '')).toMatchObject([
      { id: first?.caseId, life: 'running', protocol: 'close-contact' },
    ]);
  });

  it('again changes nothing, and says so of each row', async () => {
    const ledger = await tempLedger();
    const { started, start } = starter();
    const once = await performImport(ledger, sample(), start);
    const before = await caseById(ledger, once.rows[0]?.caseId ?? '');
    const twice = await performImport(ledger, sample(), start);
    expect(twice.totals).toEqual({ rows: 12, opened: 0, warned: 0, duplicate: 1, unchanged: 6, refused: 5 });
    expect(twice.rows.map(({ caseId }) => caseId)).toEqual(once.rows.map(({ caseId }) => caseId));
    expect(started.size).toBe(6);
    expect(await caseById(ledger, once.rows[0]?.caseId ?? '')).toEqual(before);
  });

  it('is kept with the fate of each row, by codes and columns and without what the cells held', async () => {
    const ledger = await tempLedger();
    const { id, fileHash } = await performImport(ledger, sample(), starter().start);
    expect(await pastImports(ledger, fileHash)).toMatchObject([{ id, protocol: 'close-contact', totals: { rows: 12, refused: 5 } }]);
    expect(await pastImports(ledger, 'another file')).toEqual([]);
    expect((await pastRows(ledger, id))[5]).toEqual({
      line: 7,
      fate: 'refused',
      caseId: null,
      problems: [{ code: 'date_impossible', column: 'exposure_end' }],
    });
  });

  it('of a register that now says something else warns, and leaves the running case as it is', async () => {
    const ledger = await tempLedger();
    const { started, start } = starter();
    const text = readFileSync(sampleFile, 'utf8').split('\n').slice(0, 2).join('\n');
    await performImport(ledger, planOf(text), start);
    const result = await performImport(ledger, planOf(text.replace('2020-01-20', '2020-01-21').replace(',40,', ',41,')), start);
    expect(result.rows).toMatchObject([{ fate: 'unchanged', problems: [{ code: 'person_differs' }, { code: 'opening_differs' }] }]);
    expect(result.rows[0]?.problems[1]?.en).toContain('exposed_on');
    expect(started.size).toBe(1);
  });

  it('starts no more cases at once than it is told', async () => {
    let [now, most] = [0, 0];
    const start = async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 2));
      now--;
      return 'started' as const;
    };
    await performImport(await tempLedger(), sample(), start, { concurrency: 3 });
    expect(most).toBe(3);
  });
});

const register = (rows: number) => {
  const [header, row = ''] = readFileSync(sampleFile, 'utf8').split('\n');
  return [header, ...Array.from({ length: rows }, (_, i) => row.replace('1,', `${i},`))].join('\n');
};

describe('while the cases of some rows start', () => {
  it('the next rows are entered, and no more than these, once a start has succeeded', async () => {
    const ledger = await tempLedger();
    const held = async () => (await countCases(ledger)).total;
    const ahead: number[] = [];
    const start = async ({ line }: { line: number }) => {
      // The second case of the first four: it waits until the next four are in the ledger.
      if (line === 3) await vi.waitFor(async () => expect(await held()).toBe(8), 10_000);
      ahead.push((await held()) - ahead.length);
      return 'started' as const;
    };
    const { totals } = await performImport(ledger, planOf(register(16)), start, { concurrency: 1 });
    expect(totals).toMatchObject({ rows: 16, opened: 16 });
    expect(ahead[0]).toBe(4);
    expect(Math.max(...ahead)).toBe(7);
  });

  it('a stop ends what was begun, and importing again goes on from there', async () => {
    const ledger = await tempLedger();
    const { started, start } = starter();
    const stopping = new AbortController();
    const stopped = await performImport(
      ledger,
      planOf(register(40)),
      async (opening, caseId) => {
        if (started.size === 5) stopping.abort();
        return start(opening, caseId);
      },
      { concurrency: 2, signal: stopping.signal },
    );
    expect(started.size).toBe(16);
    expect(stopped.totals).toMatchObject({ rows: 40, opened: 16, refused: 24 });
    expect(stopped.rows.at(-1)?.problems.map(({ code }) => code)).toEqual(['stopped']);
    expect(await countCases(ledger, { status: 'reserved' })).toMatchObject({ total: 16 });
    const again = await performImport(ledger, planOf(register(40)), start);
    expect(again.totals).toMatchObject({ opened: 24, unchanged: 16 });
  });

  it('a ledger that fails lets the starts end before it says so', async () => {
    const ledger = await tempLedger();
    let [begun, ended] = [0, 0];
    const failing = performImport(
      ledger,
      planOf(register(20)),
      async () => {
        begun++;
        if (begun === 2) await ledger.db.schema.dropTable('person_marks').execute();
        await new Promise((resolve) => setTimeout(resolve, 60));
        ended++;
        return 'started' as const;
      },
      { concurrency: 2 },
    );
    await expect(failing).rejects.toThrow(/person_marks/);
    expect(ended).toBe(begun);
    expect(begun).toBe(8);
  });
});

describe('when a case cannot be started', () => {
  it('its row says why, its neighbours run, and the next import finishes it under the same id', async () => {
    const ledger = await tempLedger();
    const { started, start } = starter();
    const failing = await performImport(ledger, sample(), async (opening, caseId) => {
      if (opening.line === 3) throw new Error('connection lost');
      return start(opening, caseId);
    });
    expect(failing.rows[1]).toMatchObject({
      fate: 'refused',
      problems: [{}, { code: 'start_failed', en: expect.stringContaining('connection lost') }],
    });
    expect(failing.totals).toMatchObject({ opened: 1, warned: 4, refused: 6 });
    expect(await countCases(ledger)).toMatchObject({ total: 6, starting: 6 });
    const finished = await performImport(ledger, sample(), start);
    expect(finished.totals).toMatchObject({ opened: 0, warned: 1, unchanged: 5, refused: 5 });
    expect(finished.rows[1]?.caseId).toBe(failing.rows[1]?.caseId);
    expect(started.size).toBe(6);
  });

  it('and no other can either, the rest is not tried one by one', async () => {
    const ledger = await tempLedger();
    const [header, row = ''] = readFileSync(sampleFile, 'utf8').split('\n');
    const plan = planOf([header, ...Array.from({ length: 20 }, (_, i) => row.replace('1,', `${i},`))].join('\n'));
    let tried = 0;
    const result = await performImport(
      ledger,
      plan,
      async () => {
        tried++;
        throw new Error('no server');
      },
      { concurrency: 1 },
    );
    expect(tried).toBe(4);
    expect((await countCases(ledger)).total).toBe(4);
    expect(result.totals).toMatchObject({ rows: 20, refused: 20 });
    expect(result.rows.at(-1)?.problems.map(({ code }) => code)).toEqual(['not_tried']);
  });
});

async function balanced(ledger: Ledger, starts: string, rows: number) {
  const begun = readFileSync(starts, 'utf8').trim().split('\n');
  expect(begun).toHaveLength(rows);
  expect(new Set(begun).size).toBe(rows);
  const lives = await ledger.db
    .selectFrom('cases')
    .select((e) => ['life', e.fn.countAll<number>().as('n')])
    .groupBy('life')
    .execute();
  expect(lives).toEqual([{ life: 'running', n: rows }]);
}

it.each([1, 3, 30])(
  'an import killed at its start number %i is finished by importing again: each case started once, none left reserved',
  async (at) => {
    const dir = tempDir();
    const { writeFileSync } = await import('node:fs');
    const db = await whereIn(dir);
    const [csv, starts] = ['register.csv', 'starts'].map((name) => join(dir, name)) as [string, string];
    writeFileSync(csv, register(50));
    const [killed] = await runChildren('import-child.ts', 1, [db, KEY, csv, mappingFile, starts, String(at)]);
    expect(killed?.signal).toBe('SIGKILL');
    const [again] = await runChildren('import-child.ts', 1, [db, KEY, csv, mappingFile, starts, '0']);
    expect(again?.err).toBe('');
    const { rows, opened, unchanged } = JSON.parse(again?.out ?? '');
    expect([rows, opened + unchanged, opened]).toEqual([50, 50, 50 - at]);
    await balanced(await tempLedger(dir), starts, 50);
  },
);

it('two imports of one file at once open each case once, and both add up', async () => {
  const dir = tempDir();
  const ledger = await tempLedger(dir);
  const { started, start } = starter();
  const plan = planOf(register(100));
  const other = await tempLedger(dir);
  const [a, b] = await Promise.all([performImport(ledger, plan, start), performImport(other, plan, start)]);
  expect(started.size).toBe(100);
  expect(a.totals.opened + b.totals.opened).toBe(100);
  expect(a.totals.unchanged + b.totals.unchanged).toBe(100);
  expect(await countCases(ledger)).toMatchObject({ total: 100, starting: 100 });
});
