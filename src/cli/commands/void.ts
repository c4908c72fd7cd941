import type { Home } from '../../temporal/index.ts';
import { type Deciding, decide, decisive } from '../do/deciding.ts';
import type { Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early void ID`: closes a case that should not have been opened, with all that it owed. */
const voidCase = (home: Home, terminal: Terminal, id: string, options: Deciding): Promise<number> =>
  decide(home, terminal, id, options, () => ({ kind: 'void' }));

export const voidVerb: Verb = {
  name: 'void',
  summary: 'close a case that was opened in error / 按误立结案',
  define(command, act) {
    decisive(command.argument('<id>', 'the case / 个案')).action(act(voidCase));
  },
};
