import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheFolder, findTemporal, NoTemporal } from '../../src/temporal/index.ts';

let folder: string;
let lines: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'early-finder-'));
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const say = (line: { en: string } | string) => lines.push(typeof line === 'string' ? line : line.en);
const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
  XDG_CACHE_HOME: join(folder, 'cache'),
  HOME: folder,
  // Nobody listens there: a test fetches nothing from outside.
  EARLY_TEMPORAL_DOWNLOAD: 'http://127.0.0.1:9',
  ...more,
});
function script(path: string, body: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
}
const temporal = (path: string, version: string) => script(path, `echo "temporal version ${version}"`);
/** A Go that writes the command as the real one does: into GOBIN, at the end. */
const go = (seconds: number, after = '') =>
  script(
    'bin/go',
    `[ "$1" = version ] && echo "go version go1.24" && exit 0
echo build >> ${join(folder, 'builds')}
sleep ${seconds}
printf '#!/bin/sh\\necho "temporal version built"\\n' > "$GOBIN/temporal"; chmod +x "$GOBIN/temporal"
${after}`,
  );
const cached = () => join(cacheFolder(environment()), 'temporal-v1.5.1');

describe('Temporal is found', () => {
  it('at TEMPORAL_ADDRESS before all else, without a binary', async () => {
    const env = environment({ TEMPORAL_ADDRESS: 'temporal.example:7233', EARLY_TEMPORAL_BIN: temporal('own', '1') });
    expect(await findTemporal(env, say)).toEqual({ way: 'address', address: 'temporal.example:7233' });
  });
  it('by a profile of the configuration file', async () => {
    writeFileSync(join(folder, 'temporal.toml'), '[profile.county]\naddress = "county.example:7233"\nnamespace = "early"\n');
    const env = environment({ TEMPORAL_PROFILE: 'county', TEMPORAL_CONFIG_FILE: join(folder, 'temporal.toml') });
    expect(await findTemporal(env, say)).toEqual({ way: 'address', address: 'county.example:7233' });
  });
  it('as EARLY_TEMPORAL_BIN, then on the PATH, then in the cache', async () => {
    const own = temporal('own', '1');
    const onPath = temporal('bin/temporal', '2');
    const inCache = temporal('cache/six-earlies/temporal-v1.5.1/temporal', '3');
    expect(await findTemporal(environment({ EARLY_TEMPORAL_BIN: own }), say)).toMatchObject({ way: 'env', version: 'temporal version 1' });
    expect(await findTemporal(environment(), say)).toMatchObject({ way: 'path', binary: onPath });
    rmSync(onPath);
    expect(await findTemporal(environment(), say)).toMatchObject({ way: 'cache', binary: inCache });
  });
  it('by running it: what is there but broken is named, and the next way is tried', async () => {
    const broken = script('own', 'exit 1');
    const other = script('bin/temporal', 'echo another program of that name');
    temporal('cache/six-earlies/temporal-v1.5.1/temporal', '3');
    expect(await findTemporal(environment({ EARLY_TEMPORAL_BIN: broken }), say)).toMatchObject({ way: 'cache' });
    expect(lines).toEqual([expect.stringContaining(broken), expect.stringContaining(other)]);
  });
});

describe('where no Temporal is', () => {
  it('it is downloaded, and a download that breaks off leaves nothing behind', async () => {
    temporal('temporal', 'downloaded');
    execFileSync('tar', ['-czf', 'whole.tar.gz', 'temporal'], { cwd: folder });
    const archive = readFileSync(join(folder, 'whole.tar.gz'));
    const server = createServer((request, response) => {
      asked.push(request.url!);
      response.writeHead(200, { 'content-length': archive.length });
      if (asked.length > 1) return response.end(archive);
      response.write(archive.subarray(0, 40), () => response.destroy());
    });
    const asked: string[] = [];
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const env = environment({ EARLY_TEMPORAL_DOWNLOAD: `http://127.0.0.1:${port}` });
    try {
      await expect(findTemporal(env, say)).rejects.toBeInstanceOf(NoTemporal);
      expect(readdirSync(cached())).toEqual([]);
      expect(await findTemporal(env, say)).toMatchObject({ way: 'download', version: 'temporal version downloaded' });
      expect(asked[0]).toMatch(/^\/v1\.5\.1\?platform=\w+&arch=\w+$/);
      expect(readdirSync(cached())).toEqual(['temporal']);
    } finally {
      server.close();
    }
  });
  it('it is built with Go, once, also when two want it at once', async () => {
    go(1);
    const other: string[] = [];
    const found = await Promise.all([
      findTemporal(environment(), say),
      findTemporal(environment(), (line) => other.push(typeof line === 'string' ? line : line.en)),
    ]);
    expect(found.map(({ way }) => way).sort()).toEqual(['build', 'cache']);
    expect(readFileSync(join(folder, 'builds'), 'utf8')).toBe('build\n');
    expect([...lines, ...other].some((line) => line.includes('waiting'))).toBe(true);
    expect([...lines, ...other].some((line) => line.includes('building with go version go1.24'))).toBe(true);
    expect(readdirSync(cached())).toEqual(['temporal']);
  });
  it('a build that fails leaves nothing behind, and the error names every way in two languages', async () => {
    go(0, 'echo out of memory >&2; exit 1');
    const error = await findTemporal(environment(), say).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NoTemporal);
    const { zh, en } = (error as NoTemporal).words;
    for (const text of [zh, en]) {
      for (const way of ['TEMPORAL_ADDRESS', 'EARLY_TEMPORAL_BIN', 'PATH', 'temporal.download', 'Go']) expect(text).toContain(way);
      expect(text).toContain('out of memory');
    }
    expect(zh.split('已尝试：')[1]).toMatch(
      /^\n {2}- EARLY_TEMPORAL_BIN：没有\n {2}- PATH：没有\n {2}- 缓存：没有\n {2}- 下载：.*\n {2}- 用 Go 构建：go install 失败：out of memory$/,
    );
    expect(en.split('Tried:')[1]).toContain('- build with Go: go install failed: out of memory');
    expect(readdirSync(cached())).toEqual([]);
  });
  it("a lock whose holder died, and its half-made folder, are in nobody's way", async () => {
    go(0);
    mkdirSync(join(cached(), 'temporal.making-dead'), { recursive: true });
    writeFileSync(join(cached(), 'temporal.lock'), JSON.stringify({ pid: process.pid, identity: 'an earlier process of this number' }));
    expect(await findTemporal(environment(), say)).toMatchObject({ way: 'build' });
    expect(readdirSync(cached())).toEqual(['temporal']);
  });
});
