import type { Case } from './case.ts';
import type { Input } from './input.ts';
import type { Refusal } from './refusal.ts';

/** What is said to a case at once, bytes. A list of two thousand persons has about half as many. */
const MOST_INPUT_BYTES = 65_536;
/** An entry with all its former versions, bytes. */
const MOST_ENTRY_BYTES = 2 * MOST_INPUT_BYTES;
/** What a case that is merged hands over, bytes. */
const MOST_ESTATE_BYTES = 512_000;
/** What one step tells other cases, bytes: each of them, and all together. */
export const MOST_TOLD_BYTES = { each: MOST_INPUT_BYTES - 2_048, all: 1_000_000 };

/**
 * What a case may weigh, bytes, that still takes an input: of what has more than `short` bytes, of what has fewer, and of what puts right or
 * closes. Temporal ends a case that takes more than 2,097,152 along to its next run.
 */
const room = { short: 2_048, long: 1_250_000, brief: 1_450_000, putRight: 1_700_000 };
/** A case that weighs so much needs somebody to look at it, bytes. */
export const HEAVY_BYTES = 1_000_000;

/** Length of a value written as JSON in UTF-8, bytes. */
export function bytesOf(value: unknown): number {
  const text = JSON.stringify(value) ?? '';
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Halves of a pair have two bytes each.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

/** What an input says, bytes; of an edition only its hash counts. */
export function bytesSaid(input: Input): number {
  return bytesOf(input.kind === 'migrate' ? { ...input, to: input.to.$protocol } : input);
}

/** Whether somebody says more at once than a case takes. What a merged case leaves was weighed there. */
export const isTooLarge = (input: Input): boolean => !('estate' in input && input.estate) && bytesSaid(input) > MOST_INPUT_BYTES;

/** Why what somebody does is too much at once, or undefined. Whoever takes inputs asks before: the case itself takes what was taken. */
export function refuseSize({ record, links, followers }: Case, input: Input): Refusal | undefined {
  const event = 'event' in input ? input.event : input.kind;
  if (isTooLarge(input)) return tooLarge({ of: 'said', event, bytes: bytesSaid(input), most: MOST_INPUT_BYTES });
  if (input.kind === 'correct') {
    const entry = record.find(({ id }) => id === input.entry);
    const bytes = entry ? bytesOf(entry) + bytesSaid(input) : 0;
    if (bytes > MOST_ENTRY_BYTES) return tooLarge({ of: 'entry', entry: input.entry, bytes, most: MOST_ENTRY_BYTES });
  }
  if (input.kind === 'merge') {
    const bytes = bytesOf([record, links, followers]);
    if (bytes > MOST_ESTATE_BYTES) return tooLarge({ of: 'estate', bytes, most: MOST_ESTATE_BYTES });
  }
  return undefined;
}

const tooLarge = (params: Refusal['params']): Refusal => ({ refused: 'too_large', params });

/** Why a case of that weight, bytes, does not take what is said to it; what ends it, or takes back, it always takes. */
export function refuseFull(weight: number, input: Input): Refusal | undefined {
  const most = mostFor(input);
  return weight > most
    ? { refused: 'full', params: { event: 'event' in input ? input.event : input.kind, bytes: weight, most } }
    : undefined;
}

function mostFor(input: Input): number {
  switch (input.kind) {
    case 'event':
    case 'message':
    case 'values':
      return bytesSaid(input) > room.short ? room.long : room.brief;
    case 'void':
    case 'resolve':
    case 'withdraw':
    case 'unmigrate':
    case 'linked':
    case 'incident':
      return Number.POSITIVE_INFINITY;
    default:
      return room.putRight;
  }
}
