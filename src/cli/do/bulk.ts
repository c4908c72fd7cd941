import { createHash } from 'node:crypto';
import { holderOf, type Text, type Units, virtualAt } from '../../kernel/index.ts';
import { clock, forEachBounded, type OpenTask, openTasks } from '../../ledger/index.ts';
import { actOn, type Home } from '../../temporal/index.ts';
import { asked } from '../asking.ts';
import { theDistrict } from '../district.ts';
import { theClient, theLedger, theLibrary } from '../house.ts';
import { known } from '../known.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { titlesOf } from '../titles.ts';
import { actorFrom } from './actor.ts';
import type { Deciding } from './deciding.ts';
import { refusalWords } from './refused.ts';

const AT_ONCE = 8;

interface Left {
  case: string;
  task: string;
  words: Text;
}

/**
 * Gives everything that is asked of a unit to another, case by case. What has been given is no longer the unit's: done again after it was
 * cut off, it goes on with the rest.
 */
export async function reassignAll(
  home: Home,
  terminal: Terminal,
  from: string,
  options: Deciding & { to: string; role?: string },
): Promise<number> {
  const opened = await theLedger(home);
  const { ledger } = opened;
  try {
    const { units } = await theDistrict(home, ledger);
    const unit = (text: string) => known(text, units.units, { zh: '单位', en: 'unit' });
    const [giver, taker] = [unit(from), unit(options.to)];
    const titles = titlesOf(await theLibrary(ledger), units);
    const { client, close } = await theClient(home, opened);
    try {
      const tasks = await tasksOf(openTasks(ledger), units, giver);
      const left: Left[] = [];
      let given = 0;
      await forEachBounded(tasks, AT_ONCE, async ({ caseId: id, place, slot }) => {
        const task = slot.kind === 'hand_off' ? 'hand_off' : slot.event;
        const leave = (words: Text) => left.push({ case: id, task, words });
        if (!slot.by.some((role) => holderOf(units, role, taker) !== undefined)) return void leave(nobody(taker));
        try {
          const by = actorFrom(options.as, [place], units, options.person);
          const recorded = virtualAt(await clock(ledger), Date.now());
          const which = {
            task,
            ...(slot.key !== undefined && { key: slot.key }),
            ...(options.role !== undefined && { role: options.role }),
          };
          const key = createHash('sha256')
            .update([options.key ?? recorded, id, slot.id, taker].join(' '))
            .digest('hex')
            .slice(0, 32);
          const input = { kind: 'reassign' as const, ...which, place: taker, recorded, reason: options.because };
          const answer = await asked(client, id, () => actOn({ client, ...opened }, { case: id, by, key, input }));
          if ('refused' in answer) leave(refusalWords(answer, titles));
          else given++;
        } catch (error) {
          if (!(error instanceof Stop)) throw error;
          leave(error.words);
        }
      });
      terminal.give({ given, left });
      terminal.say({ zh: `改派 ${given} 项，未能改派 ${left.length} 项`, en: `${given} given to others, ${left.length} not` });
      for (const { case: id, task, words } of left) {
        const { zh, en } = titles.event(task);
        terminal.say({ zh: `  ${id} ${zh}：${words.zh}`, en: `  ${id} ${en}: ${words.en}` });
      }
      return left.length > 0 ? exit.findings : exit.ok;
    } finally {
      await close();
    }
  } finally {
    await ledger.close();
  }
}

/** The tasks that are asked of a unit: of several slots of one task the first, since with it all are given. */
async function tasksOf(all: AsyncIterable<OpenTask>, units: Units, unit: string): Promise<OpenTask[]> {
  const found = new Map<string, OpenTask>();
  for await (const task of all) {
    const { caseId, place, slot } = task;
    const key = [caseId, slot.rule, slot.key].join(' ');
    if (!found.has(key) && slot.by.some((role) => holderOf(units, role, slot.place ?? place) === unit)) found.set(key, task);
  }
  return [...found.values()];
}

const nobody = (unit: string): Text => ({
  zh: `“${unit}”及其上级中无人担任所需角色`,
  en: `nobody holds the role as seen from "${unit}"`,
});
