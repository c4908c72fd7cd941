import type { Effect, Slot } from '../../kernel/index.ts';
import { caseById, openCasesOf } from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { type View, view } from '../../workflow/contract.ts';
import { civil } from '../civil.ts';
import { theClient, theLedger } from '../house.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

type Line = { zh: string; en: string };

/** A line of the timeline in words. */
function wordsOf(effect: Effect): Line | undefined {
  switch (effect.kind) {
    case 'record': {
      const { note } = effect;
      if (note.note === 'event') {
        const data = Object.entries(note.entry.data)
          .map(([name, value]) => `${name}=${value}`)
          .join(' ');
        const { event, by, id } = note.entry;
        return { zh: `#${id} ${event} ${data}（${by.role}@${by.place}）`, en: `#${id} ${event} ${data} (${by.role}@${by.place})` };
      }
      if (note.note === 'corrected')
        return { zh: `更正 #${note.entry.id}：${note.reason}`, en: `#${note.entry.id} put right: ${note.reason}` };
      if (note.note === 'moved') return { zh: `→ ${note.at.join('、')}`, en: `→ ${note.at.join(', ')}` };
      if (note.note === 'holder')
        return { zh: `责任移交 ${note.to.role ?? note.to.place}`, en: `responsibility moves to ${note.to.role ?? note.to.place}` };
      if (note.note === 'linked') return { zh: `关联个案 ${note.name}：${note.case}`, en: `linked to ${note.case} (${note.name})` };
      if (note.note === 'set') {
        const facts = JSON.stringify(note.facts);
        return { zh: `设定 ${facts}`, en: `sets ${facts}` };
      }
      if (note.note === 'values') {
        const values = JSON.stringify(note.values);
        return { zh: `单位参数改为 ${values}：${note.reason}`, en: `the unit's values are now ${values}: ${note.reason}` };
      }
      return {
        zh: `需关注：${note.attention.code} ${note.attention.detail}`,
        en: `attention: ${note.attention.code} ${note.attention.detail}`,
      };
    }
    case 'task':
      return taskWords(effect.change, effect.slot);
    case 'tell':
      return { zh: `告知 ${effect.roles.join('、')}（${effect.about.of}）`, en: `told ${effect.roles.join(', ')} (${effect.about.of})` };
    case 'open':
      return { zh: `立案 ${effect.protocol}`, en: `opens ${effect.protocol}` };
    case 'send':
      return { zh: `通知个案 ${effect.to}：${effect.event}`, en: `sends ${effect.event} to ${effect.to}` };
    case 'become':
      return { zh: `转为 ${effect.protocol}`, en: `becomes ${effect.protocol}` };
    case 'close':
      return { zh: `结案：${effect.outcome}`, en: `ends: ${effect.outcome}` };
    default:
      return effect satisfies never;
  }
}

const changes: Record<string, Line> = {
  asked: { zh: '要求', en: 'asked' },
  done: { zh: '完成', en: 'done' },
  late: { zh: '逾期', en: 'late' },
  missed: { zh: '缺失', en: 'missed' },
  withdrawn: { zh: '撤回', en: 'withdrawn' },
  declined: { zh: '拒收', en: 'declined' },
  retimed: { zh: '时限变更', en: 'due moved' },
  reopened: { zh: '重新要求', en: 'asked again' },
  noted: { zh: '迟报，当时已完成', en: 'done in time, recorded late' },
};

function taskWords(change: string, slot: Slot): Line {
  const what = slot.kind === 'hand_off' ? { zh: '移交', en: 'hand-off' } : { zh: slot.event, en: slot.event };
  const due = civil(slot.due);
  return {
    zh: `${changes[change]!.zh} ${what.zh}（${slot.by.join('、')}，时限 ${due}）`,
    en: `${changes[change]!.en}: ${what.en} (${slot.by.join(', ')}, due ${due})`,
  };
}

/** `early case ID`: state, stage, what is due, who may do what, the timeline. An ended case is told from the ledger. */
async function showCase(home: Home, terminal: Terminal, id: string): Promise<number> {
  const opened = await theLedger(home);
  try {
    const file = (await caseById(opened.ledger, id)) ?? undefined;
    if (!file) {
      const of = await openCasesOf(opened.ledger, id);
      const hint =
        of.length > 0
          ? {
              zh: `；此人的个案：${of.map((known) => known.id).join('、')}`,
              en: `; this person's cases: ${of.map((known) => known.id).join(', ')}`,
            }
          : { zh: '', en: '' };
      throw new Stop(exit.usage, { zh: `台账中没有个案 ${id}${hint.zh}`, en: `the ledger has no case ${id}${hint.en}` });
    }
    let live: View | undefined;
    if (file.life !== 'closed') {
      const { client, close } = await theClient(home, opened);
      try {
        live = await client.workflow.getHandle(id).query<View>(view);
      } finally {
        await close();
      }
    }
    terminal.give({ ...file, live });
    const { row } = file;
    const at = live?.at ?? row?.at ?? [];
    const stages = live?.stages ?? row?.stages ?? [];
    terminal.say({
      zh: `个案 ${id}　规程 ${live?.protocol ?? file.protocol} ${live?.edition ?? row?.edition ?? ''}　单位 ${file.place}`,
      en: `case ${id}, ${live?.protocol ?? file.protocol} ${live?.edition ?? row?.edition ?? ''}, at ${file.place}`,
    });
    const holder = live ? (live.holder.role ?? live.holder.place) : (row?.holderRole ?? row?.holderPlace ?? '');
    terminal.say({
      zh: `状态 ${at.join('、')}　阶段 ${stages.join('、')}　责任方 ${holder}${row?.outcome ? `　结局 ${row.outcome}` : ''}`,
      en: `state ${at.join(', ')}; stage ${stages.join(', ')}; held by ${holder}${row?.outcome ? `; ended ${row.outcome}` : ''}`,
    });
    if (live) {
      terminal.say({ zh: '待办：', en: 'due:' });
      for (const slot of live.open) {
        const late = slot.late === undefined ? '' : terminal.locale === 'zh' ? '　逾期' : '  LATE';
        terminal.say(
          `  ${civil(slot.due)}  ${slot.kind === 'hand_off' ? (terminal.locale === 'zh' ? '移交' : 'hand-off') : slot.event}  ${slot.by.join(', ')}${late}`,
        );
      }
      for (const { text, due, waitingFor } of live.moments)
        terminal.say(`  ${due === null ? `(${waitingFor ?? '?'})` : civil(due)}  ${text}`);
      terminal.say({ zh: '现在可以做：', en: 'who may do what now:' });
      for (const { role, event } of live.may) terminal.say(`  ${role}: ${event}`);
      for (const attention of live.attention.filter((known) => !known.resolved))
        terminal.say({ zh: `需关注：${attention.code} ${attention.detail}`, en: `attention: ${attention.code} ${attention.detail}` });
    }
    terminal.say({ zh: '经过：', en: 'timeline:' });
    for (const effect of file.timeline) {
      const words = wordsOf(effect);
      if (words) terminal.say(`  ${civil(effect.at)}  ${words[terminal.locale]}`);
    }
    return exit.ok;
  } finally {
    await opened.ledger.close();
  }
}

export const caseVerb: Verb = {
  name: 'case',
  summary: 'one case: state, what is due, who may do what, timeline / 一个个案',
  define(command, act) {
    command.argument('<id>').action(act(showCase));
  },
};
