import { load, type Machine, type Projection } from '../../kernel/index.ts';
import { type CaseHead, caseHeads, digestOf, type Ledger, protocolByHash, publishedProtocols } from '../../ledger/index.ts';
import { isEscalation, isLapsed, isRefused } from '../../simulator/index.ts';
import { storiesOf } from '../../temporal/index.ts';
import type { House } from '../house.ts';

/** What a drill came to. Lists are case ids. */
export interface Summary {
  /** People who have a case. */
  people: number;
  /** Each person once, by the stage of the state he is or ended in: adds up to `people`. */
  byStage: Record<string, number>;
  /** Those whose case has ended, by outcome. */
  byOutcome: Record<string, number>;
  /** Cases with a ladder that went to somebody above those who were asked. */
  escalations: string[];
  /** Cases with a hand-off whose answer did not come in time. */
  lapsed: string[];
  /** Supervision files. */
  supervision: string[];
  /** Cases with a hand-off that was turned down. */
  refused: string[];
  lagP99Minutes: number;
  /** The histories, the ledger and the number of people agree. */
  balanced: boolean;
}

const stages = ['discover', 'report', 'isolate', 'diagnose', 'treat', 'control'];

/** Every case, running or ended, as its history on the server tells it when it is played again. A history that cannot be is missing. */
export async function fromHistories(house: House): Promise<Map<string, Projection>> {
  const told = new Map<string, Projection>();
  for await (const one of storiesOf(house.client, house.replaying)) if ('story' in one) told.set(one.case, one.story.projection);
  return told;
}

/** Sums up what the histories say, and whether the ledger says the same. `people`: how many were found. */
export async function summaryOf(
  ledger: Ledger,
  told: ReadonlyMap<string, Projection>,
  { people, lagP99Minutes }: { people: number; lagP99Minutes: number },
): Promise<Summary> {
  const machines = await machinesOf(ledger, told);
  const files = [...told.values()].sort((a, b) => a.row.openedAt - b.row.openedAt || (a.row.id < b.row.id ? -1 : 1));
  const ofPeople = latest(files.filter(({ row }) => machines.get(row.hash)!.protocol.subject === 'person').map(({ row }) => row));
  const where = (test: (file: Projection) => boolean) => files.filter(test).map(({ row }) => row.id);
  const counts = countsOf(
    ofPeople.map(({ stages, outcome, status }) => ({ stage: stages[0] ?? null, outcome, hasEnded: status === 'ended' })),
  );
  const heads = await caseHeads(ledger);
  const ids = new Set(ofPeople.map(({ id }) => id));
  const inLedger = countsOf(
    heads.filter(({ id }) => ids.has(id)).map(({ stage, outcome, life }) => ({ stage, outcome, hasEnded: life === 'closed' })),
  );
  const sum = Object.values(counts.byStage).reduce((total, n) => total + n, 0);
  return {
    people: ofPeople.length,
    ...counts,
    escalations: where(({ slots, lines }) => lines.some((effect) => isEscalation(effect, slots))),
    lapsed: where(({ slots }) => slots.some(isLapsed)),
    supervision: files.filter(({ row }) => row.protocol === 'supervision').map(({ row }) => row.id),
    refused: where(({ slots }) => slots.some(isRefused)),
    lagP99Minutes,
    balanced: ofPeople.length === people && sum === people && JSON.stringify(counts) === JSON.stringify(inLedger) && agrees(heads, told),
  };
}

/** Every case of the ledger stands in the histories as the ledger has it, and the other way round. */
function agrees(heads: readonly CaseHead[], told: ReadonlyMap<string, Projection>): boolean {
  if (heads.length !== told.size) return false;
  return heads.every(({ id, digest }) => {
    const projection = told.get(id);
    return projection !== undefined && digestOf(projection) === digest;
  });
}

/** The latest case of each person: one person, one card. */
function latest<T extends { subject: string }>(rows: readonly T[]): T[] {
  return [...new Map(rows.map((row) => [row.subject, row])).values()];
}

function countsOf(people: readonly { stage: string | null; outcome: string | null; hasEnded: boolean }[]) {
  const byStage: Record<string, number> = Object.fromEntries(stages.map((stage) => [stage, 0]));
  const byOutcome: Record<string, number> = {};
  for (const { stage, outcome, hasEnded } of people) {
    if (stage !== null) byStage[stage] = (byStage[stage] ?? 0) + 1;
    if (hasEnded && outcome !== null) byOutcome[outcome] = (byOutcome[outcome] ?? 0) + 1;
  }
  return { byStage, byOutcome: Object.fromEntries(Object.entries(byOutcome).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

async function machinesOf(ledger: Ledger, told: ReadonlyMap<string, Projection>): Promise<Map<string, Machine>> {
  const published = (await publishedProtocols(ledger)).map(({ hash }) => hash);
  const hashes = new Set([...published, ...[...told.values()].map(({ row }) => row.hash)]);
  const machines = new Map<string, Machine>();
  for (const hash of hashes) machines.set(hash, load((await protocolByHash(ledger, hash))!, hash));
  return machines;
}
