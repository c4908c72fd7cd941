import type { Data, Field } from '../../kernel/index.ts';
import { canonicalJson, caseById, isPerson, type Ledger } from '../../ledger/index.ts';
import { exit, Stop } from '../terminal.ts';

/** Persons are named by the ledger's ids: a name must not get into a case. */
export async function checkPersons(ledger: Ledger, data: Data, shape: Record<string, Field>, actor: string | undefined): Promise<void> {
  const named = Object.entries(data).filter(([field]) => Object.hasOwn(shape, field) && shape[field]!.type === 'person');
  for (const person of [...named.flatMap(([, value]) => [value].flat().map(String)), ...(actor === undefined ? [] : [actor])]) {
    if (await isPerson(ledger, person)) continue;
    throw new Stop(exit.findings, {
      zh: `台账中没有人员 ${person}；请写人员编号 p-…（early case 可见），不要写姓名`,
      en: `the ledger has no person ${person}; give the id p-… that early case shows, not a name`,
    });
  }
}

/** The same key for something else would look as if it had been recorded. */
export async function checkSame(ledger: Ledger, id: string, seq: number, done: { event: string; data: Data }, key: string): Promise<void> {
  const line = (await caseById(ledger, id))?.timeline.find(
    (effect) => effect.kind === 'record' && effect.note.note === 'event' && effect.note.entry.id === seq,
  );
  const entry = line?.kind === 'record' && line.note.note === 'event' ? line.note.entry : undefined;
  if (!entry || canonicalJson({ event: entry.event, data: entry.data }) === canonicalJson(done)) return;
  throw new Stop(exit.findings, {
    zh: `键 ${key} 已用于 #${seq} ${entry.event}，内容不同；本次没有记录`,
    en: `the key ${key} was used for #${seq} ${entry.event} with other data; this was not recorded`,
  });
}
