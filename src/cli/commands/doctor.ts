import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { keyRing, LedgerError, lastNight, openLedger } from '../../ledger/index.ts';
import { connectClient, findTemporal, type Home, NoTemporal, runningHouse } from '../../temporal/index.ts';
import { civil } from '../civil.ts';
import { exit, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

interface Finding {
  what: { zh: string; en: string };
  ok: boolean;
  detail: { zh: string; en: string };
}

const both = (text: string) => ({ zh: text, en: text });

/** `early doctor`: whether this machine can run the house, and how Temporal was found. */
async function doctor(home: Home, terminal: Terminal): Promise<number> {
  const findings: Finding[] = [];
  const add = (what: Finding['what'], ok: boolean, detail: Finding['detail']) => findings.push({ what, ok, detail });
  const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
  add(both('Node'), major > 20 || (major === 20 && minor >= 20), both(`${process.version} (≥ 20.20)`));
  try {
    mkdirSync(home.var, { recursive: true });
    accessSync(home.var, constants.W_OK);
    add({ zh: '数据目录', en: 'data folder' }, true, both(home.var));
  } catch {
    add({ zh: '数据目录', en: 'data folder' }, false, { zh: `${home.var} 不可写`, en: `${home.var} cannot be written` });
  }
  try {
    const { id } = keyRing(process.env, home.var);
    const file = join(home.var, 'key');
    const mode = existsSync(file) ? (statSync(file).mode & 0o777).toString(8) : 'EARLY_KEY';
    add({ zh: '密钥', en: 'key' }, true, both(`${id} (${mode})`));
  } catch (error) {
    add({ zh: '密钥', en: 'key' }, false, both(error instanceof Error ? error.message : String(error)));
  }
  for (const file of [home.workflowBundle, home.worker, home.failureConverter]) {
    if (!existsSync(file))
      add({ zh: '构建', en: 'build' }, false, { zh: `缺少 ${file}；请执行 npm run build`, en: `${file} is missing; run npm run build` });
  }
  try {
    const found = await findTemporal(process.env, (line) => terminal.say(line));
    const how = found.way === 'address' ? `TEMPORAL_ADDRESS ${found.address}` : `${found.version} (${found.way}: ${found.binary})`;
    add(both('Temporal'), true, both(how));
  } catch (error) {
    add(both('Temporal'), false, error instanceof NoTemporal ? { zh: error.zh, en: error.message } : both(String(error)));
  }
  const address = process.env.TEMPORAL_ADDRESS ?? runningHouse(home)?.address;
  if (address) {
    const answers = await connectClient(address, {}).then(
      ({ close }) => close().then(() => true),
      () => false,
    );
    add({ zh: '运行中', en: 'running' }, answers, answers ? both(address) : { zh: `${address} 无应答`, en: `${address} does not answer` });
  } else add({ zh: '运行中', en: 'running' }, true, { zh: '没有在运行（npm start）', en: 'not running (npm start)' });
  await addLedger(home, add);
  terminal.give(findings);
  for (const { what, ok, detail } of findings)
    terminal.say({ zh: `${ok ? '✓' : '✗'} ${what.zh}：${detail.zh}`, en: `${ok ? '✓' : '✗'} ${what.en}: ${detail.en}` });
  return findings.every(({ ok }) => ok) ? exit.ok : exit.environment;
}

/** A night without a comparison is missed after this many hours. */
const NIGHT = 26;

async function addLedger(home: Home, add: (what: Finding['what'], ok: boolean, detail: Finding['detail']) => void): Promise<void> {
  const what = { zh: '台账', en: 'ledger' };
  const isFile = !home.ledger.includes('://');
  if (isFile && !existsSync(home.ledger)) return add(what, true, { zh: '尚未建立', en: 'not made yet' });
  try {
    const ledger = await openLedger(home.ledger, keyRing(process.env, home.var));
    try {
      add(what, true, both(`${ledger.store.engine} ${ledger.store.where}`));
      const night = await lastNight(ledger);
      const label = { zh: '夜间核对', en: 'nightly reconciliation' };
      if (!night) return add(label, true, { zh: '还没有（运行时每夜 02:00）', en: 'none yet (a running house does it at 02:00)' });
      // A house that stands still misses its nights rightly.
      const old = runningHouse(home) !== undefined && Date.now() - night.endedAt > NIGHT * 3_600_000;
      const when = civil(night.endedAt);
      add(label, night.count === 0 && !night.audit.fault && !old, {
        zh: `${when}：${night.count} 处不一致${night.audit.fault ? '，审计链断裂' : ''}${old ? `，已超过 ${NIGHT} 小时` : ''}（early reconcile --last）`,
        en: `${when}: ${night.count} difference(s)${night.audit.fault ? ', the audit does not hold' : ''}${old ? `, more than ${NIGHT} hours ago` : ''} (early reconcile --last)`,
      });
    } finally {
      await ledger.close();
    }
  } catch (error) {
    add(what, false, error instanceof LedgerError ? error.text : both(String(error)));
  }
}

export const doctorVerb: Verb = {
  name: 'doctor',
  summary: 'can this machine run it, and how Temporal was found / 环境检查',
  define(command, act) {
    command.action(act(doctor));
  },
};
