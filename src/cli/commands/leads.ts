import { basename } from 'node:path';
import { type Text, virtualAt } from '../../kernel/index.ts';
import {
  clock,
  editionInForce,
  type FileProblem,
  type LeadOutcome,
  leadOutcomes,
  type Reconciled,
  readImport,
  readSheet,
  reconcileLeads,
} from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { theDistrict } from '../district.ts';
import { theLedger } from '../house.ts';
import { bytesOf } from '../import/file.ts';
import { mappingFor } from '../import/mapping.ts';
import { leadRows } from '../import/result.ts';
import { starting } from '../import/starting.ts';
import { fileProblemLine, rowLines } from '../import/words.ts';
import { checkTableFile, writeTable } from '../sheet/write.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** Under which protocol somebody is cared for who was missed. */
const PROTOCOL = 'returnee';
/** How the protocol says that a lead found him. */
const FOUND = { found_as: 'lead' };

/** `early leads FILE`: a list of leads reconciled with the ledger; who was missed gets a case and a finding. */
async function leads(
  home: Home,
  terminal: Terminal,
  file: string,
  options: { map?: string; yes?: boolean; out?: string },
): Promise<number> {
  if (options.out !== undefined) checkTableFile(options.out);
  const opened = await theLedger(home);
  const { ledger } = opened;
  try {
    const bytes = bytesOf(file);
    const now = virtualAt(await clock(ledger), Date.now());
    const inForce = await editionInForce(ledger, PROTOCOL, now);
    if (!inForce)
      throw new Stop(exit.environment, {
        zh: `规程 ${PROTOCOL} 尚未发布：请先执行 npm start`,
        en: `the protocol ${PROTOCOL} is not published yet: run npm start first`,
      });
    const { protocol } = inForce;
    const { units } = await theDistrict(home, ledger);
    const sheet = await readSheet(bytes);
    if ('code' in sheet) return refuse(terminal, [sheet], file, file);
    const mapping = await mappingFor(home, terminal, file, { ...options, sheet, protocol, units, fixed: FOUND });
    const answer = readImport({ bytes, sheet, mapping: mapping.text, protocol, units, now });
    if ('refused' in answer) return refuse(terminal, answer.refused, file, mapping.file);
    const { plan } = answer;
    const result = await starting(home, terminal, opened, { edition: inForce, total: plan.rows.length }, ({ start, progress }) =>
      reconcileLeads(ledger, plan, start, { progress }),
    );
    terminal.give({ ...result, notes: plan.notes });
    for (const lead of result.leads) for (const line of rowLines(lead, file)) terminal.say(line);
    for (const note of plan.notes) terminal.say(note);
    if (options.out !== undefined) {
      await writeTable(options.out, leadRows(sheet, result.leads, terminal.locale), basename(file));
      terminal.say({ zh: `每条线索的结果已写入 ${options.out}`, en: `what became of each lead is in ${options.out}` });
    }
    terminal.say(sumLine(result));
    terminal.say(personsLine(result));
    const unopened = result.leads.some(({ problems }) => problems.some(({ weight }) => weight === 'refused'));
    return result.totals.missed + result.totals.unchecked > 0 || unopened ? exit.findings : exit.ok;
  } finally {
    await ledger.close();
  }
}

function refuse(terminal: Terminal, refused: FileProblem[], file: string, map: string): number {
  terminal.give({ refused });
  for (const problem of refused) terminal.say(fileProblemLine(problem, problem.file === 'mapping' ? map : file));
  return exit.findings;
}

function sumLine({ totals: { rows, ...totals } }: Reconciled): Text {
  const parts = Object.entries(totals).filter(([, n]) => n > 0) as [LeadOutcome, number][];
  const said = (locale: 'zh' | 'en') => parts.map(([outcome, n]) => `${leadOutcomes[outcome].title[locale]} ${n}`).join(' + ') || '0';
  return { zh: `${rows} 条线索 = ${said('zh')}`, en: `${rows} leads = ${said('en')}` };
}

/** The other way round: who is in the ledger without a lead was found by the screening itself. */
function personsLine({ persons: { all, led } }: Reconciled): Text {
  return {
    zh: `反过来：台账在册 ${all} 人 = 线索提到 ${led} + 线索未提到 ${all - led}`,
    en: `the other way round: ${all} person(s) with a case = ${led} named by a lead + ${all - led} by none`,
  };
}

export const leadsVerb: Verb = {
  name: 'leads',
  summary: 'reconcile a list of leads with the ledger / 大数据线索比对',
  define(command, act) {
    command
      .argument('<file>', 'CSV or XLSX / CSV 或 XLSX 文件')
      .option('--map <mapping>', 'mapping file; guessed without one / 列对应文件，不给则按列名猜测')
      .option('--yes', 'a guessed mapping is right / 确认猜测的列对应')
      .option('--out <file>', "every lead's outcome, FILE.csv or .xlsx / 每条结果写入文件")
      .action(act(leads));
  },
};
