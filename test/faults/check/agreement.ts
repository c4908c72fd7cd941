import { isDeepStrictEqual } from 'node:util';
import { detailText } from '../../../src/kernel/index.ts';
import { digestOf } from '../../../src/ledger/index.ts';
import { type Evidence, linesOf } from './evidence.ts';

/** The ledger says of every case what its histories and its workflow say: the same row and tasks, the same lines, one by one. */
export function ledgerAgrees({ cases, poisoned }: Evidence): string[] {
  const violations: string[] = [];
  for (const { id, told, held, live } of cases.values()) {
    if (poisoned.stillborn.has(id)) continue;
    if (told.failed !== undefined) violations.push(`${id}: its histories cannot be played again: ${told.failed}`);
    if (!told.story || !held) {
      violations.push(`${id}: ${told.story ? 'the ledger does not have it' : 'its histories hold no projection'}`);
      continue;
    }
    if (live && digestOf(live) !== digestOf(told.story)) violations.push(`${id}: its workflow says otherwise than its histories`);
    if (held.digest !== digestOf(told.story)) violations.push(`${id}: the ledger's row is not what its histories tell`);
    if (!isDeepStrictEqual(held.tasks, told.story.slots)) violations.push(`${id}: the ledger's tasks are not those its histories tell`);
    const lines = told.story.lines;
    const n = Math.max(lines.length, held.timeline.length);
    for (let at = 0; at < n; at++) {
      if (isDeepStrictEqual(lines[at], held.timeline[at])) continue;
      const brief = (line: unknown) => (JSON.stringify(line) ?? 'nothing').slice(0, 200);
      violations.push(`${id}: line ${at + 1}: histories ${brief(lines[at])}; ledger ${brief(held.timeline[at])}`);
      break;
    }
  }
  return violations;
}

/** What left the house left once, by (case, seq, index): each message to a role, each case opened, each case told. */
export function leftOnce(evidence: Evidence): string[] {
  const violations: string[] = [];
  const received = new Map<string, number>();
  for (const one of evidence.cases.values())
    for (const line of linesOf(one)) {
      if (line.kind !== 'record' || line.note.note !== 'event' || line.note.entry.from === undefined) continue;
      const { event, from, at } = line.note.entry;
      const key = `${from} ${event} ${at}`;
      received.set(key, (received.get(key) ?? 0) + 1);
    }
  for (const one of evidence.cases.values()) {
    const { id, held } = one;
    const wanted = new Map<string, string[]>();
    const sent = new Map<string, number>();
    for (const line of linesOf(one)) {
      if (line.kind === 'tell' && line.roles.length > 0) wanted.set(`${id}:${line.seq}:${line.index}`, [...new Set(line.roles)].sort());
      if (line.kind === 'open') sent.set(`${id} opened ${line.at}`, (sent.get(`${id} opened ${line.at}`) ?? 0) + 1);
    }
    const told = new Map<string, string[]>();
    for (const { key, role } of held?.messages ?? []) told.set(key, [...(told.get(key) ?? []), role].sort());
    for (const key of new Set([...wanted.keys(), ...told.keys()])) {
      const [mine, theirs] = [wanted.get(key) ?? [], told.get(key) ?? []];
      if (mine.join() !== theirs.join())
        violations.push(`${key}: to be told ${mine.join(', ') || 'nobody'}; told ${theirs.join(', ') || 'nobody'}`);
    }
    const trouble = linesOf(one).flatMap((line) =>
      line.kind === 'record' && line.note.note === 'attention' && line.note.attention.code === 'effect_failed'
        ? [detailText(line.note.attention.detail).en]
        : [],
    );
    for (const [key, n] of sent) {
      const times = received.get(key) ?? 0;
      if (times !== n) violations.push([`${key}: sent ${n} times, received ${times} times`, ...trouble].join('; '));
    }
  }
  return violations;
}

/** Everybody is counted once, and Temporal knows as many as the ledger. */
export function countsBalance({ balance, cases, poisoned }: Evidence): string[] {
  const sum = (some: Record<string, number>) => Object.values(some).reduce((total, n) => total + n, 0);
  const { total, stages, unstaged, starting, ended } = balance;
  const parts = sum(stages) + unstaged + starting + sum(ended);
  const violations: string[] = [];
  if (parts !== total) violations.push(`the parts make ${parts}, the ledger holds ${total} cases`);
  if (total !== cases.size) violations.push(`the ledger holds ${total} cases, Temporal ${cases.size}`);
  if (starting !== poisoned.stillborn.size) violations.push(`${starting} cases never reported, ${poisoned.stillborn.size} could not`);
  return violations;
}
