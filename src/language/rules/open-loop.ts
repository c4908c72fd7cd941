import type { Outline } from '../outline.ts';
import { outlineOf } from '../outline.ts';
import type { Rule } from './rule.ts';

/** No opening leads, with nobody doing anything, to another opening of the same protocol: cases would open cases without end. */
export const openLoop: Rule = ({ compilation, protocol }) => {
  const others = compilation.context.protocols;
  if (!others) return;
  const own = protocol.protocol;
  const known: Record<string, Outline> = { ...others, [own]: outlineOf(protocol) };
  const way = wayBack(known, own, own, []);
  if (way) compilation.problem('open-loop', ['protocol'], { way: [...way, own].join(' → ') });
};

function wayBack(known: Record<string, Outline>, from: string, to: string, way: string[]): string[] | undefined {
  if (way.includes(from)) return undefined;
  for (const next of known[from]?.opensAtOnce ?? []) {
    if (next === to) return [...way, from];
    const found = wayBack(known, next, to, [...way, from]);
    if (found) return found;
  }
  return undefined;
}
