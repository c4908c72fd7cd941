import type { EffectTemplate } from '../../kernel/index.ts';
import { expressions, key, role } from '../definition.ts';
import { addressees } from '../vocabulary.ts';
import type { Action, ActionContext } from './action.ts';
import { open } from './open.ts';
import { send } from './send.ts';
import { tell } from './tell.ts';

/** Every action an author can write, in the fixed order in which they are performed. */
export const actions: readonly Action[] = [open, send, tell];

/** The keys of a map in which actions stand: `against` and `with` belong to `open` and may be written beside it. */
export const actionKeys = [
  open,
  key(
    'against',
    '对象',
    { zh: '对哪个单位立案：asked 或某角色。', en: 'Which unit the case is opened against: `asked` or a role.' },
    role(addressees),
  ),
  key('with', '附带', { zh: '立案时给出的事实。', en: 'The facts the opening gives.' }, expressions),
  ...actions.filter((action) => action !== open),
];

/** Without `open` beside them they would do nothing. */
export const besideOpen = { dependencies: { against: ['open'], with: ['open'] } };

/** What the actions found in a map become. */
export function actionsIn(context: ActionContext): EffectTemplate[] {
  return actions.flatMap((action) =>
    Object.hasOwn(context.beside, action.key) ? action.compile(context.beside[action.key] as never, context) : [],
  );
}

export type { Action, ActionContext } from './action.ts';
