import type { Insertable } from 'kysely';
import { dailyReport, type Ledger } from '../../src/ledger/index.ts';
import type { Tables } from '../../src/ledger/tables.ts';
import type { District } from './district.ts';

/** The day that is aggregated, and an instant in its evening (Shanghai). */
export const day = '2020-01-30';
export const now = Date.parse('2020-01-30T20:00:00+08:00');
const DAY = 86_400_000;
/** Days with a report of every unit before that day. */
const FORMER_DAYS = 6;
/** A case that is late knows it after so many ms: until then nothing woke it. */
const WOKEN_AFTER = 10_000;
/** Rows of a statement; SQLite takes 32,766 values in one. */
const ROWS = 1_000;

const KINDS = [
  { family: 'close-contact', state: 'observed', stage: 'isolate', of: 70 },
  { family: 'returnee', state: 'observed', stage: 'isolate', of: 20 },
  { family: 'returnee', state: 'fever', stage: 'diagnose', of: 5 },
  { family: 'suspected-case', state: 'in_hospital', stage: 'treat', of: 5 },
] as const;

export const caseId = (n: number) => `c-${n.toString().padStart(8, '0')}`;
export const subjectOf = (n: number) => `p-${n.toString().padStart(8, '0')}`;

/**
 * Fills an empty ledger with open cases of as many persons, of whom nothing is told but an id: each with a task and a record, one in twenty
 * overdue, of whom those of the last ten seconds do not know it yet, one in a hundred with something to look into.
 */
export async function seedCases(ledger: Ledger, { villages }: District, count: number): Promise<void> {
  for (let from = 0; from < count; from += ROWS) {
    const some = Array.from({ length: Math.min(ROWS, count - from) }, (_, i) => caseRows(from + i, villages));
    await ledger.db.transaction().execute(async (tx) => {
      await tx
        .insertInto('persons')
        .values(some.map(({ person }) => person))
        .execute();
      await tx
        .insertInto('cases')
        .values(some.map((each) => each.row))
        .execute();
      await tx
        .insertInto('case_labels')
        .values(some.flatMap(({ labels }) => labels))
        .execute();
      await tx
        .insertInto('tasks')
        .values(some.map(({ task }) => task))
        .execute();
      await tx
        .insertInto('timeline')
        .values(some.map(({ line }) => line))
        .execute();
      const findings = some.flatMap(({ finding }) => finding);
      if (findings.length > 0) await tx.insertInto('findings').values(findings).execute();
    });
  }
}

function caseRows(n: number, villages: readonly string[]) {
  const id = caseId(n);
  // Villages in turn, kinds by a stride of their own: every village has cases of every kind.
  const place = villages[n % villages.length]!;
  const kind = kindOf((n * 37) % 100);
  const opened = now - (n % 14) * DAY - 3_600_000;
  const due = n % 20 === 7 ? now - (n % 1_000) * 1_000 : now + (n % 1_440) * 60_000;
  const attention = n % 100 === 13 ? 1 : 0;
  const slot = { id: 'a', kind: 'task', rule: 'observed.reading', event: 'temperature_taken', by: ['village_doctor'], asked: opened, due };
  const noted = { code: 'nobody_holds', detail: 'village_doctor', seq: 1, at: opened };
  const effect = { kind: 'record', note: { note: 'attention', attention: noted }, seq: 1, index: 0, at: opened };
  return {
    person: { id: subjectOf(n), created_at: opened, home: place } satisfies Insertable<Tables['persons']>,
    row: { ...caseRow(id, place, { ...kind, opened, due }), subject: subjectOf(n), attention },
    labels: [
      { case_id: id, kind: 'stage' as const, label: kind.stage },
      { case_id: id, kind: 'state' as const, label: kind.state },
    ],
    task: { case_id: id, slot_id: 'a', ordinal: 0, event: slot.event, status: 'open', due, slot: JSON.stringify(slot) },
    line: { case_id: id, seq: 1, line: 0, at: opened, kind: attention ? 'record' : 'tell', effect: JSON.stringify(effect) },
    finding: attention
      ? [{ id: `f-${n}`, matter: `bench ${id}`, kind: 'bench', unit: place, case_id: id, detail: '{}', opened_at: opened }]
      : [],
  };
}

function kindOf(percent: number): (typeof KINDS)[number] {
  let left = percent;
  for (const kind of KINDS) {
    if (left < kind.of) return kind;
    left -= kind.of;
  }
  return KINDS[0];
}

function caseRow(
  id: string,
  place: string,
  { family, state, stage, opened, due }: { family: string; state: string; stage: string; opened: number; due: number },
): Omit<Insertable<Tables['cases']>, 'subject'> & { attention: number } {
  const isLate = due < now - WOKEN_AFTER;
  const known = { digest: `digest-${id}`, run: `run-${id}`, seq: 1, hash: 'h'.repeat(64), edition: '2020-01-28', status: 'running' };
  return {
    ...known,
    id,
    late: isLate ? 1 : 0,
    family,
    place,
    protocol: family,
    life: 'running',
    opening: '{}',
    states: JSON.stringify([state]),
    stages: JSON.stringify([stage]),
    stage,
    holder_place: place,
    opened_at: opened,
    now: isLate || due > now ? now : due - 1,
    next_wake: due,
    attention: 0,
    bounces: 0,
    earliest_due: due,
  };
}

/** A case for each unit that asks it for the day's report, and the reports: of all but one unit in fifty on the day, of all on the days before. */
export async function seedReports(ledger: Ledger, { units }: District): Promise<void> {
  const ids = Object.keys(units.units);
  const cutOff = Date.parse(`${day}T17:00:00+08:00`);
  for (let from = 0; from < ids.length; from += ROWS) {
    const some = ids.slice(from, from + ROWS);
    await ledger.db.transaction().execute(async (tx) => {
      const kind = { family: dailyReport.protocol, state: 'reporting', stage: 'report', opened: now - 7 * DAY, due: cutOff + DAY };
      await tx
        .insertInto('cases')
        .values(some.map((unit) => ({ ...caseRow(`u-${unit}`, unit, kind), subject: unit })))
        .execute();
      await tx
        .insertInto('tasks')
        .values(
          some.map((unit) => ({
            ...{ case_id: `u-${unit}`, slot_id: day, ordinal: 0, event: dailyReport.event, status: 'done', due: cutOff, slot: '{}' },
          })),
        )
        .execute();
      for (let back = FORMER_DAYS; back >= 0; back--) {
        const on = new Date(Date.parse(day) - back * DAY).toISOString().slice(0, 10);
        const filing = some.filter((_, i) => back > 0 || i % 50 !== 7);
        await tx
          .insertInto('reports')
          .values(filing.map((unit, i) => reportRow(unit, on, { traced: i % 30, at: cutOff - back * DAY - 3_600_000 })))
          .execute();
      }
    });
  }
}

function reportRow(unit: string, on: string, { traced, at }: { traced: number; at: number }): Insertable<Tables['reports']> {
  const figures = JSON.stringify({ returned: 0, traced, observed: traced, released: 0, febrile: 0 });
  const filed = { by_role: dailyReport.by, by_place: unit, recorded_at: at, case_id: `u-${unit}`, seq: 1, entry: 1 };
  return { form: dailyReport.name, day: on, unit, version: 1, latest: 1, figures, ...filed };
}
