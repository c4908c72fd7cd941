import type { Actor } from '../../kernel/record.ts';
import { appendAudit, operator } from '../audit.ts';
import { canonicalJson } from '../canonical.ts';
import { chunks } from '../chunks.ts';
import { LedgerError } from '../error.ts';
import { openFinding } from '../findings.ts';
import { isReadable } from '../import/entering.ts';
import { performImport, type StartCase } from '../import/perform.ts';
import { type RowProblem, refusal, warning } from '../import/problem.ts';
import type { ImportPlan, ImportRow } from '../import/read.ts';
import { type Ledger, type Writing, writing } from '../open.ts';
import { identifying } from '../persons/marks.ts';
import { knownPerson } from '../persons/put.ts';
import { idsOf } from '../persons/same.ts';
import { fingerprint } from '../sealing.ts';
import type { LeadTable } from '../tables.ts';
import { type LeadOutcome, leadOutcomes, outcomeOf } from './outcome.ts';

export interface Lead {
  line: number;
  outcome: LeadOutcome;
  caseId?: string;
  /** Of one who was missed: the finding. */
  finding?: string;
  problems: RowProblem[];
}

export interface Reconciled {
  leads: Lead[];
  /** By outcome: they add up to `rows`. */
  totals: Record<LeadOutcome, number> & { rows: number };
  /** The other way round: persons with a case, and how many of them a lead names. */
  persons: { all: number; led: number };
}

const PER_TRANSACTION = 200;

type Decided = { row: ImportRow; lead: Lead; key: string; held: LeadTable | undefined };

/**
 * Reconciles a list of leads with the ledger. Whoever has a case is already screened, whatever the list says; who is said to be and has
 * none was missed; else the list's own word counts; a row that cannot be read is wrong data; of all others nobody has looked yet. Each who
 * was missed gets a case and a finding. Again it changes nothing: who was missed once stays so. Throws LedgerError `totals_differ` when
 * the outcomes do not add up to the rows: that is our bug.
 */
export async function reconcileLeads(
  ledger: Ledger,
  plan: ImportPlan,
  start: StartCase,
  { by = operator, progress }: { by?: Actor; progress?: (rows: number) => void } = {},
): Promise<Reconciled> {
  const decided: Decided[] = [];
  for (const some of chunks(plan.rows, PER_TRANSACTION)) {
    decided.push(...(await writing(ledger, (tx) => decideAll(ledger, tx, plan, some))));
    progress?.(decided.length);
  }
  const missed = decided.filter(({ lead }) => lead.outcome === 'missed');
  const rows = missed.map(({ row }) => row);
  const opened = rows.some(isReadable) ? (await performImport(ledger, { ...plan, rows }, start, { by })).rows : [];
  for (const [i, { row, lead, key, held }] of missed.entries()) {
    const done = opened[i];
    const { caseId } = done ?? {};
    if (done) lead.problems = [...lead.problems, ...done.problems.filter((problem) => !lead.problems.includes(problem))];
    if (!isReadable(row)) lead.problems.push(notOpened());
    const unit = isReadable(row) ? { unit: row.place } : {};
    const finding =
      held?.finding ??
      (
        await openFinding(
          ledger,
          {
            matter: `lead ${key} missed`,
            kind: 'lead_missed',
            ...unit,
            ...(caseId !== undefined && { case: caseId }),
            detail: { source: plan.source },
          },
          by,
        )
      ).id;
    Object.assign(lead, { finding, ...(caseId !== undefined && { caseId }) });
    await writing(ledger, (tx) =>
      tx
        .updateTable('leads')
        .set({ finding, case_id: caseId ?? held?.case_id ?? null, subject: done?.subject ?? held?.subject ?? null })
        .where('lead', '=', key)
        .execute(),
    );
  }
  const leads = decided.map(({ lead }) => lead);
  const totals = totalsOf(leads, plan.rows.length);
  await writing(ledger, (tx) =>
    appendAudit(ledger, tx, [{ by, action: 'leads.reconciled', of: plan.fileHash, detail: { source: plan.source, ...totals } }]),
  );
  return { leads, totals, persons: await personsOf(ledger) };
}

async function decideAll(ledger: Ledger, tx: Writing, plan: ImportPlan, rows: readonly ImportRow[]): Promise<Decided[]> {
  const decided: Decided[] = [];
  for (const row of rows) {
    const key = fingerprint(ledger.keys, `lead:${plan.source}:${nameOf(row)}`);
    const held = await tx.selectFrom('leads').selectAll().where('lead', '=', key).executeTakeFirst();
    const subject = row.person && identifying(row.person) !== undefined ? await knownPerson(ledger, row.person, tx) : undefined;
    const screened = subject === undefined ? undefined : await caseOf(tx, subject);
    const lead = decide(row, held, screened);
    decided.push({ row, lead, key, held });
    if (lead.outcome === 'repeated') continue;
    const kept = { outcome: lead.outcome, case_id: lead.caseId ?? null, subject: screened === undefined ? null : subject!, at: Date.now() };
    if (held) {
      if (held.outcome !== lead.outcome) await tx.updateTable('leads').set(kept).where('lead', '=', key).execute();
    } else
      await tx
        .insertInto('leads')
        .values({ lead: key, source: plan.source, finding: null, ...kept })
        .execute();
  }
  return decided;
}

function decide(row: ImportRow, held: LeadTable | undefined, screened: string | undefined): Lead {
  const { line } = row;
  const problems = [...row.problems];
  if (row.fate === 'duplicate') return { line, outcome: 'repeated', problems };
  // That he has a case now is because the lead was followed.
  if (held?.outcome === 'missed') return { line, outcome: 'missed', problems, ...(held.case_id !== null && { caseId: held.case_id }) };
  const said = row.said === undefined ? undefined : outcomeOf(row.said);
  if (row.said !== undefined && said === undefined) problems.push(unknownWord(row.said));
  if (screened !== undefined) {
    if (said !== undefined && said !== 'already_screened') problems.push(contradicts(said, screened));
    return { line, outcome: 'already_screened', caseId: screened, problems };
  }
  if (said === 'already_screened') return { line, outcome: 'missed', problems: [...problems, noCard()] };
  if (said !== undefined && said !== 'repeated') return { line, outcome: said, problems };
  return { line, outcome: row.fate === 'refused' ? 'wrong_data' : 'unchecked', problems };
}

/** Whom a lead names: the person, else what the row holds, else where it stands. */
const nameOf = ({ person, cells = [], line }: ImportRow): string =>
  (person && identifying(person)) ?? canonicalJson(cells.length > 0 ? cells : [line]);

/** A case of a person: an open one before those that have ended. */
async function caseOf(tx: Writing, subject: string): Promise<string | undefined> {
  const found = await tx.selectFrom('cases').select(['id', 'life']).where('subject', 'in', idsOf(subject)).orderBy('id').execute();
  return (found.find(({ life }) => life !== 'closed') ?? found[0])?.id;
}

function totalsOf(leads: readonly Lead[], rows: number): Reconciled['totals'] {
  const none = Object.fromEntries(Object.keys(leadOutcomes).map((outcome) => [outcome, 0])) as Record<LeadOutcome, number>;
  for (const { outcome } of leads) none[outcome]++;
  const sum = Object.values(none).reduce((all, n) => all + n, 0);
  if (sum !== rows) {
    throw new LedgerError('totals_differ', {
      zh: `合计 ${sum} 与线索数 ${rows} 不符`,
      en: `The outcomes add up to ${sum}, the leads are ${rows}`,
    });
  }
  return { rows, ...none };
}

async function personsOf({ db }: Ledger): Promise<Reconciled['persons']> {
  const all = await db
    .selectFrom('cases as c')
    .leftJoin('persons as p', 'p.id', 'c.subject')
    .select((e) => e.fn.coalesce('p.same_as', 'c.subject').as('subject'))
    .distinct()
    .where('c.subject', 'like', 'p-%')
    .execute();
  const led = await db
    .selectFrom('leads as l')
    .leftJoin('persons as p', 'p.id', 'l.subject')
    .select((e) => e.fn.coalesce('p.same_as', 'l.subject').as('subject'))
    .distinct()
    .where('l.subject', 'is not', null)
    .execute();
  const known = new Set(led.map(({ subject }) => subject));
  return { all: all.length, led: all.filter(({ subject }) => known.has(subject)).length };
}

const unknownWord = (said: string) =>
  warning('lead_word', undefined, `不认识的核查结果“${said.slice(0, 40)}”`, `Nobody knows the outcome "${said.slice(0, 40)}"`);

const contradicts = (said: LeadOutcome, caseId: string) =>
  warning(
    'lead_contradicts',
    undefined,
    `核查结果写“${leadOutcomes[said].title.zh}”，而台账中已有个案 ${caseId}`,
    `The list says "${leadOutcomes[said].title.en}", and the ledger has the case ${caseId}`,
  );

const noCard = () =>
  warning(
    'lead_no_card',
    undefined,
    '核查结果写“已排查”，而台账中没有此人的个案',
    'The list says "already screened", and the ledger has no case of him',
  );

const notOpened = () =>
  refusal(
    'lead_not_opened',
    undefined,
    '漏排而未能立案：请补正本行后重做',
    'Missed, and no case could be opened: complete this row and do it again',
  );
