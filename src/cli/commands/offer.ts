import type { Home } from '../../temporal/index.ts';
import { type Deciding, decide, decisive, unitCalled } from '../do/deciding.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early offer ID [--to UNIT] [--withdraw]`: makes a hand-off again, or takes it back. */
function offer(home: Home, terminal: Terminal, id: string, options: Deciding & { to?: string; withdraw?: boolean }): Promise<number> {
  const { to, withdraw } = options;
  if (withdraw && to !== undefined)
    throw new Stop(exit.usage, { zh: '--withdraw 与 --to 只能选一个', en: '--withdraw and --to do not go together' });
  return decide(home, terminal, id, options, (scene) => {
    if (withdraw) return { kind: 'recall' };
    return { kind: 'offer', ...(to !== undefined && { place: unitCalled(to, scene) }) };
  });
}

export const offerVerb: Verb = {
  name: 'offer',
  summary: 'make a hand-off again, or take it back / 再次移交或收回移交',
  define(command, act) {
    decisive(command.argument('<id>', 'the case / 个案'))
      .option('--to <unit>', 'to whoever holds the role as seen from this unit / 改向哪个单位')
      .option('--withdraw', 'only take it back / 只收回')
      .action(act(offer));
  },
};
