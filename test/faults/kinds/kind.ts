import { setTimeout as sleep } from 'node:timers/promises';
import type { Draw } from '../../../src/simulator/index.ts';
import type { Crowd } from '../crowd.ts';
import type { Poisoned } from '../poisoned.ts';
import type { Stage } from '../stage/stage.ts';

export interface Scene {
  stage: Stage;
  crowd: Crowd;
  /** What was sent that must leave a trace, or none. */
  poisoned: Poisoned;
}

/** One way in which the world can break. */
export interface FaultKind {
  name: string;
  /** Where the ledger must live for it; anywhere without one. */
  store?: 'sqlite' | 'postgres';
  /** Why it cannot be done here; undefined: it can. */
  missing?(stage: Stage): string | undefined;
  /** Breaks something; resolves when it is whole again, as far as the one who broke it must see to that. */
  inject(scene: Scene, chance: Draw): Promise<void>;
}

/** Milliseconds between `least` and `most`. */
export const between = (chance: Draw, least: number, most: number) => least + chance.uniform() * (most - least);

export const pause = (chance: Draw, least: number, most: number) => sleep(between(chance, least, most));

export const oneOf = <T>(chance: Draw, all: readonly T[]): T => all[Math.floor(chance.uniform() * all.length)]!;
