import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { type Instant, type Protocol, type Text, type Units, virtualAt } from '../../kernel/index.ts';
import { type CaseFile, caseById, clock, protocolByHash } from '../../ledger/index.ts';
import { actOn, type Home } from '../../temporal/index.ts';
import type { Action, Answer, View } from '../../workflow/contract.ts';
import { asked, settledView, viewOf } from '../asking.ts';
import { theDistrict } from '../district.ts';
import { type OpenedLedger, theClient, theLedger, theLibrary } from '../house.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { listed, type Titles, titlesOf } from '../titles.ts';
import { actorFrom } from './actor.ts';
import { checkPersons } from './checks.ts';
import { refusalWords } from './refused.ts';

/** How long an action may take to be answered, ms. */
const PATIENCE = 30_000;

/** Who acts, and under which key. */
export interface Acting {
  as: string;
  person?: string;
  key?: string;
}

/** A case as it stands before something is done to it, and the house around it. */
export interface Scene extends OpenedLedger {
  id: string;
  file: CaseFile;
  units: Units;
  client: Client;
  before: View;
  protocol: Protocol | undefined;
  titles: Titles;
  /** The case's present instant. */
  now: Instant;
  key: string;
}

/** What is to be done: the input without its actor, and the places from which his role may be seen. */
export interface Wanted {
  input: Action['input'];
  places: readonly string[];
  /** What an answer to a key that was used before was about. */
  checkSame?(answer: Answer): Promise<void>;
}

/** Opens the house, does one thing to a case as somebody, and says what came of it. */
export async function actOnCase(
  home: Home,
  terminal: Terminal,
  id: string,
  acting: Acting,
  wantedIn: (scene: Scene) => Promise<Wanted> | Wanted,
): Promise<number> {
  const opened = await theLedger(home);
  try {
    const { client, close } = await theClient(home, opened);
    try {
      const scene = await sceneOf(home, opened, client, id, acting.key);
      return await done(terminal, scene, acting, await wantedIn(scene));
    } finally {
      await close();
    }
  } finally {
    await opened.ledger.close();
  }
}

async function sceneOf(home: Home, opened: OpenedLedger, client: Client, id: string, key: string | undefined): Promise<Scene> {
  const { ledger } = opened;
  const file = await caseById(ledger, id);
  if (!file) throw new Stop(exit.findings, { zh: `台账中没有个案 ${id}`, en: `the ledger has no case ${id}` });
  const { units } = await theDistrict(home, ledger);
  const before = await viewOf(client, id);
  const protocol = await protocolByHash(ledger, before.hash);
  const titles = titlesOf(await theLibrary(ledger, [before.hash]), units);
  const now = virtualAt(await clock(ledger), Date.now());
  return { ...opened, id, file, units, client, before, protocol, titles, now, key: key ?? randomUUID() };
}

async function done(terminal: Terminal, scene: Scene, acting: Acting, { input, places, checkSame }: Wanted): Promise<number> {
  const { id, key, client, before, titles, units } = scene;
  const by = actorFrom(acting.as, places, units, acting.person);
  await checkPersons(scene.ledger, {}, {}, acting.person);
  const send = () => actOn(scene, { case: id, by, key, input });
  const answer = await asked(client, id, send, { unanswered: unanswered(key), patience: PATIENCE });
  if ('refused' in answer) {
    const words = refusalWords(answer, titles);
    terminal.give({ ...answer, words });
    terminal.say({ zh: `不予受理：${words.zh}`, en: `refused: ${words.en}` });
    return exit.findings;
  }
  const already = answer.seq <= before.seq;
  if (already) await checkSame?.(answer);
  const after = await settledView(client, id);
  const { protocol, status, outcome, at } = after;
  terminal.give({ ...answer, at, protocol, status, ...(outcome !== undefined && { outcome }), already });
  terminal.say(outcomeWords(answer, already, before, after, titles));
  return exit.ok;
}

function outcomeWords({ seq }: Answer, already: boolean, before: View, { protocol, outcome, at }: View, titles: Titles): Text {
  const states = listed(at.map(titles.state));
  const moved = protocol === before.protocol ? undefined : titles.protocol(protocol);
  const ended = outcome === undefined ? undefined : titles.outcome(outcome);
  return {
    zh: `${already ? '此前已记录' : '已记录'} #${seq}：${moved ? `转为“${moved.zh}”，` : ''}现在 ${states.zh}${ended ? `；已结案：${ended.zh}` : ''}`,
    en: `${already ? 'already recorded' : 'recorded'} #${seq}${moved ? `: became "${moved.en}"` : ''}: now ${states.en}${ended ? `; ended: ${ended.en}` : ''}`,
  };
}

const unanswered = (key: string) => ({
  zh: `没有应答，不知是否已记录。请用 --key ${key} 再执行一次：只会记录一次`,
  en: `no answer came, so it may be recorded or not: do the same again with --key ${key}, it is recorded once`,
});
