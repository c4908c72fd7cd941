import { describe, expect, it } from 'vitest';
import { MOST_REMEMBERED, REMEMBERED_FOR, remembered } from '../../src/kernel/index.ts';
import { answerTo, project } from '../../src/ledger/index.ts';
import { line, NOW, projection, tempLedger } from './sample.ts';

const answered = (seq: number, key = `k-${seq}`, at = NOW + seq) => ({ key, at, answer: { seq, at: ['observed'], now: at } });
const said = (seq: number, more: Parameters<typeof projection>[2] = {}, answers = [answered(seq)]) => ({
  ...projection('c-1', seq, more, undefined, [line(seq, 0)]),
  answers,
});

describe('what somebody was answered', () => {
  it('is left to the case to say while it must still know, and known to the ledger when it need not', async () => {
    const ledger = await tempLedger();
    await project(ledger, said(1));
    expect(await answerTo(ledger, 'c-1', 'k-1')).toBeUndefined();
    expect(await answerTo(ledger, 'c-1', 'k-none')).toBeUndefined();
    await project(ledger, said(2, { now: NOW + 1 + REMEMBERED_FOR }));
    expect(await answerTo(ledger, 'c-1', 'k-1')).toEqual(answered(1).answer);
    expect(await answerTo(ledger, 'c-1', 'k-2')).toBeUndefined();
    expect(await answerTo(ledger, 'c-2', 'k-1')).toBeUndefined();
  });

  it('is known after five hundred others, however soon they came', async () => {
    const ledger = await tempLedger();
    const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => line(from + n, 0));
    const answers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => answered(from + n));
    await project(ledger, { ...projection('c-1', 500, {}, undefined, lines(1, 500)), answers: answers(1, 500) });
    expect(await answerTo(ledger, 'c-1', 'k-1')).toBeUndefined();
    await project(ledger, said(501));
    expect(await answerTo(ledger, 'c-1', 'k-1')).toEqual(answered(1).answer);
    expect(await answerTo(ledger, 'c-1', 'k-2')).toBeUndefined();
  });

  it('that no history has is gone with its step', async () => {
    const ledger = await tempLedger();
    await project(ledger, said(1));
    await project(ledger, said(2, {}, [answered(2, 'ghost')]));
    await project(ledger, said(2, { now: NOW + 1_000 + REMEMBERED_FOR }, [answered(2, 'real')]));
    expect(await answerTo(ledger, 'c-1', 'ghost')).toBeUndefined();
    expect(await answerTo(ledger, 'c-1', 'real')).toEqual(answered(2).answer);
  });

  it('is forgotten by the case only when the ledger knows that it is: a ledger that has been down finds all of it', () => {
    const all = Array.from({ length: 1_200 }, (_, n) => answered(n + 1));
    const told = NOW + 700;
    const isTold = ({ at }: { at: number }) => at <= told;
    const kept = remembered(all, isTold, told);
    expect(kept.map(({ answer }) => answer.seq)).toEqual(all.slice(700 - MOST_REMEMBERED).map(({ answer }) => answer.seq));
    expect(remembered(all, () => true, NOW + 100 + REMEMBERED_FOR)).toHaveLength(MOST_REMEMBERED);
    expect(remembered(all, () => true, NOW + 1_100 + REMEMBERED_FOR)).toHaveLength(100);
  });
});
