import { randomUUID } from 'node:crypto';
import type { Data } from '../../kernel/index.ts';
import { countedIn, dailyReport, type Figures, openCasesOf, prefilled, protocolByHash, reportsOfDay } from '../../ledger/index.ts';
import { actOn, type Home } from '../../temporal/index.ts';
import { asked, viewOf } from '../asking.ts';
import { theDistrict } from '../district.ts';
import { actorFrom } from '../do/actor.ts';
import { dataFrom } from '../do/data.ts';
import { refusalWords } from '../do/refused.ts';
import { theClient, theLedger, theLibrary } from '../house.ts';
import { known } from '../known.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { type Titles, titlesOf } from '../titles.ts';
import { dayOf, theForm } from './day.ts';
import { figureWords } from './words.ts';

export interface Filing {
  as: string;
  day?: string;
  reason?: string;
  zero?: boolean;
  key?: string;
}

/**
 * `early report confirm UNIT` files what the ledger says of the unit; `early report correct UNIT FIELD=VALUE …` files the unit's own
 * figures, over those of its present report or of the ledger. That there is nothing is said with `--zero`, never by silence.
 */
export async function file(home: Home, terminal: Terminal, called: string, pairs: readonly string[], options: Filing): Promise<number> {
  const opened = await theLedger(home);
  const { ledger } = opened;
  try {
    const { units } = await theDistrict(home, ledger);
    const unit = known(called, units.units, { zh: '单位', en: 'unit' });
    const { day, now } = await dayOf(ledger, units, options.day);
    const by = actorFrom(options.as, [unit], units, undefined);
    const running = (await openCasesOf(ledger, unit)).find(({ family }) => family === dailyReport.protocol);
    if (!running)
      throw new Stop(exit.findings, {
        zh: `没有要求“${units.units[unit]!.title.zh}”日报：早先须执行 early report begin ${unit} --as …`,
        en: `nobody asked "${units.units[unit]!.title.en}" to report: early report begin ${unit} --as … does`,
      });
    const { client, close } = await theClient(home, opened);
    try {
      const view = await viewOf(client, running.id);
      const shape = (await protocolByHash(ledger, view.hash))?.events[dailyReport.event]?.data ?? {};
      const titles = titlesOf(await theLibrary(ledger, [view.hash]), units);
      const present = (await reportsOfDay(ledger, dailyReport.name, day)).get(unit)?.figures;
      const form = await theForm(ledger, now);
      const proposed = (await prefilled(ledger, { form, day, units, now })).get(unit);
      const zeros = Object.fromEntries(countedIn(form).map(([name]) => [name, 0]));
      const own = dataFrom(pairs, shape);
      const figures: Data = { ...zeros, ...(pairs.length > 0 ? (present ?? proposed) : proposed), ...own };
      checkZero(figures, options.zero === true, titles);
      const data: Data = {
        ...figures,
        [dailyReport.day]: day,
        ...(options.reason !== undefined && { [dailyReport.reason]: options.reason }),
      };
      const key = options.key ?? randomUUID();
      const input = { kind: 'event' as const, event: dailyReport.event, at: now, recorded: now, data };
      const answer = await asked(client, running.id, () => actOn({ client, ...opened }, { case: running.id, by, key, input }));
      if ('refused' in answer) {
        const words = refusalWords(answer, titles);
        terminal.give({ ...answer, words });
        terminal.say({ zh: `不予受理：${words.zh}`, en: `refused: ${words.en}` });
        return exit.findings;
      }
      const said = figureWords(figures as Record<string, number>, titles, dailyReport.event);
      terminal.give({ case: running.id, seq: answer.seq, unit, day, figures });
      terminal.say({
        zh: `${units.units[unit]!.title.zh} ${day} 已报：${said.zh}`,
        en: `${units.units[unit]!.title.en}, ${day}, reported: ${said.en}`,
      });
      return exit.ok;
    } finally {
      await close();
    }
  } finally {
    await ledger.close();
  }
}

function checkZero(figures: Data, zero: boolean, titles: Titles): void {
  const all = Object.values(figures).every((count) => count === 0);
  if (all && !zero)
    throw new Stop(exit.findings, {
      zh: '各项均为 0：零报告须加 --zero 明确确认',
      en: 'every figure is 0: a zero report is confirmed explicitly, with --zero',
    });
  if (!all && zero) {
    const { zh, en } = figureWords(
      Object.fromEntries(Object.entries(figures).filter(([, n]) => n !== 0)) as Figures,
      titles,
      dailyReport.event,
    );
    throw new Stop(exit.findings, { zh: `不是零报告：${zh}`, en: `this is no zero report: ${en}` });
  }
}
