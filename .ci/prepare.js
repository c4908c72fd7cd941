// Makes a checkout ready to run: installs when needed, builds. Only what Node brings itself.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 20)) {
  console.error(`Six Earlies needs Node 20.20 or later; this is ${process.version} / 需要 Node 20.20 或更高版本`);
  process.exit(3);
}
// All on the error stream: what follows may print its result on the other.
const run = (command, args) => spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] }).status ?? 3;
const must = (status) => status === 0 || process.exit(status);
const installed = `${root}node_modules/.package-lock.json`;
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(`${root}package-lock.json`).mtimeMs) {
  console.error('installing packages … / 正在安装依赖 …');
  must(run('npm', ['ci']));
}
must(run(process.execPath, ['build.js']));
