import { holderOf, type Slot, type Text, type Units } from '../../kernel/index.ts';
import type { View } from '../../workflow/contract.ts';
import { civil } from '../civil.ts';
import { listed, phraseWords, same, type Titles } from '../titles.ts';
import { shapeWords } from '../values.ts';
import { attentionWords, slotTitle } from './timeline.ts';

/** What is due, who may do what and what needs attention, a line each. */
export function standing(live: View, titles: Titles, units: Units | undefined): Text[] {
  return [
    { zh: '待办：', en: 'due:' },
    ...nothing([...live.open.map((slot) => slotLine(slot, titles)), ...live.moments.map((moment) => momentLine(moment, titles))]),
    {
      zh: `现在可以做（early do ${live.id} 事件 字段=值 … --as 角色@单位）：`,
      en: `what may be done now (early do ${live.id} EVENT FIELD=VALUE … --as ROLE@UNIT):`,
    },
    ...nothing(mayLines(live, titles, units)),
    ...live.attention.filter(({ resolved }) => !resolved).map((known) => attentionWords(known, titles)),
  ];
}

const nothing = (lines: Text[]): Text[] => (lines.length > 0 ? lines : [{ zh: '  无', en: '  nothing' }]);

function slotLine(slot: Slot, titles: Titles): Text {
  const what = slotTitle(slot, titles);
  const by = listed(slot.by.map(titles.role));
  const late = slot.late !== undefined;
  return {
    zh: `  ${civil(slot.due)}  ${what.zh}（${by.zh}）${late ? '　逾期' : ''}`,
    en: `  ${civil(slot.due)}  ${what.en} (${by.en})${late ? '  LATE' : ''}`,
  };
}

function momentLine({ text, due, waitingFor }: View['moments'][number], titles: Titles): Text {
  const what = phraseWords(text, titles);
  if (due !== null) return { zh: `  ${civil(due)}  ${what.zh}`, en: `  ${civil(due)}  ${what.en}` };
  const wait = waitingFor === undefined ? same('?') : titles.named(waitingFor);
  return { zh: `  待“${wait.zh}”  ${what.zh}`, en: `  waiting for "${wait.en}"  ${what.en}` };
}

/** Each event once: how it is typed, what it is, and who may, with the unit that holds the role for this case. */
function mayLines({ may, place, open }: View, titles: Titles, units: Units | undefined): Text[] {
  const roles = new Map<string, string[]>();
  for (const { role, event } of may) roles.set(event, [...(roles.get(event) ?? []), role]);
  return [...roles].map(([event, by]) => {
    const title = titles.event(event);
    const typed = (locale: 'zh' | 'en') =>
      [event, ...titles.fieldsOf(event).map(([name, field]) => optional(`${name}=${shapeWords(field)[locale]}`, field.required))].join(' ');
    const places = [...new Set(open.flatMap((slot) => (slot.event === event && slot.place !== undefined ? [slot.place] : [])))];
    const holders = (role: string) =>
      (places.length > 0 ? places : [place]).map((from) => `${role}@${(units && holderOf(units, role, from)) ?? '?'}`);
    const who = by.flatMap(holders).join(' ');
    return { zh: `  ${typed('zh')}  ${title.zh}：${who}`, en: `  ${typed('en')}  ${title.en}: ${who}` };
  });
}

const optional = (text: string, required: boolean) => (required ? text : `[${text}]`);
