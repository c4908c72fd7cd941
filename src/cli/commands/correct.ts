import type { Entry } from '../../kernel/index.ts';
import type { CaseFile } from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { instantFrom } from '../civil.ts';
import { checkPersons } from '../do/checks.ts';
import { dataFrom } from '../do/data.ts';
import { type Deciding, decisive } from '../do/deciding.ts';
import { actOnCase } from '../do/scene.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early correct ID ENTRY FIELD=VALUE …`: puts an entry of the record right, or takes it back. Both versions are kept. */
function correct(
  home: Home,
  terminal: Terminal,
  id: string,
  number: string,
  pairs: string[],
  options: Deciding & { at?: string; withdraw?: boolean },
): Promise<number> {
  const { because: reason, at, withdraw } = options;
  if (withdraw && (pairs.length > 0 || at !== undefined))
    throw new Stop(exit.usage, {
      zh: '--withdraw 撤回整条记录，不能同时更正',
      en: '--withdraw takes the whole entry back: there is nothing to put right',
    });
  if (!withdraw && pairs.length === 0 && at === undefined)
    throw new Stop(exit.usage, {
      zh: '请写明改为什么：字段=值、--at 或 --withdraw',
      en: 'say what it should be: FIELD=VALUE, --at or --withdraw',
    });
  return actOnCase(home, terminal, id, options, async ({ ledger, file, protocol, before, now }) => {
    const entry = entryIn(file, number);
    const shape = protocol?.events[entry.event]?.data ?? {};
    const data = dataFrom(pairs, shape);
    await checkPersons(ledger, data, shape, undefined);
    const common = { entry: entry.id, recorded: now, reason };
    const input = withdraw
      ? ({ kind: 'withdraw', ...common } as const)
      : ({ kind: 'correct', ...common, data, ...(at !== undefined && { at: instantFrom(at) }) } as const);
    return { input, places: [before.place, entry.by.place] };
  });
}

/** The entry of that number as the ledger last heard of it. */
function entryIn({ timeline, id }: CaseFile, text: string): Entry {
  const number = Number(text.replace(/^#/, ''));
  const notes = timeline.flatMap((effect) => (effect.kind === 'record' ? [effect.note] : []));
  const note = notes.findLast((each) => (each.note === 'event' || each.note === 'corrected') && each.entry.id === number);
  if (note?.note === 'event' || note?.note === 'corrected') return note.entry;
  throw new Stop(exit.findings, {
    zh: `个案 ${id} 没有记录 #${text}；early case ${id} 的经过中列有编号`,
    en: `case ${id} has no entry #${text}; the timeline of early case ${id} shows the numbers`,
  });
}

export const correctVerb: Verb = {
  name: 'correct',
  summary: 'put an entry of the record right, or take it back / 更正或撤回一条记录',
  define(command, act) {
    decisive(
      command
        .argument('<id>', 'the case / 个案')
        .argument('<entry>', 'its number in the timeline / 经过中的编号')
        .argument('[pairs...]', 'FIELD=VALUE … as it should be / 字段=值 …'),
    )
      .option('--at <time>', 'when it really occurred / 实际发生时间')
      .option('--withdraw', 'take the entry back / 撤回整条')
      .action(act(correct));
  },
};
