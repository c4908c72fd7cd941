import { audit, type Ledger, operator, protocolByHash, type Rebuilt, rebuildCase, recountCases } from '../../ledger/index.ts';
import { converter, errorsOnly, type Home, storiesOf } from '../../temporal/index.ts';
import { theClient, theLedger } from '../house.ts';
import { exit, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

const MOST_ROUNDS = 3;

type Fates = Record<Exclude<Rebuilt, 'newer'>, number> & { failed: { case: string; why: string }[] };

/** `early rebuild`: writes every case that Temporal has, running or closed, into the ledger anew, from its history. */
async function rebuild(home: Home, terminal: Terminal): Promise<number> {
  const opened = await theLedger(home);
  const { ledger, keys } = opened;
  try {
    const { client, close } = await theClient(home, opened);
    try {
      errorsOnly();
      const replay = {
        workflowBundle: { codePath: home.workflowBundle },
        dataConverter: converter(keys, home.failureConverter, (hash) => protocolByHash(ledger, hash)),
      };
      const fates = await rebuildAll(ledger, (ids) => storiesOf(client, replay, ids));
      const only = await onlyInLedger(ledger, fates.seen);
      const sums = await recountCases(ledger);
      const { same, missing, differed, failed } = fates;
      const total = same + missing + differed;
      await audit(ledger, {
        by: operator,
        action: 'ledger.rebuilt',
        of: '-',
        detail: { same, missing, differed, failed: failed.length, sums },
      });
      terminal.give({ same, missing, differed, failed, onlyInLedger: only, sums });
      for (const { case: id, why } of failed)
        terminal.say({ zh: `${id}：无法重放（${why}）`, en: `${id}: its history cannot be replayed (${why})` });
      terminal.say({
        zh: `重建 ${total} 个个案 = 本来一致 ${same} + 缺失 ${missing} + 不一致 ${differed}；${failed.length} 个未能重建`,
        en: `${total} cases rebuilt = ${same} as they were + ${missing} missing + ${differed} that differed; ${failed.length} could not be`,
      });
      if (sums > 0)
        terminal.say({ zh: `${sums} 个合计数与个案不符，已更正`, en: `${sums} sum(s) did not agree with the cases and were put right` });
      if (only > 0)
        terminal.say({
          zh: `${only} 个个案只在台账中（Temporal 已不保留其历史），未改动`,
          en: `${only} case(s) are in the ledger only (Temporal keeps no history of them) and were left as they are`,
        });
      return failed.length > 0 ? exit.findings : exit.ok;
    } finally {
      await close();
    }
  } finally {
    await ledger.close();
  }
}

/** A case that moved on while its story was told is told again; when the story stays as it is, the ledger's later step is in no history. */
async function rebuildAll(ledger: Ledger, stories: (ids?: ReadonlySet<string>) => ReturnType<typeof storiesOf>) {
  const fates: Fates & { seen: Set<string> } = { same: 0, missing: 0, differed: 0, failed: [], seen: new Set() };
  let again: Map<string, number> | undefined;
  for (let round = 1; round <= MOST_ROUNDS && again?.size !== 0; round++) {
    const newer = new Map<string, number>();
    for await (const told of stories(again && new Set(again.keys()))) {
      fates.seen.add(told.case);
      if ('failed' in told) {
        fates.failed.push({ case: told.case, why: told.failed });
        continue;
      }
      const { seq } = told.story.projection.row;
      const fate = await rebuildCase(ledger, told.story, { force: again?.get(told.case) === seq });
      if (fate === 'newer') newer.set(told.case, seq);
      else fates[fate]++;
    }
    again = newer;
  }
  for (const id of again?.keys() ?? []) fates.failed.push({ case: id, why: 'it moves on faster than it can be told: try again' });
  return fates;
}

async function onlyInLedger({ db }: Ledger, seen: ReadonlySet<string>): Promise<number> {
  let count = 0;
  for (let after = ''; ; ) {
    const page = await db.selectFrom('cases').select('id').where('id', '>', after).orderBy('id').limit(1_000).execute();
    count += page.filter(({ id }) => !seen.has(id)).length;
    const last = page.at(-1);
    if (!last) return count;
    after = last.id;
  }
}

export const rebuildVerb: Verb = {
  name: 'rebuild',
  summary: 'write the cases into the ledger anew, from Temporal / 重建台账中的个案',
  define(command, act) {
    command.action(act(rebuild));
  },
};
