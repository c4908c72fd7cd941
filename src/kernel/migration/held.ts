import type { Instant } from '../protocol.ts';

/** A deadline that was kept when its case went over to another edition: `due` stands in place of what the rule said then. */
export interface Held {
  due: Instant;
  instead: Instant | null;
}

/** When something kept is due, where its rule now says `ruled`: it follows its anchor by as much as the rule does. */
export function heldTo(held: Held | undefined, ruled: Instant | null): Instant | null {
  if (!held) return ruled;
  if (held.instead === null) return ruled ?? held.due;
  return ruled === null ? null : held.due + (ruled - held.instead);
}

/** What has to be remembered so that `due` stands where the rule says `ruled`; undefined when both agree or nothing was promised. */
export function hold(due: Instant | null, ruled: Instant | null): Held | undefined {
  return due === null || due === ruled ? undefined : { due, instead: ruled };
}
