import { holderOf, type Protocol, virtualAt } from '../../kernel/index.ts';
import { clock, completeOpening, type StartCase } from '../../ledger/index.ts';
import { type Home, startCase } from '../../temporal/index.ts';
import { theDistrict } from '../district.ts';
import { type OpenedLedger, theClient } from '../house.ts';
import type { Terminal } from '../terminal.ts';

/** Who opens the cases of a list. */
const OPENER = 'county_cdc';
/** How often long work says how far it is, ms. */
const PROGRESS = 3_000;

/** What work on a list of `total` rows needs: to start cases, to say how far it is, and to hear that it is to stop. */
export interface Starting {
  start: StartCase;
  progress(rows: number): void;
  signal: AbortSignal;
}

/** An edition of a protocol as it is published. */
export interface Edition {
  hash: string;
  protocol: Protocol;
}

/** Does work that starts cases under an edition in the running house. Ctrl-C stops it when what was begun is finished; again ends it at once. */
export async function starting<T>(
  home: Home,
  terminal: Terminal,
  opened: OpenedLedger,
  { edition: { hash, protocol }, total }: { edition: Edition; total: number },
  work: (starting: Starting) => Promise<T>,
): Promise<T> {
  const { ledger } = opened;
  const { units } = await theDistrict(home, ledger);
  const setting = await clock(ledger);
  const { client, close } = await theClient(home, opened);
  const stopping = new AbortController();
  const stop = () => {
    terminal.warn({
      zh: '正在停下：已开始的做完就停，再按一次立即退出',
      en: 'stopping when what was begun is finished; again ends it at once',
    });
    stopping.abort();
  };
  process.once('SIGINT', stop);
  let told = performance.now();
  try {
    return await work({
      signal: stopping.signal,
      progress(rows) {
        if (performance.now() - told < PROGRESS || rows === total) return;
        told = performance.now();
        terminal.warn({ zh: `已处理 ${rows} / ${total} 行 …`, en: `${rows} of ${total} rows …` });
      },
      start: async ({ subject, place, data }, id) => {
        const by = { role: OPENER, place: holderOf(units, OPENER, place) ?? place };
        const opening = { id, subject, place, now: virtualAt(setting, Date.now()), by, data };
        return startCase(client, { hash, opening: await completeOpening(ledger, opening, protocol, units), clock: setting });
      },
    });
  } finally {
    process.off('SIGINT', stop);
    await close();
  }
}
