import { setTimeout as sleep } from 'node:timers/promises';
import { LedgerError } from './error.ts';

/** Milliseconds for which a writer waits for the others before it gives up. */
const PATIENCE = 30_000;

/**
 * Runs `work` again while another process is in the way, pausing without blocking the event loop. `work` must be all or nothing:
 * a transaction, or idempotent. Throws LedgerError `ledger_busy` after `patience` ms.
 */
export async function whileBusy<T>(work: () => Promise<T>, patience = PATIENCE): Promise<T> {
  const until = performance.now() + patience;
  for (let pause = 5; ; pause = Math.min(pause * 2, 100)) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (performance.now() > until) {
        const seconds = Math.round(patience / 1000);
        throw new LedgerError(
          'ledger_busy',
          { zh: `台账被其他进程占用超过 ${seconds} 秒`, en: `Another process has held the ledger for more than ${seconds} s` },
          { cause: error },
        );
      }
      await sleep(pause * (0.5 + Math.random()));
    }
  }
}

/** SQLite: another process holds the file. PostgreSQL: a serialization failure, a deadlock, a lock waited for in vain. */
function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED') || ['40001', '40P01', '55P03'].includes(code);
}
