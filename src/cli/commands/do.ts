import { randomUUID } from 'node:crypto';
import { type EventRule, type Protocol, virtualAt } from '../../kernel/index.ts';
import { caseById, clock, protocolByHash } from '../../ledger/index.ts';
import { actOn, type Home } from '../../temporal/index.ts';
import type { View } from '../../workflow/contract.ts';
import { asked, settledView, viewOf } from '../asking.ts';
import { instantFrom } from '../civil.ts';
import { actorFrom } from '../do/actor.ts';
import { checkPersons, checkSame } from '../do/checks.ts';
import { dataFrom } from '../do/data.ts';
import { refusalWords } from '../do/refused.ts';
import { theClient, theLedger, theLibrary } from '../house.ts';
import { known } from '../known.ts';
import { theUnits } from '../library.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { listed, titlesOf } from '../titles.ts';
import type { Verb } from '../verb.ts';

/** How long an action may take to be answered, ms. */
const PATIENCE = 30_000;

/** `early do ID EVENT FIELD=VALUE … --as ROLE@UNIT` */
async function doEvent(
  home: Home,
  terminal: Terminal,
  id: string,
  called: string,
  pairs: string[],
  options: { as: string; person?: string; at?: string; key?: string },
): Promise<number> {
  const opened = await theLedger(home);
  const { ledger } = opened;
  try {
    const file = await caseById(ledger, id);
    if (!file) throw new Stop(exit.findings, { zh: `台账中没有个案 ${id}`, en: `the ledger has no case ${id}` });
    const units = theUnits(home);
    const { client, close } = await theClient(home, opened);
    try {
      const before = await viewOf(client, id);
      const protocol = await protocolByHash(ledger, before.hash);
      const events = eventsOf(protocol, before);
      const event = known(called, events, { zh: '事件', en: 'event' });
      const shape = events[event]!.data;
      const by = actorFrom(options.as, placesOf(before, event), units, options.person);
      const data = dataFrom(pairs, shape);
      await checkPersons(ledger, data, shape, options.person);
      const now = virtualAt(await clock(ledger), Date.now());
      const key = options.key ?? randomUUID();
      const input = { kind: 'event' as const, event, at: options.at ? instantFrom(options.at) : now, recorded: now, data };
      const titles = titlesOf(await theLibrary(ledger, [before.hash]), units);
      const send = () => actOn(client, opened.keys, { case: id, by, key, input });
      const answer = await asked(client, id, send, { unanswered: unanswered(key), patience: PATIENCE });
      if ('refused' in answer) {
        const words = refusalWords(answer, titles);
        terminal.give({ ...answer, words });
        terminal.say({ zh: `不予受理：${words.zh}`, en: `refused: ${words.en}` });
        return exit.findings;
      }
      const already = answer.seq <= before.seq;
      if (already) await checkSame(ledger, id, answer.seq, { event, data }, key);
      const after = await settledView(client, id);
      const { protocol: name, status, outcome, at } = after;
      terminal.give({ ...answer, at, protocol: name, status, ...(outcome !== undefined && { outcome }), already });
      const states = listed(at.map(titles.state));
      const moved = name === before.protocol ? undefined : titles.protocol(name);
      const ended = outcome === undefined ? undefined : titles.outcome(outcome);
      terminal.say({
        zh: `${already ? '此前已记录' : '已记录'} #${answer.seq}：${moved ? `转为“${moved.zh}”，` : ''}现在 ${states.zh}${ended ? `；已结案：${ended.zh}` : ''}`,
        en: `${already ? 'already recorded' : 'recorded'} #${answer.seq}${moved ? `: became "${moved.en}"` : ''}: now ${states.en}${ended ? `; ended: ${ended.en}` : ''}`,
      });
      return exit.ok;
    } finally {
      await close();
    }
  } finally {
    await ledger.close();
  }
}

/** What may be reported under a name: the events of the protocol, and those still owed from the one before. */
function eventsOf(protocol: Protocol | undefined, { open }: View): Record<string, EventRule> {
  const carried = open.flatMap((slot) => (slot.carried ? [[slot.event, slot.carried.event] as const] : []));
  return { ...Object.fromEntries(carried), ...protocol?.events };
}

/** From where the roles of an event are seen: the place of the case, and those of the units it is owed by. */
function placesOf({ place, open }: View, event: string): string[] {
  return [place, ...open.flatMap((slot) => (slot.event === event && slot.place !== undefined ? [slot.place] : []))];
}

const unanswered = (key: string) => ({
  zh: `没有应答，不知是否已记录。请用 --key ${key} 再执行一次：只会记录一次`,
  en: `no answer came, so it may be recorded or not: do the same again with --key ${key}, it is recorded once`,
});

export const doVerb: Verb = {
  name: 'do',
  summary: 'report an event on a case / 报告事件',
  define(command, act) {
    command
      .argument('<id>', 'the case / 个案')
      .argument('<event>', 'its id or title / 事件名或标题')
      .argument('[pairs...]', 'FIELD=VALUE … / 字段=值 …')
      .requiredOption('--as <role@unit>', 'who acts / 以何角色@单位')
      .option('--person <id>', 'which person acts, p-… / 经手人编号')
      .option('--at <time>', 'when it occurred, "YYYY-MM-DD HH:MM" / 发生时间')
      .option('--key <key>', 'the same key is recorded once / 幂等键：同一键只记录一次')
      .action(act(doEvent));
  },
};
