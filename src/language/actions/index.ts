import type { Action } from './action.ts';
import { open } from './open.ts';
import { send } from './send.ts';
import { tell } from './tell.ts';

/** Every action an author can write, in the fixed order in which they are performed. */
export const actions: readonly Action[] = [open, send, tell];

export type { Action, ActionContext } from './action.ts';
