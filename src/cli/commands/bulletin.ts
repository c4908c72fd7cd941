import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Home } from '../../temporal/index.ts';
import { bulletinHtml } from '../bulletin/html.ts';
import { bulletinRows } from '../bulletin/table.ts';
import { theDistrict } from '../district.ts';
import { isExercise, theLedger, theLibrary } from '../house.ts';
import { theBulletin } from '../report/day.ts';
import { faultWords, standingLine } from '../report/words.ts';
import { isTableFile, writeTable } from '../sheet/write.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { titlesOf } from '../titles.ts';
import type { Verb } from '../verb.ts';

/** `early bulletin [--day D] --out FILE.html|.csv|.xlsx`: the district's bulletin of the day. Findings when something in it is not right. */
async function bulletin(home: Home, terminal: Terminal, options: { day?: string; out: string[] }): Promise<number> {
  const wrong = options.out.find((path) => !isTableFile(path) && !isPage(path));
  if (wrong !== undefined)
    throw new Stop(exit.usage, {
      zh: `${wrong}：文件名应以 .html、.csv 或 .xlsx 结尾`,
      en: `${wrong}: the name must end in .html, .csv or .xlsx`,
    });
  const { ledger } = await theLedger(home);
  try {
    const { units } = await theDistrict(home, ledger);
    const titles = titlesOf(await theLibrary(ledger), units);
    const { locale } = terminal;
    const made = await theBulletin(ledger, units, options.day);
    for (const path of options.out) {
      if (isPage(path)) writeFileSync(path, bulletinHtml(made, { titles, units, locale, drill: isExercise(home) }), { mode: 0o600 });
      else await writeTable(path, bulletinRows(made, titles, units, locale), made.day);
    }
    terminal.give(made);
    const [top] = made.lines;
    const faults = made.lines.flatMap((line) => faultWords(line, titles, made.event).map((words) => ({ unit: line.unit, words })));
    if (top) {
      const stands = standingLine(top);
      terminal.say({
        zh: `${made.day} ${titles.unit(top.unit).zh}：${stands.zh}`,
        en: `${made.day}, ${titles.unit(top.unit).en}: ${stands.en}`,
      });
    }
    for (const { unit, words } of faults) {
      const name = titles.unit(unit);
      terminal.say({ zh: `${name.zh}：${words.zh}`, en: `${name.en}: ${words.en}` });
    }
    for (const path of options.out) terminal.say({ zh: `已写入 ${path}`, en: `written to ${path}` });
    const absent = top ? top.standing.missing + top.standing.never : 0;
    return faults.length + absent > 0 ? exit.findings : exit.ok;
  } finally {
    await ledger.close();
  }
}

const isPage = (path: string) => ['.html', '.htm'].includes(extname(path).toLowerCase());

export const bulletinVerb: Verb = {
  name: 'bulletin',
  summary: "the district's bulletin of the day, to print / 当日通报（可打印）",
  define(command, act) {
    command
      .option('--day <day>', 'YYYY-MM-DD, today by default / 报告日，默认今天')
      .requiredOption('--out <files...>', 'FILE.html, .csv or .xlsx, several / 输出文件，可写多个')
      .action(act(bulletin));
  },
};
