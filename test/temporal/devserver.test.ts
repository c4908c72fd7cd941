import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { connectClient, freePort, startDevServer } from '../../src/temporal/index.ts';
import { built, lives, started } from './children.ts';

const binary = inject('temporalBinary');
/** Inside the checkout, so that packages are found. */
const scratch = join(import.meta.dirname, '../../node_modules/.cache/six-earlies-test');

describe.skipIf(!binary)('the embedded server', () => {
  let folder: string;
  beforeEach(() => {
    mkdirSync(scratch, { recursive: true });
    folder = mkdtempSync(join(scratch, 'devserver-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps what it was told over a restart, and closed cases for a year', async () => {
    const file = join(folder, 'temporal.db');
    const first = await startDevServer({ binary: binary!, file });
    const { client, close } = await connectClient(first.address, {});
    await client.workflow.start('any', { workflowId: 'c-1', taskQueue: 'none' });
    const { config } = await client.workflowService.describeNamespace({ namespace: 'default' });
    expect(Number(config!.workflowExecutionRetentionTtl!.seconds)).toBe(365 * 86_400);
    const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace: 'default' });
    expect(Object.keys(customAttributes!)).toEqual(expect.arrayContaining(['EarlyProtocol', 'EarlyPlace']));
    await close();
    await first.stop();
    expect(lives(first.pid)).toBe(false);
    expect(readdirSync(folder)).not.toContain('temporal.db.pid');
    const second = await startDevServer({ binary: binary!, file });
    const again = await connectClient(second.address, {});
    expect((await again.client.workflow.getHandle('c-1').describe()).status.name).toBe('RUNNING');
    await again.close();
    await second.stop();
  }, 60_000);

  it('is ended by the next start when whoever started it was killed: never two on one file', async () => {
    const file = join(folder, 'temporal.db');
    const script = await built(
      folder,
      'parent',
      `import { startDevServer } from '../../src/temporal/index.ts';
       const { pid, address } = await startDevServer({ binary: process.argv[2]!, file: process.argv[3]! });
       console.log(JSON.stringify({ pid, address }));`,
    );
    const { child, line } = started(script, [binary!, file]);
    const left = JSON.parse(await line()) as { pid: number; address: string };
    child.kill('SIGKILL');
    const next = await startDevServer({ binary: binary!, file });
    expect(lives(left.pid)).toBe(false);
    await expect(Connection.connect({ address: left.address, connectTimeout: '1s' })).rejects.toThrow();
    await next.stop();
  }, 60_000);

  it('touches no other process that has the number now', async () => {
    const file = join(folder, 'temporal.db');
    writeFileSync(`${file}.pid`, JSON.stringify({ pid: process.pid, identity: 'an earlier process of this number' }));
    const server = await startDevServer({ binary: binary!, file });
    await server.stop();
    expect(server.pid).not.toBe(process.pid);
  }, 60_000);

  it('says why it does not start', async () => {
    const port = await freePort();
    const first = await startDevServer({ binary: binary!, file: join(folder, 'one.db'), port });
    try {
      await expect(startDevServer({ binary: binary!, file: join(folder, 'two.db'), port })).rejects.toThrow(/another program has port \d+/);
    } finally {
      await first.stop();
    }
    await expect(startDevServer({ binary: join(tmpdir(), 'none'), file: join(folder, 'three.db') })).rejects.toThrow(
      /did not start: .*none/s,
    );
  }, 60_000);
});
