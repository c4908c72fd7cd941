import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Numbers by chance that depend on a name alone: whoever asks for the same name gets the same numbers, in whatever order people ask. */
export interface Draw {
  /** Evenly in [0, 1). */
  uniform(): number;
  /** Of the standard normal distribution. */
  normal(): number;
}

/** The draw of a name under a seed. `names` are joined: person, rule, occurrence … never anything that differs from run to run. */
export function draw(seed: string, ...names: readonly (string | number)[]): Draw {
  const generator = xoroshiro128plus(mixed([seed, ...names].join('\u0001')));
  const uniform = () => uniformFloat64(generator);
  return {
    uniform,
    // Box and Muller; 1 - u keeps the logarithm finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

/** FNV-1a with murmur's last mixing: names that differ in one letter get seeds that have nothing to do with each other. */
function mixed(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
