import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Supervision, supervise } from '../../src/temporal/index.ts';
import { built, lives, started, until } from './children.ts';

const scratch = join(import.meta.dirname, '../../node_modules/.cache/six-earlies-test');

describe('a supervised process', () => {
  let folder: string;
  let lines: string[];
  let running: Supervision | undefined;
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
  const options = () => ({ folder, say: (line: string) => lines.push(line), first: 50, most: 200 });
  const worker = () => ({ name: 'worker', script: join(folder, 'worker.mjs'), args: ['c-1'] });

  it('speaks under its name and ends when told to', async () => {
    running = await supervise(worker(), options());
    const pid = running.pid!;
    await until(() => lines.includes('worker: at work c-1'), 'its line');
    await running.stop();
    expect(lives(pid)).toBe(false);
    expect(readdirSync(folder)).not.toContain('worker.pid');
  });

  it('is started again after a crash, later each time', async () => {
    running = await supervise(worker(), options());
    const pids = new Set<number>();
    for (let crash = 0; crash < 3; crash++) {
      const pid = running.pid!;
      pids.add(pid);
      process.kill(pid, 'SIGKILL');
      await until(
        () => running!.pid !== undefined && running!.pid !== pid && lines.filter((line) => line.includes('ready again')).length > crash,
        'a new process',
      );
    }
    expect(pids.size).toBe(3);
    expect(lines.filter((line) => line.includes('ended (SIGKILL)')).map((line) => /again in ([\d.]+) s/.exec(line)![1])).toEqual([
      '0.05',
      '0.1',
      '0.2',
    ]);
  });

  it('that never becomes ready is an error, with its own words before', async () => {
    await expect(supervise({ name: 'worker', script: join(folder, 'broken.mjs'), args: [] }, options())).rejects.toThrow(
      'before it was ready (exit 3)',
    );
    expect(lines).toContain('worker: no ledger');
  });

  it('left over when its supervisor was killed is gone once the next one starts', async () => {
    const script = await built(
      folder,
      'supervisor',
      `import { supervise } from '../../src/temporal/index.ts';
       const [folder, script] = process.argv.slice(2);
       const { pid } = await supervise({ name: 'worker', script: script!, args: [] }, { folder: folder!, say() {} });
       console.log(pid);
       setInterval(() => {}, 1000);`,
    );
    const { child, line } = started(script, [folder, worker().script]);
    const left = Number(await line());
    expect(JSON.parse(readFileSync(join(folder, 'worker.pid'), 'utf8'))).toMatchObject({ pid: left });
    child.kill('SIGKILL');
    running = await supervise(worker(), options());
    expect(lives(left)).toBe(false);
    expect(running.pid).not.toBe(left);
  });
});
