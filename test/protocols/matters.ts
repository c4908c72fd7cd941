import type { World } from '../../src/simulator/index.ts';

/** What the supervision files opened in a world are about, in order of time. */
export const mattersOf = (world: World): unknown[] =>
  world.trace.flatMap(({ effect }) => (effect.kind === 'open' && effect.protocol === 'supervision' ? [effect.data.matter] : []));
