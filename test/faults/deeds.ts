import type { Data } from '../../src/kernel/index.ts';
import type { Draw } from '../../src/simulator/index.ts';
import type { Deed } from './stage/person.ts';

export const village = 'sample-village';
const HOUR = 3_600_000;

type Choice = Omit<Deed, 'key' | 'case'>;

/** What somebody does in a case that is in these states; undefined: nobody has anything to do. `mark` makes what is said unmistakable. */
export function choose(at: readonly string[], mark: string, chance: Draw): Choice | undefined {
  const some = at.map((state) => state.split('.').at(-1)!).flatMap((state) => (deeds[state] ? [deeds[state]] : []));
  const deed = some[Math.floor(chance.uniform() * some.length)];
  return deed?.(mark, chance);
}

const act = (role: string, event: string, data: Data = {}, ago = 0): Choice => ({ event, by: { role, place: village }, data, ago });

const deeds: Record<string, (mark: string, chance: Draw) => Choice> = {
  observed: (_, chance) => {
    const celsius = chance.uniform() < 0.12 ? 37.5 + chance.uniform() : 36 + chance.uniform();
    // One in five is written down some hours after it was taken.
    const ago = chance.uniform() < 0.2 ? Math.round(chance.uniform() * 3 * HOUR) : 0;
    return act('village_doctor', 'temperature_taken', { celsius, symptoms: false }, ago);
  },
  febrile: (_, chance) => act('fever_clinic', chance.uniform() < 0.7 ? 'accepted' : 'declined'),
  at_clinic: (_, chance) => act('fever_clinic', 'seen_by_clinic', { finding: chance.uniform() < 0.8 ? 'other' : 'suspected' }),
  release_due: (mark) => act('county_cdc', 'release_noticed', { number: mark }),
  sought: (_, chance) => act('ward', chance.uniform() < 0.7 ? 'accepted' : 'declined'),
  in_ward: (mark) => act('ward', 'isolated', { bed: mark }),
  under_way: () => act('investigator', 'survey_filed', { contacts: 0 }),
  awaited: (mark) => act('fever_clinic', 'case_reported', { card: mark }),
  under_review: () => act('county_cdc', 'report_reviewed'),
  sampling: (mark) => act('ward', 'specimen_sent', { specimen: mark }),
  on_the_way: (mark) => act('laboratory', 'specimen_received', { specimen: mark }),
};
