import type { Home } from '../../temporal/index.ts';
import { reassignAll } from '../do/bulk.ts';
import { type Deciding, decide, decisive, taskCalled, unitCalled } from '../do/deciding.ts';
import { known } from '../known.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early reassign ID TASK --to UNIT`, or `early reassign --from UNIT --to UNIT` for all that is asked of a unit. */
function reassign(
  home: Home,
  terminal: Terminal,
  id: string | undefined,
  task: string | undefined,
  options: Deciding & { to: string; from?: string; role?: string },
): Promise<number> {
  const { from, to, role } = options;
  if (from !== undefined) {
    if (id !== undefined)
      throw new Stop(exit.usage, {
        zh: '--from 改派一个单位的全部任务，不再指定个案',
        en: '--from gives all that is asked of a unit: name no case',
      });
    return reassignAll(home, terminal, from, options);
  }
  if (id === undefined || task === undefined)
    throw new Stop(exit.usage, {
      zh: '请写明个案与任务，或用 --from 单位 改派全部',
      en: 'name a case and a task, or --from UNIT for all of its tasks',
    });
  return decide(home, terminal, id, options, (scene) => ({
    kind: 'reassign',
    ...taskCalled(task, scene.before, scene.titles),
    place: unitCalled(to, scene),
    ...(role !== undefined && { role: known(role, scene.units.roles, { zh: '角色', en: 'role' }) }),
  }));
}

export const reassignVerb: Verb = {
  name: 'reassign',
  summary: 'give a task to another unit, or all tasks of a unit / 改派任务',
  define(command, act) {
    decisive(command.argument('[id]', 'the case / 个案').argument('[task]', 'its event or title, EVENT[KEY], or hand_off / 任务'))
      .requiredOption('--to <unit>', 'to whoever holds the role as seen from this unit / 改派到哪个单位')
      .option('--role <role>', 'to another role that may report it / 改由哪个角色办')
      .option('--from <unit>', 'all that is asked of this unit, in every case / 把该单位的全部任务改派')
      .action(act(reassign));
  },
};
