import type { EventRule, Protocol } from '../../kernel/index.ts';
import type { Home } from '../../temporal/index.ts';
import type { View } from '../../workflow/contract.ts';
import { instantFrom } from '../civil.ts';
import { checkPersons, checkSame } from '../do/checks.ts';
import { dataFrom } from '../do/data.ts';
import { type Acting, actOnCase } from '../do/scene.ts';
import { known } from '../known.ts';
import type { Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early do ID EVENT FIELD=VALUE … --as ROLE@UNIT` */
function doEvent(
  home: Home,
  terminal: Terminal,
  id: string,
  called: string,
  pairs: string[],
  options: Acting & { at?: string },
): Promise<number> {
  return actOnCase(home, terminal, id, options, async ({ ledger, before, protocol, now, key }) => {
    const events = eventsOf(protocol, before);
    const event = known(called, events, { zh: '事件', en: 'event' });
    const shape = events[event]!.data;
    const data = dataFrom(pairs, shape);
    await checkPersons(ledger, data, shape, undefined);
    return {
      input: { kind: 'event', event, at: options.at ? instantFrom(options.at) : now, recorded: now, data },
      places: placesOf(before, event),
      checkSame: ({ seq }) => checkSame(ledger, id, seq, { event, data }, key),
    };
  });
}

/** What may be reported under a name: the events of the protocol, and those still owed from the one before. */
function eventsOf(protocol: Protocol | undefined, { open }: View): Record<string, EventRule> {
  const carried = open.flatMap((slot) => (slot.carried ? [[slot.event, slot.carried.event] as const] : []));
  return { ...Object.fromEntries(carried), ...protocol?.events };
}

/** From where the roles of an event are seen: the place of the case, and those of the units it is owed by. */
export function placesOf({ place, open }: View, event: string): string[] {
  return [place, ...open.flatMap((slot) => (slot.event === event && slot.place !== undefined ? [slot.place] : []))];
}

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
