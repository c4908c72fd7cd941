import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type DevServer, findTemporal, findTestServer, startDevServer } from '../src/temporal/index.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the server for durable tests; undefined when no Temporal can be had. */
    temporal: string | undefined;
    /** The temporal command, for tests that start servers of their own; undefined with TEMPORAL_ADDRESS. */
    temporalBinary: string | undefined;
    /** The script that starts the time-skipping server; undefined when it cannot be had. */
    testServer: string | undefined;
  }
}

const say = (line: { en: string } | string) => console.log(typeof line === 'string' ? line : line.en);

/** What cannot be had is said loudly, and fails where skipping must not go unseen. */
function skipped(what: string, error: unknown): undefined {
  if (process.env.CI === 'true') throw error;
  console.warn(`\n!!! SKIPPED: ${what}: ${error instanceof Error ? error.message : String(error)}\n`);
}

/** Builds what the durable tests run and starts one server for them; stops it by process id. */
export default async function setup(project: TestProject) {
  execFileSync(process.execPath, ['build.js'], { cwd: join(import.meta.dirname, '..'), stdio: 'inherit' });
  const folder = mkdtempSync(join(tmpdir(), 'early-temporal-'));
  let server: DevServer | undefined;
  const end = async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const found = await findTemporal(process.env, say).catch((error: unknown) => skipped('the durable tests', error));
    if (found && found.way !== 'address') {
      server = await startDevServer({ binary: found.binary, file: join(folder, 'temporal.db') });
      say(`temporal: ${found.version} (${found.way}), process ${server.pid}`);
      project.provide('temporalBinary', found.binary);
    }
    project.provide('temporal', found?.way === 'address' ? found.address : server?.address);
    const script = await findTestServer(process.env, say).catch((error: unknown) => skipped('the tests that skip time', error));
    project.provide('testServer', script);
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}
