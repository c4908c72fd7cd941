import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { virtualAt, withUnitValues } from '../../kernel/index.ts';
import { clock, performImport, protocolInForce, readImport } from '../../ledger/index.ts';
import { type Home, startCase } from '../../temporal/index.ts';
import { theClient, theLedger } from '../house.ts';
import { contextOf } from '../library.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new Stop(exit.usage, { zh: `无法读取文件 ${file}`, en: `cannot read the file ${file}` });
  }
}

/** `early import FILE --protocol P [--map mapping.yaml]`: every good row becomes a running case, every bad one is named. */
async function importFile(home: Home, terminal: Terminal, file: string, options: { protocol: string; map?: string }): Promise<number> {
  const opened = await theLedger(home);
  try {
    const bytes = read(file);
    const shipped = join(home.protocols, 'mappings', `${basename(file).replace(/[-.].*$/, '')}.yaml`);
    const map = options.map ?? (existsSync(shipped) ? shipped : undefined);
    if (!map)
      throw new Stop(exit.usage, {
        zh: '请用 --map 指定列对应文件（见 docs/import.md）',
        en: 'name a mapping file with --map (see docs/import.md)',
      });
    const inForce = await protocolInForce(opened.ledger, options.protocol);
    if (!inForce)
      throw new Stop(exit.usage, {
        zh: `没有已发布的规程“${options.protocol}”；npm start 会发布 protocols/ 下的规程`,
        en: `no protocol "${options.protocol}" is published; npm start publishes those under protocols/`,
      });
    const { units } = contextOf(home);
    const setting = await clock(opened.ledger);
    const now = virtualAt(setting, Date.now());
    const answer = readImport({ bytes, mapping: read(map).toString('utf8'), protocol: inForce.protocol, units: units!, now });
    if ('refused' in answer) {
      for (const problem of answer.refused) {
        const place = `${problem.file === 'mapping' ? map : file}${problem.line === undefined ? '' : `:${problem.line}`}${problem.col === undefined ? '' : `:${problem.col}`}`;
        terminal.say({ zh: `${place}: [${problem.code}] ${problem.zh}`, en: `${place}: [${problem.code}] ${problem.en}` });
      }
      terminal.give({ refused: answer.refused });
      return exit.findings;
    }
    const { client, close } = await theClient(home, opened);
    try {
      const result = await performImport(opened.ledger, answer.plan, async ({ subject, place, data }, caseId) => {
        const opening = { id: caseId, subject, place, now: virtualAt(setting, Date.now()), by: { role: 'county_cdc', place }, data };
        return startCase(client, { hash: inForce.hash, opening: withUnitValues(opening, inForce.protocol, units!), clock: setting });
      });
      for (const row of result.rows) {
        for (const problem of row.problems) {
          const where = `${file}:${row.line}${problem.column === undefined ? '' : ` (${problem.column})`}`;
          terminal.say({
            zh: `${where}: [${problem.weight === 'refused' ? '拒绝' : '警告'} ${problem.code}] ${problem.zh}`,
            en: `${where}: [${problem.weight} ${problem.code}] ${problem.en}`,
          });
        }
      }
      for (const note of result.notes) terminal.say(note);
      const { rows, opened: fine, warned, duplicate, unchanged, refused } = result.totals;
      terminal.say({
        zh: `共 ${rows} 行 = 立案 ${fine} + 立案但有疑点 ${warned} + 文件内重复 ${duplicate} + 已在册 ${unchanged} + 拒绝 ${refused}`,
        en: `${rows} rows = ${fine} opened + ${warned} opened with a warning + ${duplicate} twice in the file + ${unchanged} unchanged + ${refused} refused`,
      });
      terminal.give(result);
      return refused > 0 || duplicate > 0 ? exit.findings : exit.ok;
    } finally {
      await close();
    }
  } finally {
    await opened.ledger.close();
  }
}

export const importVerb: Verb = {
  name: 'import',
  summary: 'open a case for each row of a register / 导入名册',
  define(command, act) {
    command
      .argument('<file>', 'CSV, UTF-8')
      .requiredOption('--protocol <name>', 'protocol to open / 规程')
      .option('--map <mapping>', 'mapping file / 列对应文件')
      .action(act(importFile));
  },
};
