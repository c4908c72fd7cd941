import { describe, expect, it } from 'vitest';
import { findTexts } from '../../src/cli/test/files.ts';
import { mutate, rate, stale } from '../../src/cli/test/mutation.ts';
import { run, sharedLadders } from '../../src/cli/test/run.ts';
import { coverageOf, unproved } from '../../src/simulator/index.ts';
import { homeOf } from '../../src/temporal/index.ts';

const found = findTexts(homeOf(import.meta.url), []);
const played = run(found);
const editions = [...played.library.protocols.values()].flat();
const shared = sharedLadders(found);
const coverage = coverageOf(
  editions,
  shared,
  played.results.map(({ shown }) => shown),
);

it('every deadline, ladder step and hand-off answer of the library has a scenario that expects what follows', () => {
  const missing = coverage.flatMap(({ path, rules }) =>
    unproved(rules).map(({ rule, line, proof }) => `${path}:${line} ${rule.id} ${proof}`),
  );
  expect(missing).toEqual([]);
  expect(coverage.length).toBeGreaterThanOrEqual(editions.length);
});

describe.each(editions.map((edition) => ({ edition, name: edition.path })))('$name', ({ edition }) => {
  it('has a scenario that fails for whatever is taken out of it or moved by the least; what survives is explained', () => {
    const [mutation] = mutate(played, [edition], shared);
    expect(mutation!.survivors.filter(({ accepted }) => !accepted).map(({ mutant, line }) => `${line}: ${mutant.id}`)).toEqual([]);
    expect(rate(mutation!)).toBeGreaterThanOrEqual(95);
    expect(mutation!.tried).toBeGreaterThan(20);
    const others = stale(played, [mutation!]).filter(
      (survivor) => survivor.edition === undefined || survivor.edition === edition.protocol.edition,
    );
    expect(others.map(({ file, line, id }) => `${file}:${line} ${id}`)).toEqual([]);
  }, 240_000);
});
