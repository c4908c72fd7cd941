import { type Actor, holderOf, type Units, virtualAt } from '../../kernel/index.ts';
import {
  clock,
  completeOpening,
  dailyReport,
  editionInForce,
  forEachBounded,
  markStarted,
  reserveCase,
  unitsOwing,
} from '../../ledger/index.ts';
import { type Home, startCase } from '../../temporal/index.ts';
import { theDistrict } from '../district.ts';
import { actorFrom } from '../do/actor.ts';
import { theClient, theLedger } from '../house.ts';
import { known } from '../known.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';

const AT_ONCE = 32;

/** Who asks where nobody else is named. */
const OFFICE = 'leading_office';

/** `early report begin [UNIT]`: from now on the unit, or every unit that reports, is asked every day. Again changes nothing. */
export async function begin(home: Home, terminal: Terminal, called: string | undefined, { as }: { as?: string }): Promise<number> {
  const opened = await theLedger(home);
  const { ledger } = opened;
  try {
    const { units } = await theDistrict(home, ledger);
    const setting = await clock(ledger);
    const inForce = await editionInForce(ledger, dailyReport.protocol, virtualAt(setting, Date.now()));
    if (!inForce)
      throw new Stop(exit.environment, {
        zh: `规程 ${dailyReport.protocol} 尚未发布：请先执行 npm start`,
        en: `the protocol ${dailyReport.protocol} is not published yet: run npm start first`,
      });
    const all = unitsOwing(units, dailyReport);
    const table = Object.fromEntries(all.map((id) => [id, units.units[id]!]));
    const wanted = called === undefined ? all : [known(called, table, { zh: '报告单位', en: 'reporting unit' })];
    const by = as === undefined ? officeOf(units, wanted[0]!) : actorFrom(as, wanted, units, undefined);
    const { client, close } = await theClient(home, opened);
    let begun = 0;
    try {
      const started: string[] = [];
      await forEachBounded(wanted, AT_ONCE, async (unit) => {
        const reservation = await reserveCase(ledger, { subject: unit, family: dailyReport.protocol, place: unit, opening: {} });
        if (reservation.state === 'running') return;
        const opening = { id: reservation.caseId, subject: unit, place: unit, now: virtualAt(setting, Date.now()), by, data: {} };
        await startCase(client, {
          hash: inForce.hash,
          opening: await completeOpening(ledger, opening, inForce.protocol, units),
          clock: setting,
        });
        started.push(reservation.caseId);
        begun++;
      });
      await markStarted(ledger, started);
    } finally {
      await close();
    }
    terminal.give({ units: wanted.length, begun });
    terminal.say({
      zh: `${wanted.length} 个单位日报：新开 ${begun}，原有 ${wanted.length - begun}`,
      en: `${wanted.length} unit(s) report every day: ${begun} begun, ${wanted.length - begun} were before`,
    });
    return exit.ok;
  } finally {
    await ledger.close();
  }
}

function officeOf(units: Units, unit: string): Actor {
  return { role: OFFICE, place: holderOf(units, OFFICE, unit) ?? unit };
}
