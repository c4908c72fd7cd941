import type { Command } from 'commander';
import type { Override } from '../../kernel/index.ts';
import type { Home } from '../../temporal/index.ts';
import type { View } from '../../workflow/contract.ts';
import { known } from '../known.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Titles } from '../titles.ts';
import { type Acting, actOnCase, type Scene } from './scene.ts';

/** Who decides, and why. */
export interface Deciding extends Acting {
  because: string;
}

/** The options of every verb by which a supervisor decides something. */
export function decisive(command: Command): Command {
  return command
    .requiredOption('--as <role@unit>', 'who decides / 以何角色@单位决定')
    .requiredOption('--because <reason>', 'why; it stands in the story of the case / 理由，记入个案经过')
    .option('--person <id>', 'which person decides, p-… / 经手人编号')
    .option('--key <key>', 'the same key is done once / 幂等键：同一键只做一次');
}

/** Does what a supervisor decided. */
export function decide(
  home: Home,
  terminal: Terminal,
  id: string,
  options: Deciding,
  overrideIn: (scene: Scene) => Promise<Override> | Override,
): Promise<number> {
  return actOnCase(home, terminal, id, options, async (scene) => ({
    input: { ...(await overrideIn(scene)), recorded: scene.now, reason: options.because },
    places: [scene.before.place],
  }));
}

/** The task that is meant by `EVENT`, `EVENT[KEY]` or `hand_off`, ids or titles. Stops when nothing of the kind is open. */
export function taskCalled(text: string, { open }: View, titles: Titles): { task: string; key?: string } {
  const [, called = text, key] = /^(.*?)(?:\[(.*)\])?$/s.exec(text)!;
  const tasks = open.map((slot) => (slot.kind === 'hand_off' ? 'hand_off' : slot.event));
  if (tasks.length === 0) throw new Stop(exit.findings, { zh: '本案目前没有待办', en: 'nothing is asked for in this case now' });
  const title = (task: string) => (task === 'hand_off' ? { zh: '移交', en: 'hand-off' } : titles.event(task));
  const table = Object.fromEntries(tasks.map((task) => [task, { title: title(task) }]));
  return { task: known(called, table, { zh: '待办任务', en: 'open task' }), ...(key !== undefined && { key }) };
}

/** The units by what they may be called. */
export const unitCalled = (text: string, { units }: Scene): string => known(text, units.units, { zh: '单位', en: 'unit' });
