import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { describe, expect, inject, it } from 'vitest';
import { findTestServer, NoTestServer } from '../../src/temporal/index.ts';

const path = inject('testServer');
const logger = new DefaultLogger('ERROR');

describe.skipIf(!path)('the time-skipping server', () => {
  it('lets a workflow of thirty days pass in seconds', async () => {
    const workflowsPath = join(import.meta.dirname, 'month.ts');
    const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger });
    const environment = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: path! } },
    });
    const began = performance.now();
    try {
      const worker = await Worker.create({ connection: environment.nativeConnection, taskQueue: 'month', workflowBundle });
      const slept = await worker.runUntil(
        environment.client.workflow.execute<() => Promise<number>>('month', { workflowId: 'month', taskQueue: 'month' }),
      );
      expect(slept).toBeGreaterThanOrEqual(30 * 86_400_000);
      expect(slept).toBeLessThan(30 * 86_400_000 + 60_000);
      expect(performance.now() - began).toBeLessThan(20_000);
    } finally {
      await environment.teardown();
    }
  }, 60_000);
});

describe('without Java', () => {
  it('the time-skipping server says what it needs, in two languages', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'early-testserver-'));
    await writeFile(join(folder, 'java'), '');
    try {
      const error = await findTestServer({ PATH: folder, XDG_CACHE_HOME: folder }, () => {}).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(NoTestServer);
      expect((error as NoTestServer).message).toContain('Maven');
      expect((error as NoTestServer).zh).toContain('时间跳跃');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
