import { type Edition, type LibraryText, placesIn, type Spot } from '../language/index.ts';
import { editionKey, type Shown } from './coverage.ts';
import { promises, type Rule, type RuleKind, ruleKinds, rulesOf } from './rules.ts';

/** How far a rule is proved: expected by a scenario, seen to happen though nobody expects it, or never seen. */
export type Proof = 'expected' | 'fired' | 'never';

export interface Proved extends Spot {
  rule: Rule;
  proof: Proof;
}

/** What the scenarios prove of one file: an edition of a protocol, or the shared ladders. */
export interface FileCoverage {
  /** Path in the library. */
  path: string;
  protocol?: string;
  edition?: string;
  rules: Proved[];
}

/** What the scenarios prove of each edition of each protocol, and of the ladders they share. */
export function coverageOf(
  editions: readonly Edition[],
  shared: LibraryText | undefined,
  shown: readonly ReadonlyMap<string, Shown>[],
): FileCoverage[] {
  const all = new Map<string, Shown>();
  for (const one of shown)
    for (const [key, { fired, expected }] of one) {
      const known = all.get(key) ?? { fired: new Set(), expected: new Set() };
      for (const id of fired) known.fired.add(id);
      for (const id of expected) known.expected.add(id);
      all.set(key, known);
    }
  const proofOf = (key: string, id: string): Proof =>
    all.get(key)?.expected.has(id) ? 'expected' : all.get(key)?.fired.has(id) ? 'fired' : 'never';
  const common = new Map<string, Proved>();
  const inShared = shared && placesIn(shared.text, 'ladders');
  const files = editions.map(({ protocol, path, text }): FileCoverage => {
    const placeOf = placesIn(text, 'protocol');
    const rules: Proved[] = [];
    for (const rule of rulesOf(protocol)) {
      const proof = proofOf(editionKey(protocol), rule.id);
      const spot = placeOf(rule.path);
      if (spot) rules.push({ rule, proof, ...spot });
      else
        common.set(rule.id, { rule, proof: better(common.get(rule.id)?.proof, proof), ...(inShared?.(rule.path) ?? { line: 1, col: 1 }) });
    }
    return { path, protocol: protocol.protocol, edition: protocol.edition, rules: rules.sort((a, b) => a.line - b.line || a.col - b.col) };
  });
  return common.size > 0 && shared ? [...files, { path: shared.path, rules: [...common.values()] }] : files;
}

const better = (a: Proof = 'never', b: Proof): Proof => (a === 'expected' || b === 'expected' ? 'expected' : a === 'fired' ? a : b);

export interface Count {
  proved: number;
  of: number;
}

/** How many rules of each kind are proved. */
export function countsOf(rules: readonly Proved[]): Record<RuleKind, Count> {
  const count = (kind: RuleKind): Count => {
    const own = rules.filter(({ rule }) => rule.kind === kind);
    return { proved: own.filter(({ proof }) => proof === 'expected').length, of: own.length };
  };
  return Object.fromEntries(ruleKinds.map((kind) => [kind, count(kind)])) as Record<RuleKind, Count>;
}

/** The share of rules that are proved, in per cent; all of none are. */
export function percent(rules: readonly Proved[]): number {
  return rules.length === 0 ? 100 : (100 * rules.filter(({ proof }) => proof === 'expected').length) / rules.length;
}

/** Promises that no scenario proves. */
export const unproved = (rules: readonly Proved[]): Proved[] =>
  rules.filter(({ rule, proof }) => promises.includes(rule.kind) && proof !== 'expected');
