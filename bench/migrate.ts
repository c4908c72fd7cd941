// Running cases on Temporal, spread over a dozen states, some climbing ladders, most offered to a ward, go over to the next edition, beside
// the same cases being told something: `npm run bench:migrate -- --cases 10000`. The run fails when one is lost, when it owes something
// else than before, or when a step of a ladder is repeated or skipped.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import proto from '@temporalio/proto';
import { type MigrationTotals, runMigration, undoMigration } from '../src/house/index.ts';
import { casesUnder, forEachBounded, markStarted, migrationsIn, reserveCase } from '../src/ledger/index.ts';
import { actOn, startCase } from '../src/temporal/index.ts';
import { setClock } from '../src/workflow/contract.ts';
import { laddersOf, owed, settled, statesUnder } from './migrate/checks.ts';
import { migrationHouse } from './migrate/house.ts';
import { cdc, higher, home, storyOf } from './migrate/stories.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000' },
    // Takes the migration back at the end; without it the ladders climb on under the next edition.
    undo: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const CASES = Number(values.cases);
const AT_ONCE = 24;
const from = Date.parse('2020-03-01T08:00:00+08:00');
const say = (line: string | { en: string }) => console.error(typeof line === 'string' ? line : line.en);
const ensure = (holds: boolean, what: string) => {
  if (!holds) throw new Error(`violated: ${what}`);
};

async function timed(what: string, count: number, work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1_000;
  say(`${what}: ${count} in ${seconds.toFixed(1)} s, ${(count / seconds).toFixed(1)} a second`);
  return count / seconds;
}

const house = await migrationHouse(from, say);
const { client, keys, ledger, clock, former, present, map } = house;
try {
  const numbers = Array.from({ length: CASES }, (_, n) => n);
  const each = (work: (id: string, n: number) => Promise<unknown>) =>
    forEachBounded(numbers, AT_ONCE, async (n) => {
      await work(ids[n]!, n);
    });
  const silent = (n: number) => storyOf(n, from).silence !== undefined;
  const ids: string[] = [];
  const started = await timed('opened', CASES, () =>
    each(async (_, n) => {
      const subject = `p-${n}`;
      const { caseId } = await reserveCase(ledger, { subject, family: 'suspected-case', place: home, opening: {} });
      await startCase(client, { hash: former.hash, clock, opening: { id: caseId, subject, place: home, now: from, by: cdc, data: {} } });
      await markStarted(ledger, caseId);
      ids[n] = caseId;
    }),
  );
  const told = await timed(
    'told',
    numbers.reduce((sum, n) => sum + storyOf(n, from).said.length, 0),
    () =>
      each(async (id, n) => {
        for (const { by, event, data = {} } of storyOf(n, from).said) {
          const input = { kind: 'event' as const, event, at: from, recorded: from, data };
          const answer = await actOn({ client, keys }, { case: id, by, key: `${id}-${event}`, input });
          ensure(!('refused' in answer), `${event} is taken by story ${n % 10}: ${JSON.stringify(answer)}`);
        }
      }),
  );
  const turn = (silence: number) =>
    each(async (id, n) => silent(n) && client.workflow.getHandle(id).signal(setClock, { ...clock, virtual: from + silence }));
  await turn(storyOf(4, from).silence!);
  await settled(ledger);
  const states = await statesUnder(ledger, former.hash);
  const before = await owed(ledger);
  const inLadder = numbers.filter(silent).map((n) => ids[n]!);
  const offered = [...before.values()].filter((lines) => lines.some((line) => line.startsWith('["hand_off"'))).length;
  ensure((await casesUnder(ledger, former.hash)).length === CASES && states.size >= 6, 'all run under the former edition, in six states');
  for (const id of inLadder)
    for (const [of, steps] of await laddersOf(ledger, id)) ensure(steps.join() === '0,1', `${id} ${of} is in the middle: ${steps}`);

  let totals!: MigrationTotals;
  const moved = await timed('moved to the next edition', CASES, async () => {
    totals = await runMigration(house, { from: former, to: present, map, by: cdc, reason: 'seventh edition' }, () => undefined);
  });
  await settled(ledger);
  const { left, gone, silent: unanswered } = totals;
  ensure(totals.moved === CASES && left.length + gone.length + unanswered.length === 0, `none stays behind: ${JSON.stringify(totals)}`);
  ensure((await casesUnder(ledger, present.hash)).length === CASES, 'each runs under the next edition');
  const after = await owed(ledger);
  for (const id of ids) ensure(String(after.get(id)) === String(before.get(id)), `${id} owes ${after.get(id)}, not ${before.get(id)}`);

  let undone: number | undefined;
  if (values.undo) {
    const [migration] = await migrationsIn(ledger.db);
    undone = await timed('taken back', CASES, () =>
      undoMigration(house, { migration: migration!, by: cdc, reason: 'bench' }, () => undefined),
    );
  }
  await turn(higher);
  await settled(ledger);
  let steps = 0;
  await forEachBounded(inLadder, AT_ONCE, async (id) => {
    const ladders = await laddersOf(ledger, id);
    ensure(ladders.size === 2, `${id} has two ladders`);
    for (const [of, ran] of ladders) ensure(ran.join() === '0,1,2', `each step of ${id} ${of} has run once, in order: ${ran}`);
    steps += ladders.size * 3;
  });

  const size = await sizes(ids[1]!);
  const result = {
    cases: CASES,
    cpus: cpus().length,
    states: Object.fromEntries(states),
    climbing: inLadder.length,
    offered,
    steps,
    started,
    told,
    moved,
    undone,
    ratio: moved / told,
    size,
  };
  if (values.json) console.log(JSON.stringify(result, null, 2));
  else {
    console.log(
      `${CASES} cases in ${states.size} states, ${inLadder.length} in the middle of two ladders, ${offered} offered: ${totals.moved} moved,`,
    );
    console.log(`none lost, all owe what they owed; ${steps} ladder steps, each once and in order`);
    console.log(`${moved.toFixed(1)} a second = ${(moved / told).toFixed(2)} × being told something (${told.toFixed(1)} a second)`);
    console.log(
      `bytes: start ${size.start} (the protocol itself: ${size.protocol}), history ${size.history}, of which the Update of an event ${size.told}, of the migration ${size.migration}`,
    );
  }
} finally {
  await house.close();
}

/** Bytes of one case: what it starts with, its history, and what an event and a migration add. */
async function sizes(id: string) {
  const { events } = await client.workflow.getHandle(id).fetchHistory();
  const { History, HistoryEvent } = proto.temporal.api.history.v1;
  const [event, migration] = events!.filter((one) => one.workflowExecutionUpdateAcceptedEventAttributes);
  const start = events![0]!.workflowExecutionStartedEventAttributes!.input!.payloads ?? [];
  return {
    start: start.reduce((sum, { data }) => sum + (data?.length ?? 0), 0),
    history: History.encode({ events: events! }).finish().length,
    told: HistoryEvent.encode(event!).finish().length,
    migration: HistoryEvent.encode(migration!).finish().length,
    protocol: Buffer.byteLength(JSON.stringify(former.protocol)),
  };
}
