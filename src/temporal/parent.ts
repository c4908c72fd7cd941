import { accessSync, constants } from 'node:fs';

const setpriv = '/usr/bin/setpriv';

/**
 * A command that ends when its parent is killed, where the system can do that (Linux with util-linux); the command itself elsewhere:
 * there the next start ends what was left, by its pid file. The process keeps its number.
 */
export function dyingWithParent(command: [string, ...string[]]): [string, ...string[]] {
  try {
    accessSync(setpriv, constants.X_OK);
    return [setpriv, '--pdeathsig', 'TERM', '--', ...command];
  } catch {
    return command;
  }
}
