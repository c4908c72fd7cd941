import { execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { Text } from '../kernel/index.ts';
import { installed } from './cache.ts';
import { Trouble, wordsOf } from './trouble.ts';

const run = promisify(execFile);

/** The version of the temporal command we get ourselves: later ones do not install with Go because of a replace directive. */
export const cliVersion = 'v1.5.1';

/** Gets a line for people: in both languages, or the same in both. */
export type Progress = (line: Text | string) => void;

/**
 * Fetches the official archive to `target`; EARLY_TEMPORAL_DOWNLOAD names a mirror of it for a closed network. Throws, within seconds
 * where the network does not answer.
 */
export async function downloadTemporal(target: string, env: NodeJS.ProcessEnv, progress: Progress): Promise<void> {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  progress({ zh: 'temporal：尝试官方下载 …', en: 'temporal: trying the official download …' });
  const aborting = new AbortController();
  // Short until something arrives, so that a closed network costs seconds; long for the 50 MB behind it.
  let impatience = setTimeout(() => aborting.abort(new Trouble({ zh: '5 秒内无应答', en: 'no answer within 5 s' })), 5_000);
  try {
    const from = env.EARLY_TEMPORAL_DOWNLOAD || 'https://temporal.download/cli/archive';
    const url = `${from}/${cliVersion}?platform=${process.platform}&arch=${arch}`;
    const response = await fetch(url, { signal: aborting.signal }).catch((error: unknown) => {
      if (error instanceof Trouble) throw error;
      const { zh, en } = wordsOf(error);
      throw new Trouble({ zh: `${from} 连接不上（${zh}）`, en: `${from} cannot be reached (${en})` });
    });
    if (!response.ok || !response.body) throw new Trouble({ zh: `服务器回答 ${response.status}`, en: `answered ${response.status}` });
    clearTimeout(impatience);
    impatience = setTimeout(() => aborting.abort(new Trouble({ zh: '5 分钟内未下载完', en: 'not complete after 5 minutes' })), 300_000);
    const { body } = response;
    await installed(target, async (folder) => {
      const archive = join(folder, 'temporal.tar.gz');
      await pipeline(Readable.fromWeb(body), createWriteStream(archive), { signal: aborting.signal });
      await run('tar', ['-xzf', archive, '-C', folder], { timeout: 60_000 });
      return join(folder, 'temporal');
    });
  } finally {
    clearTimeout(impatience);
  }
}

/** Builds the temporal command with Go to `target`: minutes, with a line of progress every few seconds. Throws with Go's last words. */
export async function buildTemporal(target: string, env: NodeJS.ProcessEnv, progress: Progress): Promise<void> {
  const { stdout } = await run('go', ['version'], { timeout: 20_000, env }).catch(() => {
    throw new Trouble({ zh: 'PATH 中没有 Go', en: 'Go is not on the PATH' });
  });
  progress({
    zh: `temporal：用 ${stdout.trim()} 构建，约 4 分钟，仅此一次 …`,
    en: `temporal: building with ${stdout.trim()}, about 4 minutes, once …`,
  });
  const started = performance.now();
  await installed(target, async (folder) => {
    // Go refuses GOBIN for a foreign target; a build for this machine is what is wanted anyway.
    const { GOOS: _, GOARCH: __, ...rest } = env;
    const child = spawn('go', ['install', `github.com/temporalio/cli/cmd/temporal@${cliVersion}`], {
      env: { ...rest, GOBIN: folder, TMPDIR: env.TMPDIR ?? tmpdir() },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let last = '';
    child.stderr.on('data', (chunk: Buffer) => {
      last = chunk.toString().trim().split('\n').at(-1) ?? last;
    });
    const told = setInterval(
      () =>
        progress({
          zh: `temporal：构建中，${seconds(started)} 秒 … ${last.slice(0, 90)}`,
          en: `temporal: building, ${seconds(started)} s … ${last.slice(0, 90)}`,
        }),
      5_000,
    );
    const interrupt = () => child.kill('SIGTERM');
    process.once('exit', interrupt);
    try {
      const code = await new Promise<number | null>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', resolve);
      });
      if (code !== 0) throw new Trouble({ zh: `go install 失败：${last}`, en: `go install failed: ${last}` });
    } finally {
      clearInterval(told);
      process.off('exit', interrupt);
    }
    return join(folder, 'temporal');
  });
  progress({ zh: `temporal：构建完成，用时 ${seconds(started)} 秒`, en: `temporal: built in ${seconds(started)} s` });
}

const seconds = (since: number) => Math.round((performance.now() - since) / 1000);

/** Takes away what did not prove to run, so that the next start does not find it. */
export const discard = (target: string): Promise<void> => rm(target, { recursive: true, force: true });
