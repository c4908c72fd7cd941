import {
  type About,
  type Actor,
  type Attention,
  type Datum,
  type Detail,
  detailText,
  type Effect,
  type Protocol,
  type Slot,
  type SlotChange,
  type Text,
} from '../../kernel/index.ts';
import { civil } from '../civil.ts';
import { listed, phraseWords, same, type Titles } from '../titles.ts';
import { dataWords, valueWords } from '../values.ts';
import { overrideWords } from './overrides.ts';

/** A line of the story of case `id`. */
export function lineOf(effect: Effect, id: string, titles: Titles, protocols: readonly Protocol[]): Text {
  switch (effect.kind) {
    case 'record':
      return noteWords(effect.note, id, titles);
    case 'task':
      return taskWords(effect.change, effect.slot, titles);
    case 'tell': {
      const told = listed(effect.roles.map(titles.role));
      const why = aboutWords(effect.about, titles, protocols);
      return { zh: `告知${told.zh}（${why.zh}）`, en: `told ${told.en} (${why.en})` };
    }
    case 'open': {
      const protocol = titles.protocol(effect.protocol);
      const why = aboutWords(effect.about, titles, protocols);
      return { zh: `另立个案：${protocol.zh}（${why.zh}）`, en: `opens a case: ${protocol.en} (${why.en})` };
    }
    case 'send': {
      const event = titles.event(effect.event);
      return { zh: `通知个案 ${effect.to}：${event.zh}`, en: `tells case ${effect.to}: ${event.en}` };
    }
    case 'become': {
      const protocol = titles.protocol(effect.protocol);
      return { zh: `转为：${protocol.zh}`, en: `becomes: ${protocol.en}` };
    }
    case 'close': {
      const outcome = titles.outcome(effect.outcome);
      return { zh: `结案：${outcome.zh}`, en: `ends: ${outcome.en}` };
    }
    default:
      return effect satisfies never;
  }
}

function valueOfFact(name: Text, is: Datum): Text {
  const words = valueWords(is, undefined);
  return { zh: `${name.zh} ${words.zh}`, en: `${name.en} ${words.en}` };
}

function noteWords(note: Extract<Effect, { kind: 'record' }>['note'], self: string, titles: Titles): Text {
  switch (note.note) {
    case 'event': {
      const { id, event, data, by, from, taken } = note.entry;
      const title = titles.event(event);
      const told = dataWords(titles, event, data);
      const who = from === self ? { zh: '由上一规程转入', en: 'from the former protocol' } : actorWords(by, titles);
      return {
        zh: `#${id} ${title.zh}${told.zh && `：${told.zh}`}（${who.zh}${taken ? `，自并入的 ${taken.case}` : ''}）`,
        en: `#${id} ${title.en}${told.en && `: ${told.en}`} (${who.en}${taken ? `; from ${taken.case}, merged` : ''})`,
      };
    }
    case 'corrected': {
      const { id, event, data, withdrawn } = note.entry;
      const told = withdrawn ? { zh: '撤回', en: 'withdrawn' } : dataWords(titles, event, data);
      return { zh: `更正 #${id}：${told.zh}（${note.reason}）`, en: `#${id} put right: ${told.en} (${note.reason})` };
    }
    case 'moved': {
      const at = listed(note.at.map(titles.state));
      return { zh: `→ ${at.zh}`, en: `→ ${at.en}` };
    }
    case 'holder': {
      const to = note.to.role === undefined ? titles.unit(note.to.place) : titles.role(note.to.role);
      return { zh: `责任移交给${to.zh}`, en: `responsibility moves to: ${to.en}` };
    }
    case 'values': {
      const values = listed(Object.entries(note.values).map(([name, is]) => valueOfUnit(titles.named(name), is)));
      return { zh: `本单位参数改为：${values.zh}（${note.reason}）`, en: `the unit's own values are now: ${values.en} (${note.reason})` };
    }
    case 'set': {
      const facts = listed(Object.entries(note.facts).map(([name, is]) => valueOfFact(titles.named(name), is)));
      return { zh: `设定：${facts.zh}`, en: `set: ${facts.en}` };
    }
    case 'linked':
      return { zh: `关联个案 ${note.case}（${note.name}）`, en: `linked to case ${note.case} (${note.name})` };
    case 'attention':
      return attentionWords(note.attention, titles);
    case 'resolved': {
      const { seq, resolved } = note.attention;
      const again = resolved?.retried ? { zh: '，重试', en: ', tried again' } : { zh: '', en: '' };
      return {
        zh: `关注事项 #${seq} 已处理${again.zh}：${resolved?.reason ?? ''}`,
        en: `attention #${seq} is dealt with${again.en}: ${resolved?.reason ?? ''}`,
      };
    }
    case 'overridden': {
      const what = overrideWords(note.override, titles);
      const who = actorWords(note.by, titles);
      return { zh: `${what.zh}（${who.zh}：${note.reason}）`, en: `${what.en} (${who.en}: ${note.reason})` };
    }
    case 'migrated':
      return {
        zh: `改用 ${note.to.edition} 版（原 ${note.from.edition} 版；${note.reason}；${actorWords(note.by, titles).zh}）`,
        en: `goes over to edition ${note.to.edition} from ${note.from.edition} (${note.reason}; ${actorWords(note.by, titles).en})`,
      };
    case 'unmigrated':
      return {
        zh: `撤回改版，仍用 ${note.to.edition} 版（${note.reason}；${actorWords(note.by, titles).zh}）`,
        en: `is again under edition ${note.to.edition} (${note.reason}; ${actorWords(note.by, titles).en})`,
      };
    default:
      return note satisfies never;
  }
}

const valueOfUnit = (title: Text, is: unknown): Text => ({
  zh: `${title.zh} ${JSON.stringify(is)}`,
  en: `${title.en} ${JSON.stringify(is)}`,
});

export function actorWords({ role, place, person }: Actor, titles: Titles): Text {
  const title = titles.role(role);
  if (role === 'case') return title;
  const unit = titles.unit(place);
  const who = person === undefined ? '' : ` ${person}`;
  return { zh: `${unit.zh}${title.zh}${who}`, en: `${title.en}, ${unit.en}${who}` };
}

const changes: Record<SlotChange, Text> = {
  asked: { zh: '要求', en: 'asked for' },
  done: { zh: '完成', en: 'done' },
  late: { zh: '逾期', en: 'late' },
  missed: { zh: '缺失', en: 'missed' },
  withdrawn: { zh: '撤回', en: 'no longer asked for' },
  declined: { zh: '拒收', en: 'declined' },
  retimed: { zh: '时限变更', en: 'due moved' },
  reassigned: { zh: '改派', en: 'given to others' },
  reopened: { zh: '重新要求', en: 'asked for again' },
  migrated: { zh: '按新版继续', en: 'goes on under the new edition' },
  noted: { zh: '当时已完成，补录', en: 'done in time, recorded late' },
};

function taskWords(change: SlotChange, slot: Slot, titles: Titles): Text {
  const what = slotTitle(slot, titles);
  const by = listed(slot.by.map(titles.role));
  const due = civil(slot.due);
  return {
    zh: `${changes[change].zh}：${what.zh}（${by.zh}，时限 ${due}）`,
    en: `${changes[change].en}: ${what.en} (${by.en}, due ${due})`,
  };
}

export function slotTitle(slot: Slot, titles: Titles): Text {
  if (slot.kind === 'hand_off') return { zh: '移交', en: 'hand-off' };
  const title = slot.carried?.event.title ?? titles.event(slot.event);
  return slot.key === undefined ? title : { zh: `${title.zh} ${slot.key}`, en: `${title.en} ${slot.key}` };
}

/** Why somebody is told, or a case opened. */
function aboutWords({ reason, of, step }: About, titles: Titles, protocols: readonly Protocol[]): Text {
  switch (reason) {
    case 'entry': {
      const state = titles.state(of);
      return { zh: `进入“${state.zh}”`, en: `on entering "${state.en}"` };
    }
    case 'arm':
      return armWords(of, titles, protocols);
    case 'ladder': {
      const task = slotWords(of, titles, protocols);
      return { zh: `${task.zh}，第 ${(step ?? 0) + 1} 级`, en: `${task.en}, step ${(step ?? 0) + 1} of its ladder` };
    }
    case 'withdrawn': {
      const task = slotWords(of, titles, protocols);
      return { zh: `${task.zh}不再需要`, en: `${task.en} is no longer needed` };
    }
    case 'changed': {
      const task = slotWords(of, titles, protocols);
      return { zh: `${task.zh}有变更`, en: `${task.en} has changed` };
    }
    default:
      return reason satisfies never;
  }
}

function armWords(id: string, titles: Titles, protocols: readonly Protocol[]): Text {
  for (const { states } of protocols) {
    for (const state of states) {
      for (const [event, arms] of Object.entries(state.on)) if (arms.some((arm) => arm.id === id)) return because(titles.event(event));
      for (const rule of state.once) if (rule.arms.some((arm) => arm.id === id)) return phraseWords(rule.text, titles);
    }
  }
  return same(id);
}

const because = ({ zh, en }: Text): Text => ({ zh: `因“${zh}”`, en: `on "${en}"` });

/** A slot is called after its rule and its occurrence. */
function slotWords(id: string, titles: Titles, protocols: readonly Protocol[]): Text {
  const rule = id.replace(/[#@].*$/s, '');
  for (const { states } of protocols) {
    for (const { tasks, handOff } of states) {
      const task = tasks.find((known) => known.id === rule);
      if (task) return task.title ?? titles.event(task.event);
      if (handOff?.id === rule) return { zh: '移交', en: 'hand-off' };
    }
  }
  return same(rule);
}

const attentions: Record<Attention['code'], Text> = {
  guard_failed: { zh: '规程中的条件无法计算', en: 'a condition of the protocol could not be evaluated' },
  effect_failed: { zh: '有一步没有做成', en: 'something could not be done' },
  undecodable: { zh: '收到无法解密的消息', en: 'a message came that cannot be decrypted' },
  unplaced: { zh: '收到当前状态不接受的消息', en: 'a message came that no present state expects' },
  would_be_elsewhere: { zh: '按更正后的记录应处于', en: 'by the record as put right it would now be in' },
  bound: { zh: '超出限度，已中止', en: 'more than is allowed, stopped' },
  heavy: { zh: '本案内容甚多，满后不能再收', en: 'the case holds very much, and once full takes no more' },
  no_room: { zh: '他案告知的内容本案已容不下', en: 'what other cases tell has no room in this one' },
  unwritten: { zh: '本案较早的经过没有写入台账', en: 'the older lines of this case are not in the ledger' },
  late_fact: { zh: '结案后收到的事实', en: 'a fact that came after the end' },
  offer_withdrawn: { zh: '移交已收回，尚未再次移交', en: 'an offer was taken back and not made again' },
  merged_unlike: { zh: '并案两方所记不同，以后记者为准', en: 'two cases that became one said otherwise; what was said later holds' },
  unknown_protocol: { zh: '要转入的规程没有发布', en: 'the protocol it becomes is not published' },
};

/** What needs attention, and the number by which `early resolve` knows it. */
export function attentionWords({ code, detail, said, unlike, seq }: Attention, titles: Titles): Text {
  const about = said ? saidWords(said, titles) : unlike ? unlikeWords(unlike, titles) : aboutAttention(code, detail, titles);
  return { zh: `需关注 #${seq}：${attentions[code].zh}（${about.zh}）`, en: `attention #${seq}: ${attentions[code].en} (${about.en})` };
}

function unlikeWords({ fact, here, there, from }: NonNullable<Attention['unlike']>, titles: Titles): Text {
  const title = titles.named(fact);
  const [one, other] = [here, there].map((value) => valueWords(value, titles.field('opened', fact)));
  return { zh: `${title.zh}：此案 ${one!.zh}，${from} ${other!.zh}`, en: `${title.en}: ${one!.en} here, ${other!.en} in ${from}` };
}

/** What needs no words is told by mere names. */
function aboutAttention(code: Attention['code'], detail: Detail, titles: Titles): Text {
  if (typeof detail !== 'string') return detailText(detail, titles);
  const names = detail.split(', ');
  switch (code) {
    case 'would_be_elsewhere':
    case 'offer_withdrawn':
      return listed(names.map(titles.state));
    case 'unknown_protocol':
      return titles.protocol(detail);
    default:
      return same(detail);
  }
}

function saidWords({ event, from, at, data }: NonNullable<Attention['said']>, titles: Titles): Text {
  const what = titles.event(event);
  const content = dataWords(titles, event, data);
  const told = Object.keys(data).length > 0 ? { zh: `：${content.zh}`, en: `: ${content.en}` } : same('');
  return { zh: `${civil(at)} ${from} 告知“${what.zh}”${told.zh}`, en: `${civil(at)} ${from} told "${what.en}"${told.en}` };
}
