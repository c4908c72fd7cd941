import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { cacheFolder, installed } from './cache.ts';
import { freePort } from './devserver.ts';
import { alone } from './lock.ts';
import type { Progress } from './obtain.ts';

const run = promisify(execFile);

/** `io.temporal:temporal-test-server` of Maven Central. */
export const testServerVersion = '1.38.0';
const copyPlugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
const mainClass = 'io.temporal.testserver.TestServer';

/** No time-skipping server can be had: `message` in English, `zh` in Chinese. */
export class NoTestServer extends Error {
  readonly zh: string;
  constructor(why: string) {
    super(`the time-skipping test server needs Java (11 or later) and, once, Maven with a repository it reaches: ${why}`);
    this.zh = `时间跳跃测试服务器需要 Java（11 或更高），首次还需要 Maven 及可访问的仓库：${why}`;
  }
}

/**
 * The time-skipping test server: its jars come from Maven into our cache once, with a script that starts them, for
 * `TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } })`. It is proved by starting it.
 * Returns the script's path. Throws NoTestServer.
 */
export async function findTestServer(env: NodeJS.ProcessEnv, progress: Progress): Promise<string> {
  await run('java', ['-version'], { timeout: 20_000, env }).catch(() => {
    throw new NoTestServer('no java on the PATH');
  });
  const folder = join(cacheFolder(env), `temporal-test-server-${testServerVersion}`);
  const script = join(folder, 'temporal-test-server');
  const wait = (pid: number) => progress(`test server: process ${pid} is getting it, waiting / 等待进程 ${pid} 获取 …`);
  return alone(`${folder}.lock`, wait, async () => {
    if (existsSync(script)) {
      const trouble = await start(script, env);
      if (trouble === undefined) return script;
      progress(`test server: ${script} does not run (${trouble}); getting it again`);
    }
    progress(`test server: fetching ${testServerVersion} with Maven, once / 用 Maven 获取，仅此一次 …`);
    await installed(folder, (making) => fetchJars(making, env)).catch((error: unknown) => {
      throw new NoTestServer(lastWords(error));
    });
    const trouble = await start(script, env);
    if (trouble !== undefined) throw new NoTestServer(`it does not start: ${trouble}`);
    return script;
  });
}

async function fetchJars(making: string, env: NodeJS.ProcessEnv): Promise<string> {
  const made = join(making, 'made');
  mkdirSync(made);
  const server = `<groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${testServerVersion}</version>`;
  const self = '<modelVersion>4.0.0</modelVersion><groupId>six.earlies</groupId><artifactId>test-server</artifactId><version>1</version>';
  const project = `<project>${self}<dependencies><dependency>${server}</dependency></dependencies></project>\n`;
  writeFileSync(join(making, 'pom.xml'), project);
  await run('mvn', ['-B', '-q', copyPlugin, '-DincludeScope=runtime', `-DoutputDirectory=${join(made, 'lib')}`], {
    cwd: making,
    env,
    timeout: 300_000,
  });
  // exec: the caller kills the process it started, which must be Java itself.
  const script = `#!/bin/sh\nexec java -cp "$(dirname "$0")/lib/*" ${mainClass} "$@" 2>/dev/null\n`;
  writeFileSync(join(made, 'temporal-test-server'), script);
  chmodSync(join(made, 'temporal-test-server'), 0o755);
  return made;
}

/** Starts the server for a moment; says why when it does not listen. */
async function start(script: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const port = await freePort();
  const child = spawn(script, [String(port)], { env, stdio: 'ignore' });
  let ended: string | undefined;
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      ended = error.message;
      resolve();
    });
    child.once('close', (code) => {
      ended ??= `it ended with ${code}`;
      resolve();
    });
  });
  const end = performance.now() + 30_000;
  while (ended === undefined && !(await listens(port))) {
    if (performance.now() > end) ended = 'it does not listen within 30 s';
    await sleep(100);
  }
  const trouble = ended;
  child.kill('SIGKILL');
  await gone;
  return trouble;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function lastWords(error: unknown): string {
  const { stdout, message } = error as { stdout?: string; message?: string };
  const line = stdout?.split('\n').find((text) => text.includes('ERROR'));
  return line ?? message?.split('\n')[0] ?? String(error);
}
