import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { ApplicationFailure } from '@temporalio/common';
import { type Actor, type Data, type Field, holderOf, itemsIn, nearest, type Refusal, refusalText, virtualAt } from '../../kernel/index.ts';
import { caseById, clock, protocolByHash } from '../../ledger/index.ts';
import { type Home, vouch } from '../../temporal/index.ts';
import { type Action, type Answer, act, type View, view } from '../../workflow/contract.ts';
import { instantFrom } from '../civil.ts';
import { theClient, theLedger } from '../house.ts';
import { contextOf } from '../library.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early do ID EVENT key=value … --as ROLE@UNIT` */
async function doEvent(
  home: Home,
  terminal: Terminal,
  id: string,
  event: string,
  pairs: string[],
  options: { as: string; person?: string; at?: string; key?: string },
): Promise<number> {
  const opened = await theLedger(home);
  try {
    const file = await caseById(opened.ledger, id);
    if (!file) throw new Stop(exit.usage, { zh: `台账中没有个案 ${id}`, en: `the ledger has no case ${id}` });
    const { client, close } = await theClient(home, opened);
    try {
      const handle = client.workflow.getHandle(id);
      const seen = await handle.query<View>(view).catch((error: unknown) => {
        if (error instanceof WorkflowNotFoundError)
          throw new Stop(exit.findings, { zh: `个案 ${id} 没有在运行`, en: `case ${id} is not running` });
        throw error;
      });
      const by = actorOf(home, options.as, options.person, file.place);
      const protocol = await protocolByHash(opened.ledger, seen.hash);
      const shape = protocol?.events[event]?.data ?? {};
      const now = virtualAt(await clock(opened.ledger), Date.now());
      const key = options.key ?? randomUUID();
      const input = {
        kind: 'event' as const,
        event,
        at: options.at ? instantFrom(options.at) : now,
        recorded: now,
        data: dataOf(pairs, shape),
      };
      const action: Action = { key, by: vouch(opened.keys, { $actor: by, case: id, key }), input };
      const answer = await handle.executeUpdate<Answer, [Action]>(act, { args: [action], updateId: key });
      terminal.give(answer);
      terminal.say({
        zh: `已记录（#${answer.seq}）：${answer.at.join('、')}`,
        en: `recorded (#${answer.seq}): now in ${answer.at.join(', ')}`,
      });
      return exit.ok;
    } catch (error) {
      const cause = error instanceof WorkflowUpdateFailedError ? (error.cause as ApplicationFailure) : undefined;
      if (cause?.type === 'Refused') {
        const refusal = cause.details![0] as Refusal;
        const words = refusalText(refusal);
        terminal.give({ ...refusal, words });
        terminal.say({ zh: `不予受理：${words.zh}`, en: `refused: ${words.en}` });
        return exit.findings;
      }
      if (error instanceof WorkflowNotFoundError) throw new Stop(exit.findings, { zh: `个案 ${id} 已结束`, en: `case ${id} has ended` });
      throw error;
    } finally {
      await close();
    }
  } finally {
    await opened.ledger.close();
  }
}

function actorOf(home: Home, as: string, person: string | undefined, place: string): Actor {
  const [role, unit] = as.split('@') as [string, string | undefined];
  const { units } = contextOf(home);
  if (!role || !unit)
    throw new Stop(exit.usage, {
      zh: '--as 应写作 角色@单位，如 village_doctor@sample-village',
      en: '--as is ROLE@UNIT, for instance village_doctor@sample-village',
    });
  if (units) {
    const known = units.units[unit];
    if (!known) {
      const near = nearest(unit, Object.keys(units.units));
      throw new Stop(exit.findings, {
        zh: `没有单位“${unit}”${near ? `；是否“${near}”？` : ''}`,
        en: `there is no unit "${unit}"${near ? `; did you mean "${near}"?` : ''}`,
      });
    }
    if (!known.roles.includes(role))
      throw new Stop(exit.findings, { zh: `单位“${unit}”不担任“${role}”`, en: `the unit "${unit}" does not hold "${role}"` });
    const responsible = holderOf(units, role, place);
    if (responsible !== unit) {
      throw new Stop(exit.findings, {
        zh: `此案由“${responsible ?? '无'}”担任“${role}”，不是“${unit}”`,
        en: `for this case "${role}" is "${responsible ?? 'nobody'}", not "${unit}"`,
      });
    }
  }
  return { role, place: unit, ...(person !== undefined && { person }) };
}

/** `celsius=37.5 symptoms=yes` in the types of the event; what cannot be read goes as text and is refused in words. */
function dataOf(pairs: string[], shape: Record<string, Field>): Data {
  const data: Data = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw new Stop(exit.usage, { zh: `“${pair}”应写作 名称=值`, en: `"${pair}" is not name=value` });
    const name = pair.slice(0, at);
    const text = pair.slice(at + 1);
    const { type, many } = shape[name] ?? {};
    if (many) data[name] = itemsIn(text);
    else if ((type === 'number' || type === 'integer') && text.trim() !== '' && Number.isFinite(Number(text))) data[name] = Number(text);
    else if (type === 'flag' && /^(true|yes|是|1)$/i.test(text)) data[name] = true;
    else if (type === 'flag' && /^(false|no|否|0)$/i.test(text)) data[name] = false;
    else if (type === 'time') data[name] = instantFrom(text);
    else data[name] = text;
  }
  return data;
}

export const doVerb: Verb = {
  name: 'do',
  summary: 'report an event on a case / 报告事件',
  define(command, act) {
    command
      .argument('<id>')
      .argument('<event>')
      .argument('[pairs...]', 'name=value')
      .requiredOption('--as <role@unit>', 'who acts / 以何角色')
      .option('--person <id>', 'which person acts / 经手人')
      .option('--at <time>', 'when it occurred, "YYYY-MM-DD HH:MM" / 发生时间')
      .option('--key <key>', 'idempotency key: the same key is done once / 幂等键')
      .action(act(doEvent));
  },
};
