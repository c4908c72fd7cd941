import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { identityOf } from './identity.ts';

/** Where an installation keeps its things. */
export interface Home {
  root: string;
  var: string;
  protocols: string;
  /** A file, or `postgres://…`. */
  ledger: string;
  temporalFile: string;
  /** Where the running house says its address. */
  houseFile: string;
  workflowBundle: string;
  failureConverter: string;
  worker: string;
}

/**
 * The checkout this code runs from; `EARLY_VAR` and `EARLY_PROTOCOLS` name other folders for data and protocols, `DATABASE_URL` a
 * PostgreSQL for the ledger.
 */
export function homeOf(from: string, env: NodeJS.ProcessEnv = process.env): Home {
  let root = dirname(fileURLToPath(from));
  while (!existsSync(join(root, 'package.json')) && dirname(root) !== root) root = dirname(root);
  const folder = resolve(env.EARLY_VAR || join(root, 'var'));
  return {
    root,
    var: folder,
    protocols: resolve(env.EARLY_PROTOCOLS || join(root, 'protocols')),
    ledger: env.DATABASE_URL || join(folder, 'ledger.db'),
    temporalFile: join(folder, 'temporal.db'),
    houseFile: join(folder, 'house.json'),
    workflowBundle: join(root, 'dist', 'workflow.js'),
    failureConverter: join(root, 'dist', 'failure-converter.cjs'),
    worker: join(root, 'dist', 'workers', 'case-worker.js'),
  };
}

export interface RunningHouse {
  address: string;
  pid: number;
}

export function writeHouse(home: Home, house: RunningHouse): void {
  mkdirSync(home.var, { recursive: true });
  // With what tells this process from a later one of the same number: after a kill nobody is turned away by a stranger.
  writeFileSync(home.houseFile, JSON.stringify({ ...house, identity: identityOf(house.pid) }));
}

/** The house that runs on this folder, if that very process lives. */
export function runningHouse(home: Home): RunningHouse | undefined {
  try {
    const { address, pid, identity } = JSON.parse(readFileSync(home.houseFile, 'utf8')) as RunningHouse & { identity?: string };
    return identity !== undefined && identityOf(pid) === identity ? { address, pid } : undefined;
  } catch {
    return undefined;
  }
}
