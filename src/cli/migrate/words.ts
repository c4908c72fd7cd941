import type { MigrationPlan, PlannedDeadline, Text, Unmapped } from '../../kernel/index.ts';
import { civil } from '../civil.ts';
import { refusalWords } from '../do/refused.ts';
import { listed, phraseWords, type Titles } from '../titles.ts';

const fates: Record<PlannedDeadline['fate'], Text> = {
  kept: { zh: '不变', en: 'kept' },
  moved: { zh: '改为', en: 'moves to' },
  asked: { zh: '新要求', en: 'asked besides' },
  withdrawn: { zh: '不再要求', en: 'no longer asked' },
  carried: { zh: '按旧版保留', en: 'stays as the former edition had it' },
};

/** Why a case cannot go along, with the titles of what it speaks of. */
const unmappedLine = (unmapped: Unmapped, titles: Titles): Text => refusalWords({ refused: 'not_mapped', params: { ...unmapped } }, titles);

/** What would become of one case, line by line. */
export function planLines(plan: MigrationPlan, titles: Titles): Text[] {
  const states = (ids: readonly string[]) => listed(ids.map(titles.state));
  const [was, at] = [states(plan.was), states(plan.at)];
  if (plan.unmapped.length > 0)
    return [
      { zh: `${plan.case}：${was.zh}，不能迁移`, en: `${plan.case}: ${was.en}, cannot go over` },
      ...plan.unmapped.map((each) => indented(unmappedLine(each, titles))),
    ];
  const lines: Text[] = [{ zh: `${plan.case}：${was.zh} → ${at.zh}`, en: `${plan.case}: ${was.en} → ${at.en}` }];
  for (const deadline of plan.deadlines) lines.push(indented(deadlineLine(deadline, titles)));
  for (const { roles } of plan.told) {
    const told = listed(roles.map(titles.role));
    lines.push(indented({ zh: `将告知：${told.zh}`, en: `would be told: ${told.en}` }));
  }
  for (const name of plan.opens) {
    const opened = titles.protocol(name);
    lines.push(indented({ zh: `将另立个案：${opened.zh}`, en: `would open a case: ${opened.en}` }));
  }
  if (!plan.reversible)
    lines.push(indented({ zh: '有事随即发生，不能撤回', en: 'something happens at once, so it could not be taken back' }));
  return lines;
}

const indented = ({ zh, en }: Text): Text => ({ zh: `  ${zh}`, en: `  ${en}` });

function deadlineLine({ kind, what, by, was, due, climbing, fate }: PlannedDeadline, titles: Titles): Text {
  const name = kind === 'hand_off' ? { zh: '移交', en: 'hand-off' } : kind === 'moment' ? phraseWords(what, titles) : titles.event(what);
  const who = listed(by.map(titles.role));
  const owner = by.length === 0 ? { zh: '', en: '' } : { zh: `（${who.zh}）`, en: ` (${who.en})` };
  const climbs = climbing ? { zh: '，已在升级', en: ', climbing' } : { zh: '', en: '' };
  const times: Record<PlannedDeadline['fate'], string> = {
    kept: civil(was ?? null),
    moved: `${civil(was ?? null)} → ${civil(due ?? null)}`,
    asked: civil(due ?? null),
    withdrawn: civil(was ?? null),
    carried: civil(due ?? null),
  };
  const word = fates[fate];
  return {
    zh: `${name.zh}${owner.zh}：${word.zh} ${times[fate]}${climbs.zh}`,
    en: `${name.en}${owner.en}: ${word.en} ${times[fate]}${climbs.en}`,
  };
}

/** The whole of a dry run: how many from where to where, and what becomes of their deadlines. */
export function summaryLines(plans: readonly MigrationPlan[], titles: Titles): Text[] {
  const states = (ids: readonly string[]) => listed(ids.map(titles.state));
  const lines: Text[] = [];
  const good = plans.filter(({ unmapped }) => unmapped.length === 0);
  for (const [key, n] of tally(good.map(({ was, at }) => JSON.stringify([was, at])))) {
    const [was, at] = JSON.parse(key) as [string[], string[]];
    lines.push({ zh: `  ${n} 个：${states(was).zh} → ${states(at).zh}`, en: `  ${n}: ${states(was).en} → ${states(at).en}` });
  }
  for (const [fate, n] of tally(good.flatMap(({ deadlines }) => deadlines.map((deadline) => deadline.fate))))
    lines.push({ zh: `  ${n} 个时限${fates[fate].zh}`, en: `  ${n} deadline(s): ${fates[fate].en}` });
  for (const [role, n] of tally(good.flatMap(({ told }) => told.flatMap(({ roles }) => roles)))) {
    const title = titles.role(role);
    lines.push({ zh: `  将告知${title.zh} ${n} 次`, en: `  ${title.en} would be told ${n} time(s)` });
  }
  for (const [key, n] of tally(
    plans.flatMap(({ unmapped }) => unmapped.slice(0, 1).map((why) => JSON.stringify({ ...why, ...('entry' in why && { entry: '…' }) }))),
  )) {
    const why = unmappedLine(JSON.parse(key) as Unmapped, titles);
    lines.push({ zh: `  ${n} 个不能迁移：${why.zh}`, en: `  ${n} cannot go over: ${why.en}` });
  }
  return lines;
}

function tally<T extends string>(all: readonly T[]): [T, number][] {
  const counts = new Map<T, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
