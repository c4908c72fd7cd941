import { type Units, wayUp } from '../../kernel/index.ts';
import type { Bulletin, BulletinLine, Standing } from '../../ledger/index.ts';
import { civil } from '../civil.ts';
import { faultWords, standingWords, unitDayWords } from '../report/words.ts';
import type { Locale } from '../terminal.ts';
import type { Titles } from '../titles.ts';
import { style } from './style.ts';
import { figureNames, hasReports } from './table.ts';

const words = {
  zh: {
    title: (unit: string) => `${unit}疫情防控日报`,
    at: '截至',
    drill: '演练',
    total: '全区合计',
    reports: '报送情况',
    by: '逐级汇总',
    unit: '单位',
    reported: '报送',
    ledger: '台账数',
    absent: '迟报、缺报和从未报过的单位',
    none: '无',
    questions: '须核实',
    corrected: '已更正的报告',
    reason: (why: string) => `；理由：${why}`,
    open: '未确认',
    confirmed: (n: number) => `已确认（第 ${n} 版）`,
    reopened: (n: number) => `第 ${n} 版已重新打开`,
    sum: '汇总',
    note: '各数为本级及以下各单位现行报告之和，每个单位只计一次；“台账数”为同一时刻个案台账的数字，不一致处须核实。',
    of: (n: number, all: number) => `${n} / ${all} 个单位已报`,
  },
  en: {
    title: (unit: string) => `${unit}: bulletin of the day`,
    at: 'as of',
    drill: 'drill',
    total: 'The whole district',
    reports: 'Reports',
    by: 'Level by level',
    unit: 'unit',
    reported: 'reports',
    ledger: 'the ledger says',
    absent: 'Late, missing, and never reported',
    none: 'none',
    questions: 'To be cleared up',
    corrected: 'Reports put right',
    reason: (why: string) => `; reason: ${why}`,
    open: 'not confirmed',
    confirmed: (n: number) => `confirmed (no. ${n})`,
    reopened: (n: number) => `no. ${n} is open again`,
    sum: 'sum',
    note: 'Each figure is the sum of the reports that count, here and below, each unit once. "The ledger says" is what the case ledger had at that moment: a difference is to be cleared up.',
    of: (n: number, all: number) => `${n} of ${all} units have reported`,
  },
} satisfies Record<Locale, unknown>;

/** The bulletin as one printable page that needs nothing beside it. `drill` marks an exercise. */
export function bulletinHtml(
  bulletin: Bulletin,
  { titles, units, locale, drill }: { titles: Titles; units: Units; locale: Locale; drill: boolean },
): string {
  const say = words[locale];
  const { event } = bulletin;
  const names = figureNames(bulletin, titles);
  const [top] = bulletin.lines;
  const title = say.title(top ? titles.unit(top.unit)[locale] : '');
  const head = names.map((name) => `<th scope="col">${text(titles.fieldTitle(event, name)[locale])}</th>`).join('');
  const own = bulletin.lines.flatMap((line) => (line.own ? [line.own] : []));
  const count = (line: BulletinLine, ...which: Standing[]) => which.reduce((all, standing) => all + line.standing[standing], 0);
  const owed = (line: BulletinLine) => count(line, 'in_time', 'late', 'awaited', 'missing', 'never');
  const row = (line: BulletinLine) => {
    const depth = wayUp(units, line.unit).length - 1;
    const sum = !line.sum ? say.open : line.sum.reopenedBy.length > 0 ? say.reopened(line.sum.version) : say.confirmed(line.sum.version);
    const isSum = Object.keys(line.standing).some(() => bulletin.lines.some(({ unit }) => units.units[unit]?.parent === line.unit));
    const state = line.sum?.reopenedBy.length || line.unbalanced.length ? ' class="wrong"' : '';
    // Nothing reported is no zero.
    const isReported = hasReports(line);
    const figures = names.map((name) => {
      const [reported, ledger] = [line.figures[name] ?? 0, line.ledger[name] ?? 0];
      const differs = !(name in line.ledger) || reported === ledger ? '' : ` <small title="${attribute(say.ledger)}">(${ledger})</small>`;
      return `<td class="n">${isReported ? reported : '–'}${differs}</td>`;
    });
    const reported = owed(line) > 0 || count(line, 'in_time', 'late') > 0 ? `${count(line, 'in_time', 'late')}/${owed(line)}` : '–';
    const cell = `<th scope="row" style="padding-left:${0.4 + depth * 1.1}em">${text(titles.unit(line.unit)[locale])}</th>`;
    return `<tr data-depth="${depth}"${state}>${cell}<td class="n">${reported}</td>${figures.join('')}<td>${isSum ? sum : ''}</td></tr>`;
  };
  const cards = top
    ? names.map(
        (name) =>
          `<li><b>${hasReports(top) ? (top.figures[name] ?? 0) : '–'}</b><span>${text(titles.fieldTitle(event, name)[locale])}</span>${
            !(name in top.ledger) || top.figures[name] === top.ledger[name] ? '' : `<small>${say.ledger} ${top.ledger[name] ?? 0}</small>`
          }</li>`,
      )
    : [];
  const list = (items: string[]) =>
    items.length > 0 ? `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>` : `<p>${say.none}</p>`;
  const absent = (['never', 'missing', 'late'] as const).flatMap((standing) => {
    const those = own.filter((each) => each.standing === standing);
    if (those.length === 0) return [];
    const each = those.map((one) => `${text(titles.unit(one.unit)[locale])}${one.filedAt ? ` ${civil(one.filedAt).slice(5)}` : ''}`);
    return [
      `<b>${standingWords[standing][locale]} ${those.length}</b>${locale === 'zh' ? '：' : ': '}${each.join(locale === 'zh' ? '、' : ', ')}`,
    ];
  });
  const questions = bulletin.lines.flatMap((line) =>
    faultWords(line, titles, event).map((fault) => `<b>${text(titles.unit(line.unit)[locale])}</b> ${text(fault[locale])}`),
  );
  const corrected = own.flatMap((each) =>
    each.corrected && each.report
      ? [
          `<b>${text(titles.unit(each.unit)[locale])}</b> ${text(unitDayWords(each)[locale])}${each.report.reason ? say.reason(text(each.report.reason)) : ''}`,
        ]
      : [],
  );
  return `<!doctype html>
<html lang="${locale === 'zh' ? 'zh-CN' : 'en'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${text(title)} ${bulletin.day}</title><style>${style}</style></head>
<body>
<header>${drill ? `<p class="drill">${say.drill}</p>` : ''}<h1>${text(title)}</h1><p>${bulletin.day}<span>${say.at} ${civil(bulletin.at)}</span></p></header>
<section><h2>${say.total}</h2><ul class="cards">${cards.join('')}</ul>${top ? `<p>${say.of(count(top, 'in_time', 'late'), owed(top))}</p>` : ''}</section>
<section><h2>${say.absent}</h2>${list(absent)}</section>
<section><h2>${say.questions}</h2>${list(questions)}</section>
<section><h2>${say.corrected}</h2>${list(corrected)}</section>
<section><h2>${say.by}</h2><table><thead><tr><th scope="col">${say.unit}</th><th scope="col">${say.reported}</th>${head}<th scope="col">${say.sum}</th></tr></thead><tbody>
${bulletin.lines.map(row).join('\n')}
</tbody></table><p class="note">${say.note}</p></section>
</body></html>
`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const text = (written: string) => written.replace(/[&<>"]/g, (sign) => entities[sign]!);
const attribute = text;
