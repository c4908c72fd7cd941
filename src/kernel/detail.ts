import type { EffectBody } from './effect.ts';
import type { Text } from './protocol.ts';
import type { Refusal } from './refusal.ts';
import { refusalText } from './words.ts';

/** What somebody has to look at, as a code with what fills its words. */
export type Told =
  | { says: 'steps'; most: number; at: string[] }
  | { says: 'moments'; most: number }
  | { says: 'openings'; of: string; protocol: string; most: number }
  | { says: 'no_time_between'; of: string; series: string }
  | { says: 'older_entries'; event: string }
  | { says: 'too_much_told'; of: string; most: number }
  | { says: 'weight'; bytes: number }
  | { says: 'aside'; event: string }
  | { says: 'older_lines' }
  /** `why`: the code of what went wrong. */
  | { says: 'unworkable'; of: string; expression: string; why: string }
  | { says: 'no_subject'; of: string; protocol: string }
  | { says: 'no_place'; of: string; fact: string }
  | { says: 'taken_over'; event: string; case: string }
  | { says: 'unread'; what: 'clock' | 'message'; why: string }
  | { says: 'unpublished'; protocol: string }
  | { says: 'vacant'; roles: string[]; place: string }
  | { says: 'not_opened'; protocol: string; why: Refusal }
  | { says: 'not_running'; protocol: string }
  | { says: 'receiver_closed'; effect: EffectBody['kind'] }
  | { says: 'not_done'; effect: EffectBody['kind']; why: string };

/** What an attention is about; a text is a mere name, or names with `, ` between, or was written before there were codes. */
export type Detail = string | Told;

/** What the words of a detail call things: by title where there is one. */
export interface Named {
  state(id: string): Text;
  protocol(name: string): Text;
  event(name: string): Text;
  role(id: string): Text;
  unit(id: string): Text;
  /** A fact. */
  named(name: string): Text;
}

/** Everything by its id. */
export const byId: Named = { state: same, protocol: same, event: same, role: same, unit: same, named: same };

export const isSameDetail = (one: Detail, other: Detail): boolean => one === other || JSON.stringify(one) === JSON.stringify(other);

function same(id: string): Text {
  return { zh: id, en: id };
}

const listed = (ids: readonly string[], title: (id: string) => Text): Text => ({
  zh: ids.map((id) => title(id).zh).join('、'),
  en: ids.map((id) => title(id).en).join(', '),
});

/** Why an expression cannot be worked out, by the code of it. */
const unworkable: Record<string, Text> = {
  division_by_zero: { zh: '除数为零', en: 'a division by zero' },
  modulo_by_zero: { zh: '除数为零', en: 'a division by zero' },
  numeric_overflow: { zh: '数太大', en: 'a number too large' },
  index_out_of_range: { zh: '清单没有那么长', en: 'a list that is not so long' },
};

const unread: Record<string, Text> = {
  clear: { zh: '没有加密', en: 'it is not encrypted' },
  key: { zh: '不是用现有密钥加密的', en: 'it was encrypted with another key' },
  damaged: { zh: '已损坏', en: 'it is damaged' },
  shape: { zh: '内容不是应有的样子', en: 'it has another shape' },
};
const whats = { clock: { zh: '时钟', en: 'a clock' }, message: { zh: '他案的消息', en: 'a message from another case' } };

const effects: Record<EffectBody['kind'], Text> = {
  record: { zh: '记录', en: 'record' },
  task: { zh: '要求', en: 'ask' },
  tell: { zh: '告知', en: 'tell' },
  open: { zh: '立案', en: 'open a case' },
  send: { zh: '通知他案', en: 'tell another case' },
  become: { zh: '转为', en: 'become' },
  close: { zh: '结案', en: 'close' },
};

/** What a detail says, in both languages. */
export function detailText(detail: Detail, titles: Named = byId): Text {
  if (typeof detail === 'string') return same(detail);
  switch (detail.says) {
    case 'steps': {
      const at = listed(detail.at, titles.state);
      return { zh: `在${at.zh}一次走了 ${detail.most} 步以上`, en: `more than ${detail.most} steps at once in ${at.en}` };
    }
    case 'moments':
      return { zh: `一次到期 ${detail.most} 个以上时刻`, en: `more than ${detail.most} moments before one input` };
    case 'openings': {
      const { zh, en } = titles.protocol(detail.protocol);
      return { zh: `${detail.of}：一次要立“${zh}”${detail.most} 个以上`, en: `${detail.of}: "${en}" for more than ${detail.most} at once` };
    }
    case 'no_time_between':
      return { zh: `${detail.of}：两次之间没有间隔（${detail.series}）`, en: `${detail.of}: no time lies between (${detail.series})` };
    case 'older_entries': {
      const { zh, en } = titles.event(detail.event);
      return { zh: `“${zh}”较早的记录只存于台账`, en: `${en}: the older entries are in the ledger only` };
    }
    case 'too_much_told':
      return {
        zh: `${detail.of}：一次要告知他案的内容超过 ${detail.most} 字节，没有告知`,
        en: `${detail.of}: more than ${detail.most} bytes for other cases at once; they were not told`,
      };
    case 'weight':
      return {
        zh: `超过 ${detail.bytes} 字节；请了结本案另立新案，或改用不必通读全部记录的版本`,
        en: `more than ${detail.bytes} bytes; close it and open another, or move it to an edition that reads less of the record as a whole`,
      };
    case 'aside': {
      const { zh, en } = titles.event(detail.event);
      return { zh: `“${zh}”等只存于台账`, en: `"${en}" and what came after stand in the ledger only` };
    }
    case 'older_lines':
      return {
        zh: '台账中断过久，这些经过只在历史中；请执行 early rebuild',
        en: 'the ledger was down for too long, and they stand in the history only: run early rebuild',
      };
    case 'unworkable': {
      const { zh, en } = unworkable[detail.why] ?? same(detail.why);
      return { zh: `${detail.of}：${detail.expression}：${zh}`, en: `${detail.of}: ${detail.expression}: ${en}` };
    }
    case 'no_subject': {
      const { zh, en } = titles.protocol(detail.protocol);
      return { zh: `${detail.of}：不知为谁立“${zh}”`, en: `${detail.of}: nobody to open "${en}" for` };
    }
    case 'no_place': {
      const { zh, en } = titles.named(detail.fact);
      return { zh: `${detail.of}：“${zh}”还不知道`, en: `${detail.of}: ${en} is not known` };
    }
    case 'taken_over': {
      const { zh, en } = titles.event(detail.event);
      return { zh: `并入的个案 ${detail.case} 的“${zh}”`, en: `"${en}" of case ${detail.case}, which was merged` };
    }
    case 'unread': {
      const [what, why] = [whats[detail.what], unread[detail.why] ?? same(detail.why)];
      return { zh: `${what.zh}：${why.zh}`, en: `${what.en}: ${why.en}` };
    }
    case 'unpublished': {
      const { zh, en } = titles.protocol(detail.protocol);
      return { zh: `规程“${zh}”没有发布`, en: `the protocol "${en}" is not published` };
    }
    case 'vacant': {
      const [roles, place] = [listed(detail.roles, titles.role), titles.unit(detail.place)];
      return { zh: `${place.zh}没有${roles.zh}`, en: `nobody is ${roles.en} for ${place.en}` };
    }
    case 'not_opened': {
      const [protocol, why] = [titles.protocol(detail.protocol), refusalText(detail.why)];
      return { zh: `“${protocol.zh}”立不了案：${why.zh}`, en: `"${protocol.en}" does not open: ${why.en}` };
    }
    case 'not_running': {
      const { zh, en } = titles.protocol(detail.protocol);
      return { zh: `台账中已有在办的“${zh}”个案，却没有在运行`, en: `a case of "${en}" is open in the ledger and does not run` };
    }
    case 'receiver_closed': {
      const { zh, en } = effects[detail.effect];
      return { zh: `${zh}：对方个案已结`, en: `${en}: the receiving case is closed` };
    }
    case 'not_done': {
      const { zh, en } = effects[detail.effect];
      return { zh: `${zh}：${detail.why}，详见 worker.log`, en: `${en}: ${detail.why}; worker.log says more` };
    }
    default:
      return detail satisfies never;
  }
}
