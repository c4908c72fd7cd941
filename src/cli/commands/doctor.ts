import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { type Text, virtualAt } from '../../kernel/index.ts';
import { clock, keyRing, type Ledger, lastNight, openLedger, protocolsInForce } from '../../ledger/index.ts';
import { connectClient, findTemporal, type Home, identityOf, livingPid, runningHouse, serverSettings } from '../../temporal/index.ts';
import { taskQueue } from '../../workflow/contract.ts';
import { civil } from '../civil.ts';
import { exit, type Terminal } from '../terminal.ts';
import { same } from '../titles.ts';
import { troubleWords } from '../trouble.ts';
import type { Verb } from '../verb.ts';

interface Finding {
  what: Text;
  ok: boolean;
  detail: Text;
}
type Look = () => Promise<Text> | Text;

/** `early doctor`: whether this machine can run the house, and how Temporal was found. Changes nothing but the cache of Temporal. */
async function doctor(home: Home, terminal: Terminal): Promise<number> {
  const findings: Finding[] = [];
  const look = async (what: Text, ask: Look) => {
    const finding = await Promise.resolve()
      .then(ask)
      .then((detail) => ({ what, ok: true, detail }))
      .catch((error: unknown) => ({ what, ok: false, detail: troubleWords(error) ?? wordsOf(error) }));
    findings.push(finding);
    const mark = finding.ok ? '✓' : '✗';
    terminal.say({ zh: `${mark} ${what.zh}：${finding.detail.zh}`, en: `${mark} ${what.en}: ${finding.detail.en}` });
  };
  await look(same('Node'), node);
  await look({ zh: '数据目录', en: 'data folder' }, () => dataFolder(home));
  await look({ zh: '密钥', en: 'key' }, () => key(home));
  await look({ zh: '构建', en: 'build' }, () => build(home));
  await look({ zh: '台账', en: 'ledger' }, () => ledger(home));
  await look({ zh: '夜间核对', en: 'nightly comparison' }, () => night(home));
  await look(same('Temporal'), () => temporal(terminal));
  await look({ zh: '运行', en: 'running' }, () => running(home));
  terminal.give(findings);
  return findings.every(({ ok }) => ok) ? exit.ok : exit.environment;
}

/** Something to be mended, in words. */
class Ailment extends Error {
  readonly words: Text;
  constructor(words: Text) {
    super(words.en);
    this.words = words;
  }
}

function wordsOf(error: unknown): Text {
  return error instanceof Ailment ? error.words : same(error instanceof Error ? error.message : String(error));
}

function node(): Text {
  const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
  if (major > 20 || (major === 20 && minor >= 20)) return same(process.version);
  throw new Ailment({ zh: `${process.version}，需要 20.20 或更高`, en: `${process.version}, needs 20.20 or later` });
}

function dataFolder({ var: folder }: Home): Text {
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  if (!statSync(nearest).isDirectory()) throw new Ailment({ zh: `${nearest} 不是目录`, en: `${nearest} is not a folder` });
  accessSync(nearest, constants.W_OK);
  return nearest === folder ? same(folder) : { zh: `${folder}（首次启动时建立）`, en: `${folder} (made at the first start)` };
}

const keyFile = (home: Home) => join(home.var, 'key');
const hasKey = (home: Home) => Boolean(process.env.EARLY_KEY) || existsSync(keyFile(home));

function key(home: Home): Text {
  if (!hasKey(home)) return { zh: '尚无，首次启动时生成', en: 'none yet, made at the first start' };
  const { id } = keyRing(process.env, home.var);
  return process.env.EARLY_KEY ? same(`${id} (EARLY_KEY)`) : same(`${id} (${keyFile(home)})`);
}

function build(home: Home): Text {
  const missing = [home.workflowBundle, home.worker, home.failureConverter].find((file) => !existsSync(file));
  if (missing === undefined) return { zh: '齐全', en: 'complete' };
  throw new Ailment({ zh: `缺少 ${missing}：请执行 npm run build`, en: `${missing} is missing: run npm run build` });
}

async function ledger(home: Home): Promise<Text> {
  return inLedger(home, async (opened) => {
    const published = await protocolsInForce(opened, virtualAt(await clock(opened), Date.now()));
    return {
      zh: `${opened.store.where}，已发布 ${published.length} 个规程`,
      en: `${opened.store.where}, ${published.length} protocol(s) published`,
    };
  });
}

/** A night without a comparison is missed after this many hours. */
const NIGHT = 26;

async function night(home: Home): Promise<Text> {
  return inLedger(home, async (opened) => {
    const last = await lastNight(opened);
    if (!last) return { zh: '还没有（运行时每夜 02:00）', en: 'none yet (a running house does it at 02:00)' };
    // A house that stands still misses its nights rightly.
    const old = runningHouse(home) !== undefined && Date.now() - last.endedAt > NIGHT * 3_600_000;
    const fault = last.audit.fault !== undefined;
    const words = {
      zh: `${civil(last.endedAt)}：${last.count} 处不一致${fault ? '，审计链断裂' : ''}${old ? `，已超过 ${NIGHT} 小时` : ''}（early reconcile --last）`,
      en: `${civil(last.endedAt)}: ${last.count} difference(s)${fault ? ', the audit does not hold' : ''}${old ? `, more than ${NIGHT} hours ago` : ''} (early reconcile --last)`,
    };
    if (last.count > 0 || fault || old) throw new Ailment(words);
    return words;
  });
}

/** Looks into the ledger, if there is one: looking makes none. */
async function inLedger(home: Home, look: (ledger: Ledger) => Promise<Text>): Promise<Text> {
  const isFile = !home.ledger.includes('://');
  if (!hasKey(home) || (isFile && !existsSync(home.ledger))) return { zh: '尚无，首次启动时建立', en: 'none yet, made at the first start' };
  const opened = await openLedger(home.ledger, keyRing(process.env, home.var));
  try {
    return await look(opened);
  } finally {
    await opened.close();
  }
}

async function temporal(terminal: Terminal): Promise<Text> {
  const found = await findTemporal(process.env, (line) => terminal.warn(line));
  if (found.way !== 'address') return same(`${found.version} (${found.way}: ${found.binary})`);
  // No client can ask a server for these.
  const settings = Object.entries(serverSettings).map(([name, value]) => `${name}=${value}`);
  return {
    zh: `TEMPORAL_ADDRESS ${found.address}；其动态配置应有 ${settings.join('、')}（docs/guarantees.zh.md）`,
    en: `TEMPORAL_ADDRESS ${found.address}; its dynamic configuration should have ${settings.join(', ')} (docs/guarantees.md)`,
  };
}

/** A worker by its process, as it told Temporal (`number@machine`); undefined: it was on this machine and is gone. */
function workerCalled(home: Home, identity: string): Text | undefined {
  const [, number, machine] = /^(\d+)@(.+)$/.exec(identity) ?? [];
  if (number === undefined || machine !== hostname()) return same(identity);
  const pid = Number(number);
  if (pid === livingPid(join(home.var, 'worker.pid'))) return { zh: `${pid}（由 early up 维持）`, en: `${pid} (kept up by early up)` };
  return identityOf(pid) === undefined ? undefined : same(number);
}

/** Whether Temporal answers and somebody works for the cases. */
async function running(home: Home): Promise<Text> {
  const address = process.env.TEMPORAL_ADDRESS || runningHouse(home)?.address;
  if (!address) return { zh: '没有在运行（npm start）', en: 'no (npm start)' };
  const { client, close } = await connectClient(address, {}).catch(() => {
    throw new Ailment({ zh: `${address} 无应答`, en: `${address} does not answer` });
  });
  try {
    const { namespace } = client.options;
    const { pollers } = await client.workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue }, taskQueueType: 1 });
    const recent = (pollers ?? []).filter(({ lastAccessTime }) => Date.now() / 1000 - Number(lastAccessTime?.seconds ?? 0) < 90);
    const workers = recent.flatMap(({ identity }) => workerCalled(home, identity ?? '?') ?? []);
    if (workers.length > 0)
      return {
        zh: `${address}，工作进程 ${workers.map(({ zh }) => zh).join('、')}`,
        en: `${address}, worker ${workers.map(({ en }) => en).join(', ')}`,
      };
  } finally {
    await close();
  }
  throw new Ailment({
    zh: `${address} 有应答，但没有工作进程：个案无人处理`,
    en: `${address} answers, but no worker does: nothing happens in the cases`,
  });
}

export const doctorVerb: Verb = {
  name: 'doctor',
  summary: 'can this machine run it, and how Temporal was found / 环境检查',
  define(command, act) {
    command.action(act(doctor));
  },
};
