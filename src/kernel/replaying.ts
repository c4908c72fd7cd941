import { blank, start } from './beginning.ts';
import type { Case } from './case.ts';
import { Draft, isStanding } from './draft.ts';
import { happen } from './happening.ts';
import type { Machine } from './machine.ts';
import { migrate } from './migration/migrate.ts';
import { asWritten } from './migration/record.ts';
import { runUntil } from './moments.ts';
import { perform, refuseOverride } from './overrides.ts';
import type { Entry } from './record.ts';
import { isExpected, isRefusal } from './validate.ts';

/** If the record as it now stands would have led elsewhere, a person has to look: nothing is moved by itself. */
export function compareWithReplay(draft: Draft): void {
  const { case: current } = draft;
  const replay = replayed(draft);
  if (!replay) return;
  runUntil(replay, current.now, true);
  const would = replay.case.at.join(', ');
  if (would !== current.at.join(', ')) draft.attend('would_be_elsewhere', would);
}

/**
 * Where the record as it stands leads, up to a step: from the opening of the present protocol, or from where the part led that nobody can
 * put right any more. Undefined when it does not reach back to the opening.
 */
export function replayed(draft: Draft, upTo = Number.POSITIVE_INFINITY): Draft | undefined {
  const { case: current } = draft;
  const entries = current.record.map(asWritten).filter((entry) => entry.id >= current.since.seq && entry.id <= upTo && isStanding(entry));
  const begun = goOn(draft, entries) ?? begin(draft, entries);
  if (!begun) return undefined;
  let { replay } = begun;
  const within = ({ seq }: { seq: number }) => seq > begun.seq && seq <= upTo;
  const inputs = [
    ...entries.filter((entry) => entry !== begun.opened).map((entry) => ({ recorded: entry.recorded, seq: entry.id, entry })),
    ...(current.overrides ?? []).map((decided) => ({ recorded: decided.recorded, seq: decided.seq, decided })),
    ...(current.migrations ?? []).map((migration) => ({ recorded: migration.at, seq: migration.seq, migration })),
  ]
    .filter(within)
    .sort((a, b) => a.recorded - b.recorded || a.seq - b.seq);
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
  return replay;
}

interface Begun {
  replay: Draft;
  /** The step up to which it has been led. */
  seq: number;
  opened?: Entry;
}

function begin(draft: Draft, entries: readonly Entry[]): Begun | undefined {
  const { since, id, subject, place, migrations = [], openedAt } = draft.case;
  const machine = migrations[0] ? edition(draft, migrations[0].from) : draft.machine;
  const opened = entries.find((entry) => entry.event === 'opened' && !entry.taken);
  if (!opened) return undefined;
  const replay = new Draft(machine, {
    ...blank(machine, { id, subject, place, now: since.at, by: opened.by, data: {} }),
    holder: since.holder,
    openedAt,
  });
  replay.begin(since.at);
  start(replay, opened);
  return { replay, seq: 0, opened };
}

/** From where the archived part of the record led. */
function goOn(draft: Draft, entries: readonly Entry[]): Begun | undefined {
  const { archive } = draft.case;
  if (!archive?.replayed) return undefined;
  const { seq, replayed: base } = archive;
  const led: Case = { ...base, record: entries.filter(({ id }) => id <= seq) };
  return { replay: new Draft(base.hash === draft.case.hash ? draft.machine : edition(draft, base.hash), led), seq };
}

function edition({ editions, machine }: Draft, hash: string): Machine {
  const found = machine.hash === hash ? machine : editions(hash);
  if (!found) throw new Error(`the edition ${hash} is not at hand`);
  return found;
}
