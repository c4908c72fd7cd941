import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Summary } from '../../src/house/index.ts';

const root = join(import.meta.dirname, '..', '..');
const binary = inject('temporalBinary');
const begins = Date.parse('2020-01-24T08:00:00+08:00');
const DAY = 86_400_000;
const keys = ['people', 'byStage', 'byOutcome', 'escalations', 'lapsed', 'supervision', 'refused', 'lagP99Minutes', 'balanced'];

interface Run {
  child: ChildProcess;
  /** Everything on the error stream: progress in words. */
  said(): string;
  ended: Promise<{ code: number | null; out: string }>;
}

describe.skipIf(!binary)('a drill', () => {
  let folder: string;
  const runs: Run[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'early-drill-'));
  });
  afterEach(async () => {
    for (const { child, ended } of runs.splice(0)) {
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  function early(...args: string[]): Run {
    const env = { ...process.env, EARLY_VAR: folder, EARLY_TEMPORAL_BIN: binary, LANG: 'C.UTF-8' };
    const child = spawn(process.execPath, [join(root, 'dist', 'early.js'), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    const ended = new Promise<{ code: number | null; out: string }>((resolve) => child.once('close', (code) => resolve({ code, out })));
    const run = { child, said: () => said, ended };
    runs.push(run);
    return run;
  }
  const read = (file: string) => JSON.parse(readFileSync(join(folder, 'drill', file), 'utf8'));
  const pids = () => ({ house: read('house.json').pid, worker: read('worker.pid').pid, temporal: read('temporal.db.pid').pid });
  /** Waits until the drill's clock has passed so many days. */
  async function day(n: number): Promise<void> {
    for (let i = 0; i < 1200; i++) {
      const passed = await Promise.resolve()
        .then(() => read('progress.json').virtual > begins + n * DAY)
        .catch(() => false);
      if (passed) return;
      await sleep(100);
    }
    throw new Error(`the drill did not come to day ${n}: ${runs.at(-1)?.said()}`);
  }
  const dies = async (pid: number) => {
    process.kill(pid, 'SIGKILL');
    for (let i = 0; i < 100; i++) {
      try {
        process.kill(pid, 0);
      } catch {
        return;
      }
      await sleep(20);
    }
  };

  it('counts everybody, and goes as in the simulator', async () => {
    const run = early('drill', '--people', '12', '--until', '4d', '--speed', '10s', '--json');
    const { code, out } = await run.ended;
    expect(run.said()).not.toMatch(/unexplained/);
    expect(code, run.said()).toBe(0);
    const summary: Summary = JSON.parse(out);
    expect(Object.keys(summary)).toEqual(keys);
    expect(summary.balanced).toBe(true);
    expect(Object.values(summary.byStage).reduce((sum, n) => sum + n, 0)).toBe(summary.people);
    expect(summary.people).toBeGreaterThan(6);

    // Going on with another number of people, or beyond its own end, is refused in words; so is governing what does not run.
    const other = early('drill', '--people', '13', '--json');
    expect(await other.ended).toMatchObject({ code: 2 });
    expect(other.said()).toContain('--fresh');
    expect(await early('drill', '--until', '2d').ended).toMatchObject({ code: 2 });
    expect(await early('drill', '--pause').ended).toMatchObject({ code: 3 });
    expect(await early('drill', '--speed', 'fast').ended).toMatchObject({ code: 2 });
    // The other verbs find it and say that it is an exercise.
    const cases = await early('cases').ended;
    expect(cases.out).toContain('[drill / 演练]');
    expect(cases.out).toContain(`${summary.people} cases`);
  }, 240_000);

  it('misses no deadline when its worker, its server or everything at once is killed', async () => {
    const args = ['drill', '--people', '12', '--until', '4d', '--speed', '16s', '--json'];
    const first = early(...args);
    await day(0.6);
    const before = pids();
    await dies(before.worker);
    await day(1.2);
    const second = pids();
    expect(second.worker).not.toBe(before.worker);
    expect(second.temporal).toBe(before.temporal);
    await dies(second.temporal);
    await day(1.8);
    const third = pids();
    expect(third.temporal).not.toBe(second.temporal);
    await day(2.3);
    for (const pid of Object.values(third)) process.kill(pid, 'SIGKILL');
    await first.ended;
    // Eight hours of the drill: more than the window of a reading.
    await sleep(5_500);
    const again = early(...args);
    const { code, out } = await again.ended;
    // A deadline missed by a pause would be a story that differs from the simulator's, and lag would not explain it: the units were not late.
    expect(again.said()).not.toMatch(/unexplained/);
    expect(code, again.said()).toBe(0);
    expect((JSON.parse(out) as Summary).balanced).toBe(true);
  }, 300_000);

  it('stands still, jumps, and ends with all its processes when told to', async () => {
    const run = early('drill', '--people', '6', '--speed', '20s', '--json');
    await day(0.3);
    expect(await early('drill', '--pause').ended).toMatchObject({ code: 0 });
    await sleep(1_500);
    const { virtual, paused } = read('progress.json');
    expect(paused).toBe(true);
    await sleep(1_000);
    expect(read('progress.json').virtual).toBe(virtual);
    // It jumps to a minute before the next thing, so not at all where that is nearer: then once more from somewhere else.
    let [from, to] = [virtual, virtual];
    for (let tries = 0; to === from && tries < 5; tries++) {
      if (tries > 0) {
        await early('drill', '--resume').ended;
        await sleep(500);
        await early('drill', '--pause').ended;
        await sleep(1_500);
        from = read('progress.json').virtual;
      }
      await early('drill', '--jump').ended;
      await sleep(1_500);
      to = read('progress.json').virtual;
    }
    expect(to).toBeGreaterThan(from);
    await early('drill', '--resume').ended;
    await day(0.9);
    const children = pids();
    run.child.kill('SIGINT');
    expect(await run.ended).toMatchObject({ code: 0 });
    for (const pid of Object.values(children)) expect(() => process.kill(pid, 0), `process ${pid}`).toThrow();
  }, 120_000);
});
