import type { Effect, Entry, EventRule, Machine, Protocol, Slot, Text, Units } from '../../kernel/index.ts';
import { valueWords } from '../values.ts';

type Locale = 'zh' | 'en';

/** Something that happened, in words, and how much it matters to whoever watches. */
export interface Line {
  at: number;
  text: string;
  weight: 'routine' | 'notable' | 'alarm';
}

/** Names of things in one language. */
export interface Names {
  locale: Locale;
  units: Units;
  /** Of the case as it is now; what happened under a former protocol is looked up in the library. */
  machine: Machine;
  library: readonly Protocol[];
  who: string;
  place: string;
}

const reserved: Record<string, Text> = {
  opened: { zh: '立案', en: 'case opened' },
  accepted: { zh: '接收', en: 'accepted' },
  declined: { zh: '拒收', en: 'declined' },
};

/** What a case is about, for people: a person's number, or a unit's title. */
export function nameOf(who: string, units: Units, locale: Locale): string {
  return units.units[who] ? placeOf(who, units)[locale] : who;
}

/** A line of a case's story for the ticker; undefined for what is not worth one. */
export function lineOf(effect: Effect, names: Names): Line | undefined {
  const said = wordsOf(effect, names);
  return said && { at: effect.at, text: said[0][names.locale], weight: said[1] };
}

function wordsOf(effect: Effect, names: Names): [Text, Line['weight']] | undefined {
  const { who } = names;
  switch (effect.kind) {
    case 'record':
      return effect.note.note === 'event' && !isGoingOn(effect.note.entry, names) ? eventWords(effect.note.entry, names) : undefined;
    case 'task':
      return taskWords(effect.change, effect.slot, names);
    case 'tell': {
      if (effect.about.reason !== 'ladder' || !effect.about.step) return undefined;
      const { zh, en } = rolesOf(effect.roles, names);
      return [{ zh: `${who} 逐级上报：告知${zh}`, en: `${who} climbs the ladder: ${en} told` }, 'notable'];
    }
    case 'open':
      return [{ zh: `${who} 引发督查件`, en: `${who} leads to a supervision file` }, 'alarm'];
    case 'become': {
      const title = names.library.find(({ protocol }) => protocol === effect.protocol)?.title ?? both(effect.protocol);
      return [{ zh: `${who} 转为${title.zh}`, en: `${who} becomes ${lower(title.en)}` }, 'alarm'];
    }
    case 'close': {
      const outcome = names.machine.protocol.outcomes[effect.outcome] ?? both(effect.outcome);
      return [{ zh: `${who} 结案：${outcome.zh}`, en: `${who} ends: ${outcome.en}` }, 'notable'];
    }
    case 'send':
      return undefined;
    default:
      return effect satisfies never;
  }
}

/** After `becomes` the other protocol is opened too: that has been told already. */
const isGoingOn = ({ event, by }: Entry, { machine }: Names) =>
  event === 'opened' && by.role === 'case' && machine.protocol.subject === 'person';

const both = (text: string): Text => ({ zh: text, en: text });

function ruleOf(event: string, { machine, library }: Names): EventRule | undefined {
  return machine.protocol.events[event] ?? library.find(({ events }) => events[event])?.events[event];
}

function eventWords({ event, data, by }: Entry, names: Names): [Text, Line['weight']] {
  const { who, machine, units, place } = names;
  if (event === 'opened') {
    const { title } = machine.protocol;
    const where = placeOf(place, units);
    return by.role === 'case'
      ? [{ zh: `${title.zh}立案：${where.zh}`, en: `${title.en} opened against ${where.en}` }, 'alarm']
      : [{ zh: `发现 ${who}，${where.zh}`, en: `${who} found in ${where.en}` }, 'notable'];
  }
  const rule = ruleOf(event, names);
  const title = reserved[event] ?? rule?.title ?? both(event);
  const shown = Object.entries(data).flatMap(([field, value]): Text[] => {
    const shape = rule?.data[field];
    if (typeof value === 'number' && shape?.type !== 'time') {
      const number = shape?.type === 'number' ? value.toFixed(1) : String(value);
      return [both(`${number}${shape?.unit ? ` ${shape.unit}` : ''}`)];
    }
    return event === 'declined' || shape?.oneOf ? [valueWords(value, shape)] : [];
  });
  const role = rolesOf([by.role], names);
  const details = (locale: 'zh' | 'en') => shown.map((words) => ` ${words[locale]}`).join('');
  return [
    { zh: `${who} ${title.zh}${details('zh')}（${role.zh}）`, en: `${who} ${lower(title.en)}${details('en')} (${lower(role.en)})` },
    event === 'declined' ? 'alarm' : event === 'accepted' ? 'notable' : 'routine',
  ];
}

function taskWords(change: string, slot: Slot, names: Names): [Text, Line['weight']] | undefined {
  const { who } = names;
  const role = rolesOf(slot.by, names);
  const title = ruleOf(slot.event, names)?.title ?? both(slot.event);
  if (slot.kind === 'hand_off') {
    if (change === 'asked') return [{ zh: `${who} 移交${role.zh}`, en: `${who} offered to the ${lower(role.en)}` }, 'notable'];
    if (change === 'late')
      return [{ zh: `${who} 移交失效：${role.zh}未按时答复`, en: `${who} hand-off lapsed: no answer from the ${lower(role.en)}` }, 'alarm'];
    return undefined;
  }
  if (change === 'late')
    return [{ zh: `${who} ${title.zh}逾期（${role.zh}）`, en: `${who} ${lower(title.en)} is late (${lower(role.en)})` }, 'notable'];
  if (change === 'missed') return [{ zh: `${who} ${title.zh}缺失`, en: `${who} ${lower(title.en)} missed` }, 'notable'];
  return undefined;
}

/** A village without the remark that it is made up: everything here is. */
function placeOf(place: string, units: Units): Text {
  const { zh, en } = units.units[place]?.title ?? both(place);
  return { zh: zh.replace(/（.*?）$/, ''), en: en.replace(/ \(.*?\)$/, '') };
}

function rolesOf(roles: readonly string[], { units }: Names): Text {
  const titles = roles.map((role) => units.roles[role]?.title ?? both(role));
  return { zh: titles.map(({ zh }) => zh).join('、'), en: titles.map(({ en }) => en).join(', ') };
}

/** A title within a sentence: CDC and the like stay as they are. */
const lower = (text: string) => (/^[A-Z][a-z]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text);
