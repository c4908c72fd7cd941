import type { Entry } from '../../../src/kernel/index.ts';
import type { Answer } from '../../../src/workflow/contract.ts';
import type { Done } from '../crowd.ts';
import { type CaseEvidence, type Evidence, linesOf } from './evidence.ts';

const accepted = ({ answers }: Done) => answers.filter((answer): answer is Answer => !('refused' in answer));

/** The facts of a case that people reported, in order. */
function facts(one: CaseEvidence): Entry[] {
  return linesOf(one).flatMap((line) =>
    line.kind === 'record' && line.note.note === 'event' && line.note.entry.from === undefined && line.note.entry.event !== 'opened'
      ? [line.note.entry]
      : [],
  );
}

/** Every acknowledged action stands exactly once in the history, and nothing stands there that nobody did. */
export function onceInHistory({ cases, done }: Evidence): string[] {
  const violations: string[] = [];
  for (const one of cases.values()) {
    const mine = done.filter(({ deed }) => deed.case === one.id);
    const entries = new Map(facts(one).map((entry) => [entry.id, entry]));
    const claimed = new Map<number, string>();
    for (const action of mine) {
      const { key, event, data } = action.deed;
      for (const { seq } of accepted(action).slice(0, 1)) {
        const entry = entries.get(seq);
        if (!entry) violations.push(`${one.id}: ${key} (${event}) was acknowledged as step ${seq} and is not there`);
        else if (entry.event !== event || JSON.stringify(entry.data) !== JSON.stringify(data))
          violations.push(
            `${one.id}: ${key} (${event}) was acknowledged as step ${seq}, which is ${entry.event} ${JSON.stringify(entry.data)}`,
          );
        if (claimed.has(seq)) violations.push(`${one.id}: ${key} and ${claimed.get(seq)} were acknowledged as the same step ${seq}`);
        claimed.set(seq, key);
        if (!one.told.accepted.some((run) => run.includes(key))) violations.push(`${one.id}: no run accepted ${key}`);
      }
    }
    // An action whose answers were all lost, because the case closed meanwhile, may stand there once.
    const unanswered = mine.filter((action) => accepted(action).length === 0);
    for (const entry of entries.values()) {
      if (claimed.has(entry.id)) continue;
      const n = unanswered.findIndex(({ deed }) => deed.event === entry.event && JSON.stringify(deed.data) === JSON.stringify(entry.data));
      if (n < 0) violations.push(`${one.id}: step ${entry.id}, ${entry.event} ${JSON.stringify(entry.data)}, was done by nobody, or twice`);
      else unanswered.splice(n, 1);
    }
  }
  const unknown = done.filter((action) => accepted(action).length > 0 && !cases.has(action.deed.case));
  return [...violations, ...unknown.map(({ deed }) => `${deed.case}: acknowledged ${deed.key}, and Temporal does not know the case`)];
}

/** Whoever asks again with the same key gets the same answer, whatever died or was continued in between. */
export function sameAnswer({ done }: Evidence): string[] {
  return done.flatMap((action) => {
    const [first, ...others] = accepted(action);
    if (!first) return [];
    const unlike = others.filter((answer) => JSON.stringify(answer) !== JSON.stringify(first));
    const later = action.answers.slice(action.answers.indexOf(first));
    const refused = action.twice ? [] : later.filter((answer) => 'refused' in answer);
    return [...unlike, ...refused].map(
      (answer) =>
        `${action.deed.case}: ${action.deed.key} was answered ${JSON.stringify(first)}, and ${JSON.stringify(answer)} when asked again`,
    );
  });
}

/** What cannot be read leaves one incident each, what another case tells is taken once, however often it comes. */
export function messagesOnce({ cases, poisoned }: Evidence): string[] {
  const violations: string[] = [];
  for (const [id, { least, most }] of poisoned.unreadable) {
    const one = cases.get(id)!;
    const incidents = linesOf(one).filter(
      (line) => line.kind === 'record' && line.note.note === 'attention' && line.note.attention.code === 'undecodable',
    ).length;
    // One that ended had no time for those that came last.
    const isEnded = one.live?.row.status === 'ended';
    if (incidents > most || (incidents < least && !isEnded))
      violations.push(`${id}: ${least === most ? least : `${least} to ${most}`} unreadable messages, ${incidents} incidents`);
  }
  for (const { case: id, from, data } of poisoned.told) {
    const one = cases.get(id)!;
    const text = JSON.stringify(data);
    // In the record, or, where it had become what expects no such thing, before somebody's eyes.
    const times = linesOf(one).filter((line) => {
      if (line.kind !== 'record') return false;
      const { note } = line;
      const said = note.note === 'event' ? note.entry : note.note === 'attention' ? note.attention.said : undefined;
      return said?.from === from && JSON.stringify(said.data) === text;
    }).length;
    const isEnded = one.live?.row.status === 'ended';
    if (times > 1 || (times === 0 && !isEnded)) violations.push(`${id}: what ${from} told (${text}) stands there ${times} times`);
  }
  return violations;
}
