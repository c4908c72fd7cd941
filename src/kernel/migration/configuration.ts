import type { Protocol } from '../protocol.ts';
import type { Unmapped } from './map.ts';

/**
 * The configuration in which all `wanted` states (by index) are active; beside and below them, where nobody says, it begins as the
 * protocol does. Leaves in document order, or why there is none.
 */
export function configurationWith({ states }: Protocol, wanted: readonly number[]): { active: number[] } | { unmapped: Unmapped } {
  const active: number[] = [];
  const holds = (index: number): boolean => wanted.includes(index) || states[index]!.children.some(holds);
  const enter = (index: number): Unmapped | undefined => {
    active.push(index);
    const { kind, children, id } = states[index]!;
    if (kind === 'leaf') return undefined;
    const inside = children.filter(holds);
    if (kind === 'sequence' && inside.length > 1) return { why: 'two_in_one', state: id };
    for (const child of kind === 'tracks' ? children : [inside[0] ?? children[0]!]) {
      const unmapped = enter(child);
      if (unmapped) return unmapped;
    }
    return undefined;
  };
  const unmapped = enter(0);
  return unmapped ? { unmapped } : { active };
}
