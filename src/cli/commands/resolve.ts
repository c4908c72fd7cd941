import type { Home } from '../../temporal/index.ts';
import { type Deciding, decisive } from '../do/deciding.ts';
import { actOnCase } from '../do/scene.ts';
import { stateCalled } from '../do/states.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early resolve ID NUMBER [--retry | --state STATE]`: what needs attention is let be, tried again, or the case is put elsewhere. */
function resolve(
  home: Home,
  terminal: Terminal,
  id: string,
  number: string,
  options: Deciding & { retry?: true; state?: string },
): Promise<number> {
  const { retry, state, because: reason } = options;
  const seq = Number(number.replace(/^#/, ''));
  if (!Number.isSafeInteger(seq)) throw new Stop(exit.usage, { zh: `“${number}”不是编号`, en: `"${number}" is no number of the list` });
  if (retry && state !== undefined)
    throw new Stop(exit.usage, { zh: '--retry 与 --state 只能选一个', en: '--retry and --state do not go together' });
  return actOnCase(home, terminal, id, options, ({ before, protocol, now }) => ({
    input: {
      kind: 'resolve',
      seq,
      ...(retry && { retry }),
      ...(state !== undefined && { to: stateCalled(state, protocol) }),
      recorded: now,
      reason,
    },
    places: [before.place],
  }));
}

export const resolveVerb: Verb = {
  name: 'resolve',
  summary: 'deal with what needs attention / 处理须关注的事',
  define(command, act) {
    decisive(command.argument('<id>', 'the case / 个案').argument('<number>', 'its number in early incidents / 编号'))
      .option('--retry', 'try again what was not done / 重试')
      .option('--state <state>', 'put the case into this state / 转入此状态')
      .action(act(resolve));
  },
};
