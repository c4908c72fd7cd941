import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Client } from '@temporalio/client';
import { drillHome } from '../house/index.ts';
import { type Protocol, type Text, virtualAt } from '../kernel/index.ts';
import {
  clock,
  connectLedger,
  type KeyRing,
  keyRing,
  type Ledger,
  LedgerError,
  openLedger,
  protocolByHash,
  protocolsInForce,
} from '../ledger/index.ts';
import { connectClient, converter, type Home, runningHouse } from '../temporal/index.ts';
import { exit, Stop } from './terminal.ts';

/** What stands above everything that is said of an exercise. */
export const drillSign = '[drill / 演练]';

/**
 * The house that a verb looks into: the one that runs in real time, else the drill that runs, else whichever has a ledger. An exercise
 * and reality never share a folder.
 */
export function presentHome(home: Home): { home: Home; isDrill: boolean } {
  const drill = drillHome(home);
  const isDrill = !runningHouse(home) && (runningHouse(drill) !== undefined || (!hasLedger(home) && hasLedger(drill)));
  return { home: isDrill ? drill : home, isDrill };
}

/** Whether what a house holds is an exercise's. */
export const isExercise = (home: Home): boolean => basename(home.var) === 'drill';

const hasLedger = ({ ledger }: Home) => ledger.includes('://') || existsSync(ledger);

export interface OpenedLedger {
  ledger: Ledger;
  keys: KeyRing;
}

/** What stands against writing into the data folder, by code. */
const obstacles: Record<string, Text> = {
  EACCES: { zh: '没有写入权限：请用有权限的用户运行', en: 'this user may not write there: run as one who may' },
  EROFS: { zh: '所在磁盘只读：请改为可写', en: 'its disk is read-only: make it writable' },
  ENOSPC: { zh: '所在磁盘已满：请腾出空间', en: 'its disk is full: make room' },
  ENOTDIR: { zh: '路径中有一段不是目录：请移开它', en: 'part of the path is a file: move it away' },
};

/** Makes the data folder where there is none. A Stop says why it cannot be written, and what to do. */
export function makeDataFolder({ var: folder }: Home): void {
  try {
    // Making a folder on a read-only disk says that it does not exist; whether its parent can be written says why.
    let nearest = folder;
    while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
    if (!statSync(nearest).isDirectory()) throw Object.assign(new Error(nearest), { code: 'ENOTDIR' });
    accessSync(nearest, constants.W_OK);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why = obstacles[code] ?? { zh: String(error), en: String(error) };
    throw new Stop(exit.environment, {
      zh: `数据目录 ${folder} 不能使用，${why.zh}；或用 EARLY_VAR 指定另一目录`,
      en: `The data folder ${folder} cannot be used: ${why.en}, or name another folder with EARLY_VAR`,
    });
  }
}

/** Opens the ledger of the installation. */
export async function theLedger(home: Home): Promise<OpenedLedger> {
  makeDataFolder(home);
  try {
    const keys = keyRing(process.env, home.var);
    return { keys, ledger: await openLedger(home.ledger, keys) };
  } catch (error) {
    if (error instanceof LedgerError) throw new Stop(exit.environment, error.text);
    throw error;
  }
}

/** The ledger of the installation in the form that it has, which may be another release's; none is made. */
export async function theLedgerAsItIs(home: Home): Promise<OpenedLedger> {
  if (!hasLedger(home))
    throw new Stop(exit.environment, { zh: `${home.ledger} 还没有台账`, en: `there is no ledger at ${home.ledger} yet` });
  const keys = keyRing(process.env, home.var);
  return { keys, ledger: await connectLedger(home.ledger, keys) };
}

/** The published protocols of these hashes, then those in force: what the words of a case are looked up in. */
export async function theLibrary(ledger: Ledger, hashes: readonly string[] = []): Promise<Protocol[]> {
  const inForce = (await protocolsInForce(ledger, virtualAt(await clock(ledger), Date.now()))).map(({ hash }) => hash);
  const found = await Promise.all([...new Set([...hashes, ...inForce])].map((hash) => protocolByHash(ledger, hash)));
  return found.filter((protocol) => protocol !== undefined);
}

/** A client on the running house. */
export async function theClient(home: Home, { ledger, keys }: OpenedLedger): Promise<{ client: Client; close(): Promise<void> }> {
  // What runs on this folder comes first: a drill has a server of its own even where reality's is elsewhere.
  const address = runningHouse(home)?.address || process.env.TEMPORAL_ADDRESS;
  if (!address) {
    throw new Stop(exit.environment, {
      zh: '六早没有在运行。请先在另一个终端执行：npm start',
      en: 'Six Earlies is not running. In another terminal, run: npm start',
    });
  }
  try {
    return await connectClient(
      address,
      converter(keys, home.failureConverter, (hash) => protocolByHash(ledger, hash)),
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Stop(exit.environment, {
      zh: `连接不上 Temporal（${address}）：${why}`,
      en: `Temporal does not answer at ${address}: ${why}`,
    });
  }
}
