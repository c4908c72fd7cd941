import { Draft } from './draft.ts';
import { blank, happen, start } from './kernel.ts';
import { runUntil } from './moments.ts';
import { perform, refuseOverride } from './overrides.ts';
import { isExpected } from './validate.ts';

/** If the record as it now stands would have led elsewhere, a person has to look: nothing is moved by itself. */
export function compareWithReplay(draft: Draft): void {
  const { case: current, machine } = draft;
  const entries = current.record.filter((entry) => entry.id >= current.since.seq && !entry.withdrawn && !entry.hidden);
  const opened = entries.find((entry) => entry.event === 'opened' && !entry.taken);
  if (!opened) return;
  const { since, id, subject, place } = current;
  const replay = new Draft(machine, {
    ...blank(machine, { id, subject, place, now: since.at, by: opened.by, data: {} }),
    holder: since.holder,
    openedAt: current.openedAt,
  });
  replay.begin(since.at);
  start(replay, opened);
  const inputs = [
    ...entries.filter((entry) => entry !== opened).map((entry) => ({ recorded: entry.recorded, seq: entry.id, entry })),
    ...(current.overrides ?? []).map((decided) => ({ recorded: decided.recorded, seq: decided.seq, decided })),
  ].sort((a, b) => a.recorded - b.recorded || a.seq - b.seq);
  for (const input of inputs) {
    if (replay.case.status === 'becoming') break;
    // What another case knew before this one opened is not older than the opening here.
    const now = Math.max(input.recorded, replay.case.now);
    runUntil(replay, now, false);
    if ('decided' in input) {
      if (refuseOverride(replay, input.decided, now)) continue;
      replay.begin(now);
      perform(replay, input.decided);
    } else {
      if (replay.case.status === 'ended' && !isExpected(replay, input.entry.event)) continue;
      replay.begin(now);
      happen(replay, input.entry);
    }
    runUntil(replay, now, true);
  }
  runUntil(replay, current.now, true);
  const would = replay.case.at.join(', ');
  if (would !== current.at.join(', ')) draft.attend('would_be_elsewhere', would);
}
