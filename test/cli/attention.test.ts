import { describe, expect, it } from 'vitest';
import { attentionWords } from '../../src/cli/case/timeline.ts';
import { titlesOf } from '../../src/cli/titles.ts';
import type { Attention, Told } from '../../src/kernel/index.ts';
import { readLibrary } from '../library.ts';

const { machines, units } = readLibrary();
const titles = titlesOf(
  machines.map(({ protocol }) => protocol),
  units,
);

/** One of each kind, with what stands in it for a case of the library. */
const told: { [S in Told['says']]: [Attention['code'], Extract<Told, { says: S }>] } = {
  steps: ['bound', { says: 'steps', most: 100, at: ['observed', 'febrile'] }],
  moments: ['bound', { says: 'moments', most: 10_000 }],
  openings: ['bound', { says: 'openings', of: 'observed', protocol: 'close-contact', most: 200 }],
  no_time_between: ['bound', { says: 'no_time_between', of: 'observed.temperature_taken', series: 'every gap' }],
  older_entries: ['bound', { says: 'older_entries', event: 'temperature_taken' }],
  too_much_told: ['bound', { says: 'too_much_told', of: 'observed', most: 63_488 }],
  weight: ['heavy', { says: 'weight', bytes: 1_000_000 }],
  aside: ['no_room', { says: 'aside', event: 'temperature_taken' }],
  older_lines: ['unwritten', { says: 'older_lines' }],
  unworkable: ['guard_failed', { says: 'unworkable', of: 'observed', expression: '1/n', why: 'division_by_zero' }],
  no_subject: ['effect_failed', { says: 'no_subject', of: 'observed', protocol: 'close-contact' }],
  no_place: ['effect_failed', { says: 'no_place', of: 'observed', fact: 'last_exposure' }],
  taken_over: ['unplaced', { says: 'taken_over', event: 'temperature_taken', case: 'c-1' }],
  unread: ['undecodable', { says: 'unread', what: 'message', why: 'clear' }],
  unpublished: ['effect_failed', { says: 'unpublished', protocol: 'supervision' }],
  vacant: ['effect_failed', { says: 'vacant', roles: ['grid_head', 'village_doctor'], place: 'sample-village' }],
  not_opened: [
    'effect_failed',
    { says: 'not_opened', protocol: 'close-contact', why: { refused: 'must', params: { zh: '不得晚于今天', en: 'not after today' } } },
  ],
  not_running: ['effect_failed', { says: 'not_running', protocol: 'close-contact' }],
  receiver_closed: ['effect_failed', { says: 'receiver_closed', effect: 'send' }],
  not_done: ['effect_failed', { says: 'not_done', effect: 'tell', why: 'TimeoutFailure' }],
};
const cases: [Attention['code'], Attention['detail']][] = [
  ...Object.values(told),
  ['would_be_elsewhere', 'febrile, observed'],
  ['offer_withdrawn', 'febrile'],
  ['unknown_protocol', 'suspected-case'],
];

describe('what somebody has to look at', () => {
  it.each(cases)('%s %j reads in Chinese and in English', (code, detail) => {
    const { zh, en } = attentionWords({ code, detail, at: 0, seq: 7 }, titles);
    expect(zh).toMatch(/^需关注 #7：[^\n]*（[^\n]+）$/);
    expect(zh).not.toMatch(/[A-Za-z]+( [A-Za-z]+){2}|\[object|undefined/);
    expect(en).toMatch(/^attention #7: .* \(.+\)$/);
    expect(en).not.toMatch(/[\u4e00-\u9fff]|\[object|undefined/);
  });

  it('calls things by their titles', () => {
    const [code, detail] = told.vacant;
    expect(attentionWords({ code, detail, at: 0, seq: 7 }, titles).zh).toContain('样例村没有网格员、村医');
  });
});
