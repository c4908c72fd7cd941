import type { Actor, Data } from '../../src/kernel/index.ts';

const place = 'sample-village';
const MINUTE = 60_000;
const clinic: Actor = { role: 'fever_clinic', place: 'qinzhou-fever-clinic' };
const ward: Actor = { role: 'ward', place: 'qinzhou-hospital' };
const laboratory: Actor = { role: 'laboratory', place: 'qinzhou-cdc' };
const investigator: Actor = { role: 'investigator', place: 'qinzhou-cdc' };

export const home = place;
export const cdc: Actor = { role: 'county_cdc', place: 'qinzhou-cdc' };

export interface Said {
  by: Actor;
  event: string;
  data?: Data;
}

/** What is said of a case before it goes over, and for how long nobody does anything then. */
export interface Story {
  said: Said[];
  silence?: number;
}

/** Two of the four steps of two ladders have run: of the report that is owed, and of the offer to the ward. */
export const midLadder = 150 * MINUTE;
/** The third has run too, the fourth has not. */
export const higher = 210 * MINUTE;

/** Ten stories in turn; with the same number two cases live alike. */
export function storyOf(n: number, from: number): Story {
  const positive: Said = { by: laboratory, event: 'result_returned', data: { specimen: 's', sampled_at: from, result: 'positive' } };
  const accepted: Said = { by: ward, event: 'accepted' };
  const sent: Said = { by: clinic, event: 'specimen_sent', data: { specimen: 's' } };
  const received: Said = { by: laboratory, event: 'specimen_received', data: { specimen: 's' } };
  const stories: Story[] = [
    { said: [] },
    { said: [accepted] },
    { said: [{ by: clinic, event: 'case_reported', data: { card: 'k' } }] },
    { said: [sent] },
    { said: [], silence: midLadder },
    { said: [], silence: midLadder },
    { said: [positive] },
    { said: [accepted, positive] },
    { said: [{ by: investigator, event: 'survey_filed', data: { contacts: 0 } }] },
    { said: [sent, received], silence: midLadder },
  ];
  return stories[n % stories.length]!;
}
