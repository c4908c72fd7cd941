import type { Effect, Protocol, Text, Units } from '../../kernel/index.ts';
import { type CaseFile, caseById, contactsOf, evidenceFor, exposuresOf, openCasesOf, registerRowOf } from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import type { View } from '../../workflow/contract.ts';
import { settledView } from '../asking.ts';
import { exposureLines } from '../case/exposures.ts';
import { standing } from '../case/standing.ts';
import { lineOf } from '../case/timeline.ts';
import { civil } from '../civil.ts';
import { districtOf } from '../district.ts';
import { type OpenedLedger, theClient, theLedger, theLibrary } from '../house.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { listed, type Titles, titlesOf } from '../titles.ts';
import type { Verb } from '../verb.ts';

/** `early case ID`: state, stage, what is due, who may do what, the timeline. An ended case is told from the ledger. */
async function showCase(home: Home, terminal: Terminal, id: string): Promise<number> {
  const opened = await theLedger(home);
  const { ledger } = opened;
  try {
    const file = await caseById(ledger, id);
    if (!file) throw await noSuchCase(opened, id);
    const live = file.life === 'closed' ? undefined : await told(home, terminal, opened, id);
    const units = (await districtOf(home, ledger))?.units;
    const hash = live?.hash ?? file.row?.hash;
    const protocols = await theLibrary(ledger, hash === undefined ? [] : [hash]);
    const titles = titlesOf(protocols, units);
    const register = await registerRowOf(ledger, id);
    const toldIn = (lines: readonly Effect[], of: string, family: string) => storyLines(lines, of, { protocols, units, family });
    const evidence = await evidenceFor(ledger, file);
    const exposures = await exposuresOf(ledger, file.subject);
    const contacts = await contactsOf(ledger, file.subject);
    terminal.give({ ...file, register, live, evidence, exposures, contacts });
    for (const line of heading(file, live, titles)) terminal.say(line);
    if (register)
      terminal.say({
        zh: `来自名册 ${register.source} 第 ${register.line} 行`,
        en: `from line ${register.line} of the register ${register.source}`,
      });
    if (live) for (const line of standing(live, titles, units)) terminal.say(line);
    for (const line of exposureLines(exposures, contacts)) terminal.say(line);
    for (const each of evidence) {
      terminal.say({ zh: `立案依据（个案 ${each.case}）：`, en: `evidence, from case ${each.case}:` });
      for (const line of toldIn(each.lines, each.case, each.family)) terminal.say(line);
    }
    terminal.say({ zh: '经过：', en: 'timeline:' });
    for (const line of toldIn(file.timeline, id, file.family ?? file.protocol)) terminal.say(line);
    return exit.ok;
  } finally {
    await ledger.close();
  }
}

/** A story in words, each line by the names of the protocol under which it was written. */
function storyLines(
  lines: readonly Effect[],
  id: string,
  { protocols, units, family }: { protocols: readonly Protocol[]; units: Units | undefined; family: string },
): Text[] {
  let under = family;
  return lines.map((effect) => {
    const { zh, en } = lineOf(effect, id, titlesOf(firstOf(protocols, under), units), protocols);
    if (effect.kind === 'become') under = effect.protocol;
    return { zh: `  ${civil(effect.at)}  ${zh}`, en: `  ${civil(effect.at)}  ${en}` };
  });
}

/** How the case itself says it stands. Where it cannot be asked, the ledger's last word has to do, and that is said. */
async function told(home: Home, terminal: Terminal, opened: OpenedLedger, id: string): Promise<View | undefined> {
  try {
    const { client, close } = await theClient(home, opened);
    try {
      return await settledView(client, id);
    } finally {
      await close();
    }
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const { zh, en } = error.words;
    terminal.warn({
      zh: `以下是台账的最后记录，不是此刻的情况。${zh}`,
      en: `What follows is the ledger's last word, not the present: ${en}`,
    });
    return undefined;
  }
}

async function noSuchCase({ ledger }: OpenedLedger, id: string): Promise<Stop> {
  const own = (await openCasesOf(ledger, id)).map((known) => known.id);
  return new Stop(exit.findings, {
    zh: `台账中没有个案 ${id}${own.length > 0 ? `；此人的个案：${own.join('、')}` : ''}`,
    en: `the ledger has no case ${id}${own.length > 0 ? `; this person's cases: ${own.join(', ')}` : ''}`,
  });
}

function heading(file: CaseFile, live: View | undefined, titles: Titles): Text[] {
  const { row } = file;
  const protocol = titles.protocol(live?.protocol ?? file.protocol);
  const edition = live?.edition ?? row?.edition ?? '';
  const place = titles.unit(file.place);
  const at = listed((live?.at ?? row?.at ?? []).map(titles.state));
  const stages = listed((live?.stages ?? row?.stages ?? []).map(titles.stage));
  const holder = live?.holder ?? { place: row?.holderPlace ?? file.place, role: row?.holderRole ?? undefined };
  const held = holder.role === undefined ? titles.unit(holder.place) : titles.role(holder.role);
  const outcome = row?.outcome ? titles.outcome(row.outcome) : undefined;
  const bounces = live?.bounces ?? row?.bounces ?? 0;
  const refused = bounces > 0 ? { zh: `　连续拒收 ${bounces} 次`, en: `; refused ${bounces} time(s) in a row` } : { zh: '', en: '' };
  const whose = titles.isUnit(file.subject)
    ? { zh: `单位 ${titles.unit(file.subject).zh}`, en: `unit ${titles.unit(file.subject).en}` }
    : { zh: `人员 ${file.subject}`, en: file.subject };
  return [
    {
      zh: `个案 ${file.id}　${whose.zh}　${protocol.zh}（${edition}）　${place.zh}`,
      en: `case ${file.id} of ${whose.en}: ${protocol.en} (${edition}), ${place.en}`,
    },
    {
      zh: `状态 ${at.zh || '尚未报告'}　阶段 ${stages.zh || '–'}　责任方 ${held.zh}${refused.zh}${outcome ? `　结局 ${outcome.zh}` : ''}`,
      en: `state ${at.en || 'not yet reported'}; stage ${stages.en || '–'}; held by ${held.en}${refused.en}${outcome ? `; ended: ${outcome.en}` : ''}`,
    },
  ];
}

/** Names of the protocol under which a line was written come before those of the others. */
function firstOf(protocols: readonly Protocol[], name: string): Protocol[] {
  return [...protocols.filter(({ protocol }) => protocol === name), ...protocols.filter(({ protocol }) => protocol !== name)];
}

export const caseVerb: Verb = {
  name: 'case',
  summary: 'one case: state, what is due, who may do what, timeline / 一个个案',
  define(command, act) {
    command.argument('<id>', 'c-… / 个案编号').action(act(showCase));
  },
};
