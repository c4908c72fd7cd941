import type { Effect } from '../kernel/effect.ts';
import { type CaseFile, caseById } from './cases.ts';
import type { Ledger } from './open.ts';

/** Why another case opened one: its lines about what was asked, when, and who answered what. */
export interface Evidence {
  case: string;
  family: string;
  /** Oldest first, up to the opening. */
  lines: Effect[];
}

type Opened = Extract<Effect, { kind: 'open' }>;

/**
 * What other cases tell of the matters for which they opened this one (a supervision file): of a task that was not done all that became of it
 * and who was told; of an offer refused too often every offer and answer since somebody last accepted; of anything else what happened in that step.
 */
export async function evidenceFor(ledger: Ledger, file: CaseFile): Promise<Evidence[]> {
  const found: Evidence[] = [];
  for (const effect of file.timeline) {
    if (effect.kind !== 'record' || effect.note.note !== 'event') continue;
    const { event, from, at } = effect.note.entry;
    if (event !== 'opened' || from === undefined || from === file.id) continue;
    const opener = await caseById(ledger, from);
    const opening = opener?.timeline.find(
      (line): line is Effect & Opened => line.kind === 'open' && line.at === at && line.protocol === file.family,
    );
    if (opener && opening)
      found.push({ case: from, family: opener.family ?? opener.protocol, lines: linesAbout(opener.timeline, opening) });
  }
  return found;
}

function linesAbout(timeline: readonly Effect[], opening: Effect & Opened): Effect[] {
  const until = timeline.filter(({ seq }) => seq <= opening.seq);
  const { about } = opening;
  if (about.reason === 'ladder') return until.filter((line) => isAboutSlot(line, about.of) && isBefore(line, opening));
  const step = until.filter(({ seq, kind }) => seq === opening.seq && kind === 'record');
  const refused = step.some((line) => answerOf(line) === 'declined');
  if (!refused) return step.filter((line) => answerOf(line) !== undefined);
  const accepted = until.findLastIndex((line) => answerOf(line) === 'accepted');
  return until.slice(accepted + 1).filter((line) => isOfOffers(line, opening.seq));
}

const isBefore = (line: Effect, { seq, index }: Effect): boolean => line.seq < seq || line.index < index;

function isAboutSlot(line: Effect, slot: string): boolean {
  return (line.kind === 'task' && line.slot.id === slot) || (line.kind === 'tell' && line.about.of === slot);
}

/** Offers made, overdue and answered; what the last refusal set going is no evidence for it. */
function isOfOffers(line: Effect, last: number): boolean {
  if (line.kind === 'task') return line.slot.kind === 'hand_off' && !(line.seq === last && line.change === 'asked');
  return answerOf(line) === 'declined';
}

/** The event that a line records. */
function answerOf(line: Effect): string | undefined {
  return line.kind === 'record' && line.note.note === 'event' ? line.note.entry.event : undefined;
}
