import type { Home } from '../../temporal/index.ts';
import { instantFrom } from '../civil.ts';
import { type Deciding, decide, decisive, taskCalled } from '../do/deciding.ts';
import type { Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early extend ID TASK --to TIME`: puts a deadline off within the bounds of the protocol, or brings it forward. */
function extend(home: Home, terminal: Terminal, id: string, task: string, options: Deciding & { to: string }): Promise<number> {
  return decide(home, terminal, id, options, ({ before, titles }) => ({
    kind: 'extend',
    ...taskCalled(task, before, titles),
    due: instantFrom(options.to),
  }));
}

export const extendVerb: Verb = {
  name: 'extend',
  summary: 'put the deadline of a task off, or bring it forward / 推迟或提前时限',
  define(command, act) {
    decisive(command.argument('<id>', 'the case / 个案').argument('<task>', 'its event or title, EVENT[KEY], or hand_off / 任务'))
      .requiredOption('--to <time>', 'the new deadline, "YYYY-MM-DD HH:MM" / 新的时限')
      .action(act(extend));
  },
};
