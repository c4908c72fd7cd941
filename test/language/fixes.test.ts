import { expect, it } from 'vitest';
import { editsFor } from '../../src/language/fixes.ts';

const fixed = (said: string, suggestion: string) =>
  editsFor({ code: 'target-unknown', from: 0, to: said.length, suggestion }, said)
    ?.map(({ put }) => put)
    .join();

it('puts a mistyped name right by itself, but of a Chinese word only one character in four: the others may be another word', () => {
  expect(fixed('obsreved', 'observed')).toBe('observed');
  expect(fixed('发病曰期', '发病日期')).toBe('发病日期');
  expect(fixed('拒收', '接收')).toBeUndefined();
  expect(fixed('已出院', '已住院')).toBeUndefined();
  expect(fixed('transfer', 'transport')).toBeUndefined();
});
