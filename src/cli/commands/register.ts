import { registerColumns, syntheticRegister } from '../../simulator/index.ts';
import type { Home } from '../../temporal/index.ts';
import { instantFrom } from '../civil.ts';
import { countFrom } from '../drill/options.ts';
import { theUnits } from '../library.ts';
import { exit, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early register --people N`: an invented register of contacts for exercises, as CSV. The same seed makes the same people. */
function register(home: Home, terminal: Terminal, options: { people: string; seed: string; from: string }): number {
  const units = theUnits(home);
  const people = countFrom('--people', options.people);
  const rows = syntheticRegister(units, { seed: options.seed, people, begins: instantFrom(options.from) });
  if (terminal.json) terminal.give(rows.map((row) => Object.fromEntries(registerColumns.map((column, n) => [column, row[n]]))));
  else console.log([registerColumns, ...rows].map((row) => row.join(',')).join('\n'));
  return exit.ok;
}

export const registerVerb: Verb = {
  name: 'register',
  summary: 'make an invented register of contacts for a drill, as CSV / 生成演练用的合成名册',
  apart: true,
  define(command, act) {
    command
      .option('--people <n>', 'how many / 人数', '200')
      .option('--seed <text>', 'the same seed makes the same people / 随机种子', 'qinzhou')
      .option('--from <time>', 'the first are found on this day, "YYYY-MM-DD HH:MM" / 从哪天开始发现', '2020-01-24 08:00')
      .action(act(register));
  },
};
