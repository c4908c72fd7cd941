import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The version we build ourselves: later ones do not install because of a replace directive. */
const CLI_VERSION = 'v1.5.1';

export type Way = 'address' | 'env' | 'path' | 'cache' | 'download' | 'build';
export type Found = { way: 'address'; address: string } | { way: Exclude<Way, 'address'>; binary: string; version: string };

/** No Temporal anywhere: names every way to get one. */
export class NoTemporal extends Error {
  readonly zh: string;
  constructor(tried: string[]) {
    const list = tried.map((line) => `  - ${line}`).join('\n');
    super(
      `no Temporal was found. Any of these will do:\n  TEMPORAL_ADDRESS=host:port of a running server\n  EARLY_TEMPORAL_BIN=path of the temporal command\n  the temporal command on the PATH (https://docs.temporal.io/cli)\n  Go on the PATH, then it is built once (about 4 minutes)\nTried:\n${list}`,
    );
    this.zh = `没有找到 Temporal。以下任一方式均可：\n  TEMPORAL_ADDRESS=运行中服务器的 host:port\n  EARLY_TEMPORAL_BIN=temporal 命令的路径\n  PATH 中的 temporal 命令\n  PATH 中的 Go（自动构建一次，约 4 分钟）\n已尝试：\n${list}`;
  }
}

/** Outside the checkout, so that a clone does not build again. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'six-earlies');
}

/** The version a binary prints; undefined when it does not run. A binary is proved by running it, not by its presence. */
async function prove(binary: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(binary, ['--version'], { timeout: 20_000 });
    return stdout.trim().split('\n')[0];
  } catch {
    return undefined;
  }
}

/**
 * Finds Temporal: TEMPORAL_ADDRESS, EARLY_TEMPORAL_BIN, the PATH, our cache, the official download, or a build with Go.
 * `progress` gets a line for whatever takes long. Throws NoTemporal.
 */
export async function findTemporal(env: NodeJS.ProcessEnv, progress: (line: string) => void): Promise<Found> {
  if (env.TEMPORAL_ADDRESS) return { way: 'address', address: env.TEMPORAL_ADDRESS };
  const tried: string[] = [];
  const cached = join(cacheFolder(env), `temporal-${CLI_VERSION}`, 'temporal');
  const onPath = (env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'temporal'))
    .find((file) => existsSync(file));
  const candidates: [Exclude<Way, 'address'>, string | undefined, string][] = [
    ['env', env.EARLY_TEMPORAL_BIN, 'EARLY_TEMPORAL_BIN'],
    ['path', onPath, 'PATH'],
    ['cache', existsSync(cached) ? cached : undefined, 'cache'],
  ];
  for (const [way, binary, name] of candidates) {
    if (!binary) {
      tried.push(`${name}: none`);
      continue;
    }
    const version = await prove(binary);
    if (version) return { way, binary, version };
    tried.push(`${name}: ${binary} does not run`);
  }
  for (const [way, get] of [
    ['download', download],
    ['build', build],
  ] as const) {
    const trouble = await get(cached, env, progress);
    const version = trouble === undefined ? await prove(cached) : undefined;
    if (version) return { way, binary: cached, version };
    tried.push(`${way}: ${trouble ?? 'the result does not run'}`);
  }
  throw new NoTemporal(tried);
}

/** Puts the result in place at once, so that nothing half done is ever found. */
function install(from: string, to: string): void {
  mkdirSync(join(to, '..'), { recursive: true });
  renameSync(from, to);
}

async function download(target: string, _: NodeJS.ProcessEnv, progress: (line: string) => void): Promise<string | undefined> {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const folder = mkdtempSync(join(ensured(cacheFolder()), 'download-'));
  try {
    progress('temporal: trying the official download …');
    const response = await fetch(`https://temporal.download/cli/archive/latest?platform=${process.platform}&arch=${arch}`, {
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) return `the download answered ${response.status}`;
    const archive = join(folder, 'temporal.tar.gz');
    const { writeFile } = await import('node:fs/promises');
    await writeFile(archive, Buffer.from(await response.arrayBuffer()));
    await run('tar', ['-xzf', archive, '-C', folder], { timeout: 60_000 });
    install(join(folder, 'temporal'), target);
    return undefined;
  } catch (error) {
    return `cannot be reached (${error instanceof Error ? error.message : String(error)})`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function build(target: string, env: NodeJS.ProcessEnv, progress: (line: string) => void): Promise<string | undefined> {
  try {
    await run('go', ['version'], { timeout: 20_000 });
  } catch {
    return 'Go is not on the PATH';
  }
  const folder = mkdtempSync(join(ensured(cacheFolder(env)), 'build-'));
  const started = performance.now();
  const tick = setInterval(
    () => progress(`temporal: building, ${Math.round((performance.now() - started) / 1000)} s (about 4 minutes, once) …`),
    15_000,
  );
  try {
    progress('temporal: building from source with Go, about 4 minutes, once …');
    const child = spawn('go', ['install', `github.com/temporalio/cli/cmd/temporal@${CLI_VERSION}`], {
      env: { ...env, GOBIN: folder, TMPDIR: env.TMPDIR ?? tmpdir() },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let trouble = '';
    child.stderr.on('data', (chunk: Buffer) => {
      trouble = `${trouble}${chunk}`.slice(-500);
    });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    if (code !== 0) return `go install failed: ${trouble.trim().split('\n').at(-1)}`;
    install(join(folder, 'temporal'), target);
    return undefined;
  } finally {
    clearInterval(tick);
    rmSync(folder, { recursive: true, force: true });
  }
}

function ensured(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}
