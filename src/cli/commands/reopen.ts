import type { Home } from '../../temporal/index.ts';
import { type Deciding, decide, decisive } from '../do/deciding.ts';
import { stateCalled } from '../do/states.ts';
import type { Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early reopen ID [--state STATE]`: an ended case goes on, where it was before it ended or in another state. */
function reopen(home: Home, terminal: Terminal, id: string, options: Deciding & { state?: string }): Promise<number> {
  return decide(home, terminal, id, options, ({ protocol }) => ({
    kind: 'reopen',
    ...(options.state !== undefined && { to: stateCalled(options.state, protocol) }),
  }));
}

export const reopenVerb: Verb = {
  name: 'reopen',
  summary: 'let an ended case go on / 重开已结的个案',
  define(command, act) {
    decisive(command.argument('<id>', 'the case / 个案'))
      .option('--state <state>', 'where it goes on; by default where it was before it ended / 在哪个状态重开')
      .action(act(reopen));
  },
};
