import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Running, startProcess } from '../../src/temporal/index.ts';
import { built, lives, started, until } from './children.ts';

const scratch = join(import.meta.dirname, '../../node_modules/.cache/six-earlies-test');

describe('a process of the house', () => {
  let folder: string;
  let lines: string[];
  let running: Running | undefined;
  beforeEach(() => {
    mkdirSync(scratch, { recursive: true });
    folder = mkdtempSync(join(scratch, 'processes-'));
    lines = [];
    writeFileSync(
      join(folder, 'worker.mjs'),
      "process.send('ready'); console.log('at work', ...process.argv.slice(2)); setInterval(() => {}, 1000);",
    );
    writeFileSync(join(folder, 'broken.mjs'), "console.error('no ledger'); process.exit(3);");
  });
  afterEach(async () => {
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const options = () => ({ folder, say: (line: string) => lines.push(line) });
  const worker = () => ({ name: 'worker', script: join(folder, 'worker.mjs'), args: ['c-1'] });

  it('speaks under its name and ends when told to', async () => {
    running = await startProcess(worker(), options());
    const { pid } = running;
    await until(() => lines.includes('worker: at work c-1'), 'its line');
    await running.stop();
    expect(lives(pid)).toBe(false);
    expect(readdirSync(folder)).not.toContain('worker.pid');
  });

  it('that never becomes ready is an error, with its own words before', async () => {
    await expect(startProcess({ name: 'worker', script: join(folder, 'broken.mjs'), args: [] }, options())).rejects.toThrow(
      'before it was ready (exit 3)',
    );
    expect(lines).toContain('worker: no ledger');
  });

  it('left over when its supervisor was killed is gone once the next one starts', async () => {
    const script = await built(
      folder,
      'supervisor',
      `import { startProcess } from '../../src/temporal/index.ts';
       const [folder, script] = process.argv.slice(2);
       const { pid } = await startProcess({ name: 'worker', script: script!, args: [] }, { folder: folder!, say() {} });
       console.log(pid);
       setInterval(() => {}, 1000);`,
    );
    const { child, line } = started(script, [folder, worker().script]);
    const left = Number(await line());
    expect(JSON.parse(readFileSync(join(folder, 'worker.pid'), 'utf8'))).toMatchObject({ pid: left });
    child.kill('SIGKILL');
    running = await startProcess(worker(), options());
    expect(lives(left)).toBe(false);
    expect(running.pid).not.toBe(left);
  });
});
