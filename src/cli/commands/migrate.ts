import { type MigrationWork, runMigration, undoMigration } from '../../house/index.ts';
import { latestMoving, migrationsIn } from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { theDistrict } from '../district.ts';
import { theClient, theLedger, theLibrary } from '../house.ts';
import { dryRun } from '../migrate/dry-run.ts';
import { editionCalled } from '../migrate/editions.ts';
import { mapFrom } from '../migrate/map.ts';
import { type Signing, signed } from '../migrate/signed.ts';
import { progressOn, tellTotals } from '../migrate/told.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { titlesOf } from '../titles.ts';
import type { Verb } from '../verb.ts';

interface Options extends Signing {
  map?: string;
  dryRun?: boolean;
  undo?: string | true;
  limit: string;
}

/** `early migrate OLD NEW [--map FILE] [--dry-run]`, `early migrate --undo [ID]` */
async function migrate(
  home: Home,
  terminal: Terminal,
  former: string | undefined,
  next: string | undefined,
  options: Options,
): Promise<number> {
  const { undo, dryRun: isDry } = options;
  if (undo !== undefined && (former !== undefined || isDry || options.map !== undefined))
    throw new Stop(exit.usage, {
      zh: '--undo 撤回已做过的迁移，不再写版本、--map 或 --dry-run',
      en: '--undo takes a migration back as it was done: no editions, no --map and no --dry-run beside it',
    });
  if (undo === undefined && (former === undefined || next === undefined))
    throw new Stop(exit.usage, {
      zh: '请写明旧版和新版，如 early migrate close-contact@2020-01-22 close-contact@2020-01-28 --dry-run',
      en: 'name both editions, for instance early migrate close-contact@2020-01-22 close-contact@2020-01-28 --dry-run',
    });
  const opened = await theLedger(home);
  try {
    const house = { ...opened, units: (await theDistrict(home, opened.ledger)).units };
    // Everything that can be said without the cases is said before they are looked for.
    const act =
      undo === undefined
        ? await goingOver(home, terminal, house, [former!, next!], options)
        : await takingBack(terminal, house, undo, options);
    const { client, close } = await theClient(home, opened);
    try {
      return await act({ ...house, client });
    } finally {
      await close();
    }
  } finally {
    await opened.ledger.close();
  }
}

type Ready = Omit<MigrationWork, 'client'>;
type Act = (work: MigrationWork) => Promise<number>;

async function goingOver(
  home: Home,
  terminal: Terminal,
  { ledger, units }: Ready,
  [former, next]: [string, string],
  options: Options,
): Promise<Act> {
  const from = await editionCalled(home, terminal, ledger, former);
  const to = await editionCalled(home, terminal, ledger, next);
  if (from.protocol.protocol !== to.protocol.protocol)
    throw new Stop(exit.usage, {
      zh: `${from.protocol.protocol} 与 ${to.protocol.protocol} 是两个规程；迁移只在同一规程的版本之间`,
      en: `${from.protocol.protocol} and ${to.protocol.protocol} are two protocols; a migration is between editions of one`,
    });
  if (from.hash === to.hash)
    throw new Stop(exit.usage, { zh: `${former} 与 ${next} 是同一版本`, en: `${former} and ${next} are the same edition` });
  const map = mapFrom(terminal, options.map, from, to);
  const titles = titlesOf([from.protocol, to.protocol, ...(await theLibrary(ledger))], units);
  if (options.dryRun) {
    const limit = limitOf(options);
    return (work) => dryRun(terminal, work, { from, to, map, limit }, titles);
  }
  if (!to.isPublished)
    throw new Stop(exit.findings, {
      zh: `新版还没有发布：请先执行 early publish ${next}`,
      en: `the new edition is not published: early publish ${next} first`,
    });
  const order = { from, to, map, ...(await signed(ledger, units, options)) };
  return async (work) => {
    const totals = await runMigration(work, order, progressOn(terminal));
    const { id, total, moved, left, gone, silent } = totals;
    if (totals.resumed) terminal.say({ zh: `继续进行中的迁移 ${id}`, en: `goes on with the migration ${id} that was under way` });
    return tellTotals(terminal, totals, titles, {
      zh: `迁移 ${id}：${total} 个个案 = 已迁移 ${moved} + 留在旧版 ${left.length} + 已结案 ${gone.length} + 未应答 ${silent.length}`,
      en: `migration ${id}: ${total} case(s) = ${moved} moved + ${left.length} left where they were + ${gone.length} ended + ${silent.length} without an answer`,
    });
  };
}

async function takingBack(terminal: Terminal, { ledger, units }: Ready, undo: string | true, options: Options): Promise<Act> {
  const all = await migrationsIn(ledger.db);
  const migration = undo === true ? await latestMoving(ledger) : all.find(({ id }) => id === undo);
  if (!migration)
    throw new Stop(
      exit.findings,
      all.length === 0
        ? { zh: '还没有迁移过', en: 'nothing was ever migrated' }
        : undo === true
          ? { zh: '没有可撤回的个案', en: 'of what was migrated nothing is left to take back' }
          : { zh: `没有迁移“${undo}”；最近的是 ${all[0]!.id}`, en: `there is no migration "${undo}"; the latest is ${all[0]!.id}` },
    );
  const order = { migration, ...(await signed(ledger, units, options)) };
  const titles = titlesOf(await theLibrary(ledger, [migration.from, migration.to]), units);
  return async (work) => {
    const totals = await undoMigration(work, order, progressOn(terminal));
    const { id, total, moved, left, gone, silent } = totals;
    return tellTotals(terminal, totals, titles, {
      zh: `撤回迁移 ${id}：${total} 个个案 = 已复原 ${moved} + 未撤回 ${left.length} + 已结案 ${gone.length} + 未应答 ${silent.length}`,
      en: `migration ${id} taken back: ${total} case(s) = ${moved} restored + ${left.length} not taken back + ${gone.length} ended + ${silent.length} without an answer`,
    });
  };
}

function limitOf({ limit }: Options): number {
  const most = Number(limit);
  if (limit.trim() !== '' && Number.isSafeInteger(most) && most >= 0) return most;
  throw new Stop(exit.usage, { zh: '--limit 应为不小于 0 的整数', en: '--limit is a whole number, 0 or more' });
}

export const migrateVerb: Verb = {
  name: 'migrate',
  summary: 'move running cases to another edition of their protocol / 将在办个案改按另一版本',
  define(command, act) {
    command
      .argument('[old]', 'PROTOCOL@EDITION, published hash or file / 规程@版本、已发布的哈希或文件')
      .argument('[new]', 'the same / 同上')
      .option('--map <file>', 'how they go over (docs/migration.md) / 对应表')
      .option('--dry-run', 'say what would become of each case, change nothing / 只说明，不改动')
      .option('--undo [id]', 'take the latest migration back that moved a case, or that one / 撤回迁移')
      .option('--as <role@unit>', 'who decides / 以何角色@单位决定')
      .option('--because <reason>', 'why; it stands in the story of every case / 理由，记入每个个案的经过')
      .option('--person <id>', 'which person decides, p-… / 经手人编号')
      .option('--limit <n>', 'how many cases a dry run shows / 列出数', '20')
      .action(act(migrate));
  },
};
