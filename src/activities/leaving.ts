import type { Clock, Effect } from '../kernel/index.ts';
import type { Message } from '../workflow/contract.ts';

/** What a case asks of the world, and by which clock it lives. */
export interface Leaving {
  case: string;
  clock: Clock;
  effect: Effect;
}

/** What an effect tells another case; the number grows with the story of the sender. */
export const messageFrom = (id: string, effect: Effect, event: string, data: Message['data']): Message => ({
  event,
  from: id,
  number: effect.seq * 1000 + effect.index,
  at: effect.at,
  recorded: effect.at,
  data,
});
