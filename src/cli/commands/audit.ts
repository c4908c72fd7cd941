import { type AuditFault, type AuditHead, auditLines, verifyAudit } from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { civil } from '../civil.ts';
import { theLedger } from '../house.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

const faults: Record<AuditFault['code'], { zh: string; en: string }> = {
  changed: { zh: '被改动、被插入，或由另一把密钥写成', en: 'was changed, put in, or written with another key' },
  missing: { zh: '缺失：此前的记录被删去', en: 'is missing: lines were removed there' },
  missing_at_end: { zh: '及其后的记录被删去', en: 'and those after it were taken off the end' },
  head_forged: {
    zh: '处的末行标记是伪造的：其后可能被删去',
    en: 'is marked as the end by somebody without the key: lines after it may be gone',
  },
};

/** `early audit verify [--head SEQ:HASH]`: does the chain hold? `early audit show [ID]`: who did what to whom, the latest first. */
async function audit(home: Home, terminal: Terminal, what: string, id: string | undefined, options: { head?: string; limit?: string }) {
  if (what !== 'verify' && what !== 'show')
    throw new Stop(exit.usage, { zh: `“${what}”不是 verify 或 show`, en: `"${what}" is neither verify nor show` });
  const noted = options.head === undefined ? undefined : headFrom(options.head);
  const { ledger } = await theLedger(home);
  try {
    return what === 'verify' ? await verify(ledger, terminal, noted) : await show(ledger, terminal, id, Number(options.limit ?? 50));
  } finally {
    await ledger.close();
  }
}

async function verify(ledger: Parameters<typeof verifyAudit>[0], terminal: Terminal, noted: AuditHead | undefined): Promise<number> {
  const result = await verifyAudit(ledger, noted);
  const { lines, head, fault } = result;
  terminal.give(result);
  if (fault) {
    terminal.say({
      zh: `审计链断裂：第 ${fault.seq} 行${faults[fault.code].zh}`,
      en: `The audit does not hold: line ${fault.seq} ${faults[fault.code].en}`,
    });
    return exit.findings;
  }
  const end = `${head.seq}:${head.hash}`;
  terminal.say({ zh: `审计链完好，共 ${lines} 行`, en: `The audit holds: ${lines} line(s)` });
  if (lines > 0)
    terminal.say({
      zh: `末行 ${end}（抄录在别处，日后用 --head 核对）`,
      en: `Its end is ${end}: note it elsewhere, and give it as --head another day`,
    });
  return exit.ok;
}

async function show(ledger: Parameters<typeof verifyAudit>[0], terminal: Terminal, id: string | undefined, limit: number): Promise<number> {
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new Stop(exit.usage, { zh: '--limit 应为正整数', en: '--limit is a whole number, 1 or more' });
  const lines = await auditLines(ledger, id, { limit });
  terminal.give(lines);
  for (const { seq, at, by, action, of, detail } of lines) {
    const who = `${by.role}@${by.place}${by.person === undefined ? '' : ` ${by.person}`}`;
    const rest = Object.entries(detail).map(([name, value]) => `${name}=${value}`);
    terminal.say([`${seq}`, civil(at), who, action, of, ...rest].join('  '));
  }
  if (lines.length === 0) terminal.say({ zh: '没有记录', en: 'Nothing is recorded' });
  return exit.ok;
}

function headFrom(text: string): AuditHead {
  const [, seq, hash] = /^(\d+):([\w-]+)$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw new Stop(exit.usage, { zh: `“${text}”不是“行号:散列”`, en: `"${text}" is not "line:hash", as verify printed it` });
  return { seq: Number(seq), hash };
}

export const auditVerb: Verb = {
  name: 'audit',
  summary: 'verify the audit, or show who did what / 核验或查看审计',
  define(command, act) {
    command
      .argument('<what>', 'verify | show')
      .argument('[id]', 'of show: a person, unit, finding … / 编号')
      .option('--head <line:hash>', 'of verify: an end noted before must still be there / 此前抄录的末行')
      .option('--limit <n>', 'of show: how many lines (50) / 行数')
      .action(act(audit));
  },
};
