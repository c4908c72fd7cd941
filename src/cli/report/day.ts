import { dateOf, isDate, type Units, virtualAt } from '../../kernel/index.ts';
import { type Bulletin, bulletinOf, clock, dailyReport, editionInForce, type Form, formOf, type Ledger } from '../../ledger/index.ts';
import { exit, Stop } from '../terminal.ts';

/** The day that is asked for, or today, and the instant: both in the cases' time. Stops for what is no day, or has not come. */
export async function dayOf(ledger: Ledger, units: Units, asked: string | undefined): Promise<{ day: string; now: number }> {
  const now = virtualAt(await clock(ledger), Date.now());
  const today = dateOf(units.zone, now);
  const day = asked ?? today;
  if (!isDate(day)) throw new Stop(exit.usage, { zh: `“${day}”不是日期 YYYY-MM-DD`, en: `"${day}" is not a day, YYYY-MM-DD` });
  if (day > today)
    throw new Stop(exit.usage, { zh: `${day} 还没有到（今天是 ${today}）`, en: `${day} has not come yet (today is ${today})` });
  return { day, now };
}

/** The daily form as the edition in force at an instant writes it. Stops where none is published. */
export async function theForm(ledger: Ledger, at: number): Promise<Form> {
  const inForce = await editionInForce(ledger, dailyReport.protocol, at);
  if (inForce) return formOf(inForce.protocol);
  throw new Stop(exit.environment, {
    zh: `规程 ${dailyReport.protocol} 尚未发布：请先执行 npm start`,
    en: `the protocol ${dailyReport.protocol} is not published yet: run npm start first`,
  });
}

/** The day's bulletin as it stands. */
export async function theBulletin(ledger: Ledger, units: Units, asked: string | undefined): Promise<Bulletin> {
  const { day, now } = await dayOf(ledger, units, asked);
  return bulletinOf(ledger, { form: await theForm(ledger, now), day, units, now });
}
