import type { Protocol, State } from '../../kernel/index.ts';
import type { Compilation } from '../compilation.ts';
import type { Place } from '../constructs/place.ts';

/** What a rule sees: a protocol whose names and phrases are all right. It reports an author's mistake and returns nothing. */
export interface Subject {
  compilation: Compilation;
  protocol: Protocol;
  places: Place[];
}

export type Rule = (subject: Subject) => void;

export const armsOf = (state: State) => [...Object.values(state.on).flat(), ...state.once.flatMap((once) => once.arms)];

interface Found {
  value: unknown;
  above: Found | undefined;
  step: string | number;
}

/** Of each file its keys, found once for all rules. */
const indexes = new WeakMap<object, Map<string, Found[]>>();

/** Every map of the file that has this key, with the key's value and place, in document order. */
export function eachWritten(written: unknown, key: string, see: (value: unknown, path: (string | number)[]) => void): void {
  if (typeof written !== 'object' || written === null) return;
  let index = indexes.get(written);
  if (!index) {
    index = new Map();
    collect(written, undefined, index);
    indexes.set(written, index);
  }
  for (const found of index.get(key) ?? []) see(found.value, pathOf(found));
}

function collect(within: object, above: Found | undefined, index: Map<string, Found[]>): void {
  const isList = Array.isArray(within);
  for (const [name, value] of Object.entries(within)) {
    const found: Found = { value, above, step: isList ? Number(name) : name };
    if (!isList) {
      const same = index.get(name);
      if (same) same.push(found);
      else index.set(name, [found]);
    }
    if (typeof value === 'object' && value !== null) collect(value, found, index);
  }
}

function pathOf(found: Found): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: Found | undefined = found; at; at = at.above) path.unshift(at.step);
  return path;
}
