import { dateOf, isDate, type Units, virtualAt } from '../../kernel/index.ts';
import { type Bulletin, bulletinOf, clock, dailyForm, type Ledger } from '../../ledger/index.ts';
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

/** The day's bulletin as it stands. */
export async function theBulletin(ledger: Ledger, units: Units, asked: string | undefined): Promise<Bulletin> {
  const { day, now } = await dayOf(ledger, units, asked);
  return bulletinOf(ledger, { form: dailyForm, day, units, now });
}
