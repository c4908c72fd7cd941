import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findTemporal, startDevServer } from '../src/temporal/index.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the server for durable tests; undefined when no Temporal can be had. */
    temporal: string | undefined;
  }
}

/** Builds what the durable tests run and starts one server for them; stops it by process id. */
export default async function setup(project: TestProject) {
  execFileSync(process.execPath, ['build.js'], { cwd: join(import.meta.dirname, '..'), stdio: 'inherit' });
  const folder = mkdtempSync(join(tmpdir(), 'early-temporal-'));
  try {
    const found = await findTemporal(process.env, (line) => console.log(line));
    if (found.way === 'address') {
      project.provide('temporal', found.address);
      return () => rmSync(folder, { recursive: true, force: true });
    }
    const server = await startDevServer({ binary: found.binary, file: join(folder, 'temporal.db') });
    console.log(`temporal: ${found.version} (${found.way}), process ${server.pid}`);
    project.provide('temporal', server.address);
    return async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    };
  } catch (error) {
    if (process.env.CI === 'true') throw error;
    console.warn(`\n!!! The durable tests are SKIPPED: ${error instanceof Error ? error.message : String(error)}\n`);
    project.provide('temporal', undefined);
    return () => rmSync(folder, { recursive: true, force: true });
  }
}
