import type { Protocol } from '../../kernel/index.ts';
import { ofEvents, ofFacts, ofLadders, ofValues } from './head.ts';
import type { Mutant } from './mutant.ts';
import { ofStates } from './states.ts';

/** Every single promise and rule of a protocol, missing or moved by the least that matters. */
export function mutantsOf(protocol: Protocol): Mutant[] {
  const all = [...ofValues(protocol), ...ofFacts(protocol), ...ofEvents(protocol), ...ofLadders(protocol), ...ofStates(protocol)];
  const counts = new Map<string, number>();
  return all.map((mutant) => {
    const count = (counts.get(mutant.id) ?? 0) + 1;
    counts.set(mutant.id, count);
    return count === 1 ? mutant : { ...mutant, id: `${mutant.id} (${count})` };
  });
}

export type { Mutant } from './mutant.ts';
