import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { rewrite } from '../../src/language/index.ts';

const text = `# why these matter
- scenario: one   # the first
  protocol: p
  open: { at: 2020-01-25 10:30 }
  steps:
    - at: 2020-01-25 10:30   # at once
      expect: { state: observed, told: [a, b], due: { x: 2020-01-25 12:00 } }   # three things
    - at: 2020-01-25 11:00
      seen: { by: clinic }
    - { at: 2020-01-25 12:00, seen: { by: clinic } }
    - at: 2020-01-25 13:00
      expect:
        # on its own line
        ended: released
        told: [a]
    - { at: 2020-01-25 14:00, expect: { ended: released } }
`;
const step = (m: number, ...more: string[]) => [0, 'steps', m, 'expect', ...more];

it('puts values in place of others and leaves every comment and space beside them', () => {
  const changed = rewrite(text, [
    { path: step(0, 'told'), value: ['c', '1: 2, [x]'] },
    { path: step(0, 'due', 'x'), value: null },
    { path: step(3, 'told'), value: [] },
  ]);
  expect(changed).toBe(
    text.replace('told: [a, b]', 'told: [c, "1: 2, [x]"]').replace('x: 2020-01-25 12:00', 'x: ~').replace('told: [a]\n', 'told: []\n'),
  );
});

it('writes maps and the data of what was opened as authors do', () => {
  const changed = rewrite(text, [{ path: step(0, 'told'), value: [{ supervision: { matter: 'late' } }] }]);
  expect(changed).toContain('told: [{ supervision: { matter: late } }]');
});

it('adds an expectation where there is none, in a block, in brackets, and beside others', () => {
  const changed = rewrite(text, [
    { path: step(1, 'refused'), value: 'not_expected' },
    { path: step(2, 'refused'), value: 'not_expected' },
    { path: step(3, 'refused'), value: 'not_expected' },
    { path: step(0, 'refused'), value: 'not_expected' },
  ]);
  const written = parse(changed)[0].steps;
  expect(written[1]).toEqual({ at: '2020-01-25 11:00', seen: { by: 'clinic' }, expect: { refused: 'not_expected' } });
  expect(written[2]).toEqual({ at: '2020-01-25 12:00', seen: { by: 'clinic' }, expect: { refused: 'not_expected' } });
  expect(written[3].expect).toEqual({ refused: 'not_expected', ended: 'released', told: ['a'] });
  expect(changed).toContain('# on its own line');
  expect(changed).toContain('expect: { refused: not_expected, state: observed,');
});

it('takes out what there is not', () => {
  const changed = rewrite(text, [
    { path: step(0, 'state'), value: undefined },
    { path: step(3, 'ended'), value: undefined },
    { path: step(4, 'ended'), value: undefined },
  ]);
  const written = parse(changed)[0].steps;
  expect(written[0].expect).toEqual({ told: ['a', 'b'], due: { x: '2020-01-25 12:00' } });
  expect(written[3].expect).toEqual({ told: ['a'] });
  expect(written[4].expect).toEqual({});
});

it('finds its way in a file with Chinese keys', () => {
  const chinese = '- 情景: 一\n  规程: p\n  立案: { 时: 2020-01-25 10:30 }\n  步骤:\n    - { 时: 2020-01-25 10:30, 预期: { 告知: [a] } }\n';
  expect(rewrite(chinese, [{ path: step(0, 'told'), value: ['b'] }])).toBe(chinese.replace('[a]', '[b]'));
});
