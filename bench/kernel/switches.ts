/** The transitions of three protocols as an engineer writes them by hand: where a case is and which arm is taken → what that changes. */
export interface Moved {
  /** Active leaves in document order. */
  at: readonly string[];
  /** Innermost first. */
  left: readonly string[];
  /** Outermost first. */
  entered: readonly string[];
}
export type Switch = (at: readonly string[], arm: string) => Moved;

const move = (from: string, to: string): Moved => ({ at: [to], left: [from], entered: [to] });
const stay = (at: readonly string[]): Moved => ({ at, left: [], entered: [] });

const closeContact: Switch = (at, arm) => {
  const state = at[0]!;
  switch (state) {
    case 'observed':
      switch (arm) {
        case 'observed.on.temperature_taken.0':
          return move(state, 'febrile');
        case 'observed.once.0.0':
          return move(state, 'source_cleared');
        case 'observed.once.1.0':
          return move(state, 'release_due');
      }
      break;
    case 'febrile':
      switch (arm) {
        case 'febrile.on.accepted.0':
          return move(state, 'at_clinic');
        case 'febrile.on.declined.0':
        case 'febrile.on.bounced.0':
          return move(state, 'febrile');
      }
      break;
    case 'at_clinic':
      switch (arm) {
        case 'at_clinic.on.seen_by_clinic.0':
          return move(state, 'became_suspected');
        case 'at_clinic.on.seen_by_clinic.1':
          return move(state, 'observed');
      }
      break;
    case 'release_due':
      switch (arm) {
        case 'release_due.on.release_noticed.0':
          return move(state, 'released');
        case 'release_due.on.opened.0':
          return move(state, 'observed');
        case 'release_due.on.temperature_taken.0':
          return move(state, 'febrile');
      }
      break;
  }
  return stay(at);
};

const supervision: Switch = (at, arm) => {
  const state = at[0]!;
  switch (state) {
    case 'to_notify':
      if (arm === 'to_notify.on.notice_served.0' || arm === 'to_notify.on.notice_served.1') return move(state, 'to_explain');
      break;
    case 'to_explain':
      if (arm === 'to_explain.on.explained.0') return move(state, 'judging');
      if (arm === 'to_explain.once.0.0') return move(state, 'to_rectify');
      break;
    case 'judging':
      if (arm === 'judging.on.explanation_judged.0') return move(state, 'unfounded');
      if (arm === 'judging.on.explanation_judged.1') return move(state, 'to_rectify');
      break;
    case 'to_rectify':
      if (arm === 'to_rectify.on.rectified.0') return move(state, 'verifying');
      if (arm === 'to_rectify.once.0.0') return move(state, 'accountability');
      break;
    case 'verifying':
      if (arm === 'verifying.on.verified.0') return move(state, 'put_right');
      if (arm === 'verifying.on.verified.1') return move(state, 'accountability');
      break;
    case 'accountability':
      if (arm === 'accountability.on.decided.0') return move(state, 'held');
      break;
  }
  return stay(at);
};

/** Leaving the four tracks of the suspicion, or one state of the confirmed, or the two tracks after discharge. */
function leave(at: readonly string[], confirmedToo: boolean): string[] {
  if (at.length === 4) {
    const [isolation, investigation, review, laboratory] = at as [string, string, string, string];
    const tracks = [laboratory, 'suspect.laboratory', review, 'suspect.review', investigation, 'suspect.investigation'];
    return [...tracks, isolation, 'suspect.isolation', 'suspect'];
  }
  const left = at.length === 2 ? [at[1]!, at[0]!, 'confirmed.aftercare.take_over', 'confirmed.aftercare'] : [at[0]!];
  if (confirmedToo && at[0]!.startsWith('confirmed.')) left.push('confirmed');
  return left;
}

const within = (at: readonly string[], track: number, to: string): Moved => ({
  at: at.with(track, to),
  left: [at[track]!],
  entered: [to],
});

const takeOver = ['confirmed.aftercare.take_over.offered', 'confirmed.aftercare.visits'];
const aftercare = ['confirmed.aftercare', 'confirmed.aftercare.take_over', ...takeOver];

const suspectedCase: Switch = (at, arm) => {
  switch (arm) {
    case 'file.on.died.0':
      return { at: ['dead'], left: leave(at, true), entered: ['dead'] };
    case 'suspect.once.1.0':
      return { at: ['confirmed.treated'], left: leave(at, true), entered: ['confirmed', 'confirmed.treated'] };
    case 'suspect.once.1.1':
      return { at: ['confirmed.bed_sought'], left: leave(at, true), entered: ['confirmed', 'confirmed.bed_sought'] };
    case 'suspect.once.2.0':
      return { at: ['excluded'], left: leave(at, true), entered: ['excluded'] };
    case 'suspect.isolation.sought.on.accepted.0':
      return within(at, 0, 'suspect.isolation.in_ward');
    case 'suspect.isolation.sought.on.declined.0':
    case 'suspect.isolation.sought.on.bounced.0':
      return within(at, 0, 'suspect.isolation.sought');
    case 'suspect.isolation.in_ward.on.isolated.0':
      return within(at, 0, 'suspect.isolation.alone');
    case 'suspect.investigation.under_way.on.survey_filed.0':
      return within(at, 1, 'suspect.investigation.filed');
    case 'suspect.review.awaited.on.case_reported.0':
      return within(at, 2, 'suspect.review.under_review');
    case 'suspect.review.under_review.on.report_reviewed.0':
      return within(at, 2, 'suspect.review.reviewed');
    case 'suspect.laboratory.sampling.on.specimen_sent.0':
      return within(at, 3, 'suspect.laboratory.on_the_way');
    case 'suspect.laboratory.sampling.on.specimen_received.0':
    case 'suspect.laboratory.on_the_way.on.specimen_received.0':
    case 'suspect.laboratory.testing.on.result_returned.0':
      return within(at, 3, 'suspect.laboratory.testing');
    case 'suspect.laboratory.testing.on.result_returned.1':
      return within(at, 3, 'suspect.laboratory.sampling');
    case 'confirmed.on.ward_round.0':
      return { at: ['confirmed.treated'], left: leave(at, false), entered: ['confirmed.treated'] };
    case 'confirmed.treated.once.0.0':
      return move(at[0]!, 'confirmed.fit');
    case 'confirmed.fit.once.0.0':
    case 'confirmed.bed_sought.on.accepted.0':
      return move(at[0]!, 'confirmed.treated');
    case 'confirmed.bed_sought.on.declined.0':
    case 'confirmed.bed_sought.on.bounced.0':
      return move(at[0]!, 'confirmed.bed_sought');
    case 'confirmed.fit.on.discharged.0':
      return { at: takeOver, left: [at[0]!], entered: aftercare };
    case 'confirmed.aftercare.on.result_returned.0':
      return { at: ['confirmed.bed_sought'], left: leave(at, false), entered: ['confirmed.bed_sought'] };
    case 'confirmed.aftercare.once.0.0':
      return { at: ['recovered'], left: leave(at, true), entered: ['recovered'] };
    case 'confirmed.aftercare.take_over.offered.on.accepted.0':
      return within(at, 0, 'confirmed.aftercare.take_over.taken');
    case 'confirmed.aftercare.take_over.offered.on.declined.0':
    case 'confirmed.aftercare.take_over.offered.on.bounced.0':
      return within(at, 0, 'confirmed.aftercare.take_over.offered');
    default:
      return stay(at);
  }
};

export const switches: Record<string, Switch> = {
  'close-contact': closeContact,
  'suspected-case': suspectedCase,
  supervision,
};
