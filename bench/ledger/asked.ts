import {
  type CaseFilter,
  caseById,
  countCases,
  type Ledger,
  listCases,
  listFindings,
  listIncidents,
  openCasesOf,
  openTasks,
} from '../../src/ledger/index.ts';
import type { District } from './district.ts';
import { caseId, now, subjectOf } from './seed.ts';

/** A ledger and what is asked of it. */
export interface Filled {
  ledger: Ledger;
  district: District;
  cases: number;
}

/** As many as `early cases` lists unless told otherwise. */
const LIMIT = 20;

/** What a verb asks of the ledger; the answer says how much it was, so that a question answered with nothing is noticed. */
export interface Asked {
  name: string;
  ask(filled: Filled): Promise<number>;
}

const filters: [string, (filled: Filled) => CaseFilter][] = [
  ['all', () => ({})],
  ['one stage', () => ({ stage: 'diagnose' })],
  ['the commonest stage', () => ({ stage: 'isolate' })],
  ['one protocol', () => ({ protocol: 'suspected-case' })],
  ['a village', ({ district: { villages } }) => ({ under: villages[0]! })],
  ['a town', ({ district: { town } }) => ({ under: town })],
  ['the district, as a unit', () => ({ under: 'district' })],
  ['overdue', () => ({ overdueAt: now })],
  ['overdue in a town', ({ district: { town } }) => ({ under: town, overdueAt: now })],
  ['one stage in a town', ({ district: { town } }) => ({ under: town, stage: 'diagnose' })],
];

/** Every list and count that verbs ask of the ledger, by the functions they ask it with. */
export const asked: Asked[] = [
  ...filters.flatMap(([name, filter]): Asked[] => [
    { name: `list: ${name}`, ask: async (one) => (await listCases(one.ledger, filter(one), { limit: LIMIT })).cases.length },
    { name: `count: ${name}`, ask: async (one) => (await countCases(one.ledger, filter(one))).total },
  ]),
  {
    name: 'list: from the middle on',
    ask: async ({ ledger, cases }) => (await listCases(ledger, {}, { after: caseId(cases / 2), limit: LIMIT })).cases.length,
  },
  // The small district has only ten: the same page of both, with how many there are in all.
  { name: 'early incidents, ten cases', ask: async ({ ledger }) => (await listIncidents(ledger, { limit: 10 })).incidents.length },
  { name: 'open findings, ten', ask: async ({ ledger }) => (await listFindings(ledger, { open: true }, { limit: 10 })).findings.length },
  {
    name: 'open tasks, the first thousand',
    ask: async ({ ledger }) => {
      for await (const _ of openTasks(ledger)) return 1;
      return 0;
    },
  },
  { name: 'open cases of a person', ask: async ({ ledger, cases }) => (await openCasesOf(ledger, subjectOf(cases / 2))).length },
  { name: 'one case, whole', ask: async ({ ledger, cases }) => (await caseById(ledger, caseId(cases / 2)))?.tasks.length ?? 0 },
];
