import type { EffectTemplate, Field, Protocol } from '../kernel/index.ts';
import { armsOf } from './rules/rule.ts';

/** What other protocols may know of one: how it opens, what it hears of linked cases, and whom it opens. */
export interface Outline {
  /** Facts that its opening requires. */
  required: string[];
  /** Every fact that its opening may give. */
  opened?: Record<string, Field>;
  /** Events that a linked case may tell it. */
  hears?: Record<string, Record<string, Field>>;
  /** The protocols that it opens. */
  opens?: string[];
  /** How a case under it can end, in any of its editions, and which protocols it may become. */
  ends?: string[];
  becomes?: string[];
  /** Those that it opens at the moment it is itself opened, whatever happens. */
  opensAtOnce?: string[];
}

/** The outline of a protocol, for the checks of others. */
export function outlineOf(protocol: Protocol): Outline {
  const opened = protocol.events.opened!.data;
  const hears = Object.values(protocol.events).filter(({ by }) => by.includes('case'));
  const effects = protocol.states.flatMap((state) => [...state.entry, ...armsOf(state).flatMap((arm) => arm.effects)]);
  const climbed = Object.values(protocol.ladders).flatMap((steps) => steps.flatMap((step) => step.effects));
  return {
    required: Object.keys(opened).filter((name) => opened[name]!.required),
    opened,
    hears: Object.fromEntries(hears.map(({ name, data }) => [name, data])),
    opens: protocolsOpened([...effects, ...climbed]),
    ends: Object.keys(protocol.outcomes),
    becomes: protocol.states.flatMap(({ end }) => (end && 'becomes' in end ? [end.becomes] : [])),
    opensAtOnce: protocolsOpened(initial(protocol, 0).flatMap(({ entry }) => entry)),
  };
}

/** An outline that knows also how cases end under another edition. */
export function withEndings(outline: Outline, other: Outline): Outline {
  const all = (of: 'ends' | 'becomes') => [...new Set([...(outline[of] ?? []), ...(other[of] ?? [])])];
  return outline.ends && other.ends ? { ...outline, ends: all('ends'), becomes: all('becomes') } : outline;
}

function protocolsOpened(effects: EffectTemplate[]): string[] {
  return [...new Set(effects.flatMap((effect) => (effect.kind === 'open' ? [effect.protocol] : [])))];
}

/** The states that a case enters when it opens. */
function initial({ states }: Protocol, index: number): Protocol['states'] {
  const state = states[index]!;
  const inside = state.kind === 'tracks' ? state.children : state.children.slice(0, 1);
  return [state, ...inside.flatMap((child) => initial({ states } as Protocol, child))];
}
