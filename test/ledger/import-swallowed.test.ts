import { expect, it } from 'vitest';
import { readImport } from '../../src/ledger/index.ts';
import { closeContact, NOW, units } from './sample.ts';

const mapping = `
mapping: town
protocol: close-contact
source: town-register
person: { name: name, phone: phone }
place: { unit: sample-village }
facts: { exposed_on: exposed }
`;

function linesOf(...rows: string[]) {
  const bytes = Buffer.from(['name,phone,exposed,remark', ...rows].join('\n'));
  const read = readImport({ bytes, mapping, protocol: closeContact, units, now: NOW });
  if (!('plan' in read)) throw new Error(read.refused.map(({ en }) => en).join('; '));
  return read.plan.rows.map(({ line, fate, problems }) => [line, fate, problems[0]?.code].filter(Boolean).join(' '));
}

const good = (n: number) => `n${n},${n},2020-01-20,ok`;

it.each([
  ['last', 'n3,3,2020-01-20,"ok', 'n6,6,2020-01-20,ok"'],
  ['first', '"n3,3,2020-01-20,ok', 'n6",6,2020-01-20,ok'],
  ['one and in another', 'n3,"3,2020-01-20,ok', 'n6,6,2020-01-20",ok'],
])('stray quotes in the %s column of two rows cost these two, and nobody between them', (_where, opens, closes) => {
  expect(linesOf(good(2), opens, good(4), good(5), closes, good(7))).toEqual([
    '2 ready',
    '3 refused malformed',
    '4 ready',
    '5 ready',
    '6 refused malformed',
    '7 ready',
  ]);
});

it('a stray quote that closes on the next line swallows nobody', () => {
  expect(linesOf('n2,2,2020-01-20,"ok', 'n3,3,2020-01-20,ok"', good(4))).toEqual(['2 refused malformed', '3 refused malformed', '4 ready']);
});

it('a stray quote that closes in a row too short swallows nobody', () => {
  expect(linesOf('n2,2,2020-01-20,"ok', good(3), 'n4",4', good(5))).toEqual([
    '2 refused malformed',
    '3 ready',
    '4 refused malformed',
    '5 ready',
  ]);
});

it('a true cell of several lines, with commas of its own, is one row', () => {
  expect(linesOf('n2,2,2020-01-20,"coughs, since Monday\nfever, 38\nseen"', '"n\n5",5,2020-01-20,ok', good(7))).toEqual([
    '2 ready',
    '5 ready',
    '7 ready',
  ]);
});

it('thousands of rows with a broken one every twenty are all named, and soon', () => {
  const rows = Array.from({ length: 10_000 }, (_, i) => (i % 20 === 0 ? `n${i},${i},2020-01-20,"ok` : good(i)));
  const lines = linesOf(...rows);
  expect(lines).toHaveLength(10_000);
  expect(lines.filter((line) => line.endsWith('malformed'))).toHaveLength(500);
}, 10_000);

it.each([
  ['an alias', mapping.replace('name: name, phone: phone', 'name: &n name, phone: *n'), 'mapping_yaml', 5],
  ['aliases of aliases', `a: &a [x]\nb: &b [${'*a,'.repeat(200)}]\nc: [${'*b,'.repeat(200)}]`, 'mapping_yaml', 2],
  ['a constant of the wrong type', mapping.replace('exposed_on: exposed', 'exposed_on: { is: yesterday }'), 'mapping_fact', 7],
])('a mapping with %s is refused with its place before any row is read', (_what, text, code, line) => {
  const read = readImport({ bytes: Buffer.from('x'), mapping: text, protocol: closeContact, units, now: NOW });
  expect('refused' in read && read.refused).toMatchObject([{ code, file: 'mapping', line, zh: expect.stringMatching(/\p{Script=Han}/u) }]);
});
