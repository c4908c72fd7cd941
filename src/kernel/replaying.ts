import { blank, start } from './beginning.ts';
import { Draft } from './draft.ts';
import { happen } from './happening.ts';
import type { Machine } from './machine.ts';
import { migrate } from './migration/migrate.ts';
import { asWritten } from './migration/record.ts';
import { runUntil } from './moments.ts';
import { perform, refuseOverride } from './overrides.ts';
import { isExpected, isRefusal } from './validate.ts';

/** If the record as it now stands would have led elsewhere, a person has to look: nothing is moved by itself. */
export function compareWithReplay(draft: Draft): void {
  const { case: current } = draft;
  const migrations = current.migrations ?? [];
  const machine = migrations[0] ? edition(draft, migrations[0].from) : draft.machine;
  const entries = current.record.map(asWritten).filter((entry) => entry.id >= current.since.seq && !entry.withdrawn && !entry.hidden);
  const opened = entries.find((entry) => entry.event === 'opened' && !entry.taken);
  if (!opened) return;
  const { since, id, subject, place } = current;
  let replay = new Draft(machine, {
    ...blank(machine, { id, subject, place, now: since.at, by: opened.by, data: {} }),
    holder: since.holder,
    openedAt: current.openedAt,
  });
  replay.begin(since.at);
  start(replay, opened);
  const inputs = [
    ...entries.filter((entry) => entry !== opened).map((entry) => ({ recorded: entry.recorded, seq: entry.id, entry })),
    ...(current.overrides ?? []).map((decided) => ({ recorded: decided.recorded, seq: decided.seq, decided })),
    ...migrations.map((migration) => ({ recorded: migration.at, seq: migration.seq, migration })),
  ].sort((a, b) => a.recorded - b.recorded || a.seq - b.seq);
  for (const input of inputs) {
    if (replay.case.status === 'becoming') break;
    // What another case knew before this one opened is not older than the opening here.
    const now = Math.max(input.recorded, replay.case.now);
    runUntil(replay, now, false);
    if ('migration' in input) {
      const to = edition(draft, input.migration.to);
      const outcome = migrate(replay.machine, to, replay.commit(), input.migration, now);
      // One to which it could not have gone stays out, and where it stands says so.
      if (!isRefusal(outcome)) replay = new Draft(to, outcome.case);
    } else if ('decided' in input) {
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

function edition({ editions }: Draft, hash: string): Machine {
  const machine = editions(hash);
  if (!machine) throw new Error(`the edition ${hash} is not at hand`);
  return machine;
}
