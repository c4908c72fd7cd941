import type { Text } from '../protocol.ts';
import type { Refusal } from '../refusal.ts';
import type { Unmapped } from './map.ts';

const words: Record<Unmapped['why'], (p: Refusal['params']) => Text> = {
  not_published: (p) => ({ zh: `新版（${p.hash}）没有发布`, en: `the new edition (${p.hash}) is not published` }),
  not_running: () => ({ zh: '个案不在进行中', en: 'the case is not running' }),
  other_edition: (p) => ({
    zh: `个案按 ${p.edition} 版进行，不是要迁出的版本`,
    en: `the case runs under edition ${p.edition}, not the one to leave`,
  }),
  state_gone: (p) => ({
    zh: `新版中没有与状态“${p.state}”对应的状态；请在对应表 states 中写明`,
    en: `the new edition has no state for "${p.state}"; say under states where it goes`,
  }),
  two_in_one: (p) => ({
    zh: `几个同时的状态会落入“${p.state}”之内，而那里一次只能处于一个状态`,
    en: `several states at once would lie within "${p.state}", which is in one at a time`,
  }),
  would_end: (p) => ({
    zh: `会落入终结状态“${p.state}”；迁移不结案`,
    en: `it would come to "${p.state}", which is an end: a migration ends no case`,
  }),
  entry_unread: (p) => ({
    zh: `记录 #${p.entry}“${p.event}”的字段“${p.field}”不合新版；请在 given 中补上，或在 events 中写明不再读取`,
    en: `entry #${p.entry} "${p.event}" does not fit the new edition in its field "${p.field}"; give it under given, or say under events that it is hidden`,
  }),
  archived: (p) => ({
    zh: `本案“${p.event}”较早的记录只存于台账，而新版要读全部，或读法不同；本案请按原版办结`,
    en: `the older entries of "${p.event}" of this case are in the ledger only, and the new edition reads all of them or reads them otherwise: let the case end under its present edition`,
  }),
};

/** Why a case cannot go over to another edition, in words. */
export const unmappedWords = (p: Refusal['params']): Text => words[p.why as Unmapped['why']](p);
