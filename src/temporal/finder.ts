import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Text } from '../kernel/index.ts';
import { cacheFolder } from './cache.ts';
import { externalServer } from './external.ts';
import { alone } from './lock.ts';
import { buildTemporal, cliVersion, discard, downloadTemporal, type Progress } from './obtain.ts';
import { Trouble, wordsOf } from './trouble.ts';

const run = promisify(execFile);

export type Way = 'address' | 'env' | 'path' | 'cache' | 'download' | 'build';
export type Found = { way: 'address'; address: string } | { way: Exclude<Way, 'address'>; binary: string; version: string };

/** No Temporal anywhere: names every way to get one, and what became of each here. */
export class NoTemporal extends Trouble {
  constructor(tried: readonly Text[]) {
    const list = (locale: keyof Text) => tried.map((line) => `  - ${line[locale]}`).join('\n');
    super({
      zh: `没有找到 Temporal。以下任一方式均可：\n  TEMPORAL_ADDRESS=运行中服务器的 host:port（或 TEMPORAL_PROFILE）\n  EARLY_TEMPORAL_BIN=temporal 命令的路径\n  PATH 中的 temporal 命令（https://docs.temporal.io/cli）\n  能访问 temporal.download 的网络（或用 EARLY_TEMPORAL_DOWNLOAD 指定镜像）\n  PATH 中的 Go（自动构建一次，约 4 分钟）\n已尝试：\n${list('zh')}`,
      en: `no Temporal was found. Any of these will do:\n  TEMPORAL_ADDRESS=host:port of a running server (or TEMPORAL_PROFILE)\n  EARLY_TEMPORAL_BIN=path of the temporal command\n  the temporal command on the PATH (https://docs.temporal.io/cli)\n  a network that reaches temporal.download (or EARLY_TEMPORAL_DOWNLOAD, a mirror of it)\n  Go on the PATH, then it is built once (about 4 minutes)\nTried:\n${list('en')}`,
    });
  }
}

/** What each way is called in the list of those tried. */
const wayNames: Record<Exclude<Way, 'address'>, Text> = {
  env: { zh: 'EARLY_TEMPORAL_BIN', en: 'EARLY_TEMPORAL_BIN' },
  path: { zh: 'PATH', en: 'PATH' },
  cache: { zh: '缓存', en: 'cache' },
  download: { zh: '下载', en: 'download' },
  build: { zh: '用 Go 构建', en: 'build with Go' },
};

const said = (way: Exclude<Way, 'address'>, { zh, en }: Text): Text => ({
  zh: `${wayNames[way].zh}：${zh}`,
  en: `${wayNames[way].en}: ${en}`,
});

/** The version a binary prints. A binary is proved by running it, not by its presence: throws with the reason. */
export async function proveTemporal(binary: string): Promise<string> {
  const { stdout } = await run(binary, ['--version'], { timeout: 20_000 }).catch((error: NodeJS.ErrnoException) => {
    throw whyNot(error);
  });
  const answer = JSON.stringify(stdout.slice(0, 60));
  if (!/^temporal version \S/m.test(stdout))
    throw new Trouble({ zh: `问它版本时答 ${answer}`, en: `says ${answer} when asked for its version` });
  return stdout.trim().split('\n')[0]!;
}

/** Why a command did not run at all, or not to its end. */
function whyNot(error: NodeJS.ErrnoException): Error {
  const code: unknown = error.code;
  if (typeof code === 'number') return new Trouble({ zh: `退出码 ${code}`, en: `exit code ${code}` });
  if (code === 'ENOENT') return new Trouble({ zh: '没有这个文件', en: 'there is no such file' });
  return code === 'EACCES' ? new Trouble({ zh: '没有执行权限', en: 'it may not be executed' }) : error;
}

/**
 * Finds Temporal: TEMPORAL_ADDRESS or a profile, EARLY_TEMPORAL_BIN, the PATH, our cache, the official download, or a build with Go.
 * `progress` gets a line for whatever takes long and for each binary that is there but does not run. One process gets it at a time;
 * the others wait and find it in the cache. Throws NoTemporal.
 */
export async function findTemporal(env: NodeJS.ProcessEnv, progress: Progress): Promise<Found> {
  const external = externalServer(env);
  if (external) return { way: 'address', address: external.address };
  const tried: Text[] = [];
  const proved = async (way: Exclude<Way, 'address'>, binary: string): Promise<Found | undefined> => {
    try {
      return { way, binary, version: await proveTemporal(binary) };
    } catch (error) {
      const { zh, en } = wordsOf(error);
      const trouble = said(way, { zh: `${binary} 无法运行（${zh}）`, en: `${binary} does not run (${en})` });
      progress({ zh: `temporal：${trouble.zh}`, en: `temporal: ${trouble.en}` });
      tried.push(trouble);
      return undefined;
    }
  };
  const cached = join(cacheFolder(env), `temporal-${cliVersion}`, 'temporal');
  const present: [Exclude<Way, 'address'>, string[]][] = [
    ['env', env.EARLY_TEMPORAL_BIN ? [env.EARLY_TEMPORAL_BIN] : []],
    ['path', onPath(env)],
    ['cache', existsSync(cached) ? [cached] : []],
  ];
  for (const [way, binaries] of present) {
    if (binaries.length === 0) tried.push(said(way, { zh: '没有', en: 'none' }));
    for (const binary of binaries) {
      const found = await proved(way, binary);
      if (found) return found;
    }
  }
  const wait = (pid: number) =>
    progress({ zh: `temporal：进程 ${pid} 正在获取，请稍候 …`, en: `temporal: process ${pid} is getting it, waiting …` });
  return alone(`${cached}.lock`, wait, async () => {
    // Whoever held the lock may have got it meanwhile.
    if (existsSync(cached)) {
      const found = await proved('cache', cached);
      if (found) return found;
      await discard(cached);
    }
    const ways: ['download' | 'build', () => Promise<void>][] = [
      ['download', () => downloadTemporal(cached, env, progress)],
      ['build', () => buildTemporal(cached, env, progress)],
    ];
    for (const [way, get] of ways) {
      try {
        await get();
      } catch (error) {
        tried.push(said(way, wordsOf(error)));
        continue;
      }
      const found = await proved(way, cached);
      if (found) return found;
      await discard(cached);
    }
    throw new NoTemporal(tried);
  });
}

function onPath(env: NodeJS.ProcessEnv): string[] {
  return (env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, 'temporal'))
    .filter((file) => existsSync(file));
}
