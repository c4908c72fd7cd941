import { dirname } from 'node:path';
import { renderProblem } from '../../language/index.ts';
import type { Home } from '../../temporal/index.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { coverage } from '../test/coverage.ts';
import { findTexts } from '../test/files.ts';
import { writeJunit } from '../test/junit.ts';
import { mutation } from '../test/mutation.ts';
import { asJson, renderFailures, summary } from '../test/report.ts';
import { run } from '../test/run.ts';
import { update } from '../test/update.ts';
import type { Verb } from '../verb.ts';
import { watching } from '../watching.ts';

interface Options {
  filter?: string;
  junit?: string;
  coverage?: true;
  min?: string;
  mutate?: true;
  update?: true;
  watch?: true;
}

/** `early test [WHAT…]` */
async function test(home: Home, terminal: Terminal, asked: string[], options: Options): Promise<number> {
  const least = leastOf(options.min);
  if (!options.watch) return once(home, terminal, asked, options, least);
  if (terminal.json) throw new Stop(exit.usage, { zh: '--watch 与 --json 不能同用', en: '--watch and --json do not go together' });
  await watching(terminal, {
    folders: [home.protocols, ...[...findTexts(home, asked).files.values()].map((file) => dirname(file))],
    act: () => once(home, terminal, asked, options, least),
    hint: { zh: '文件一改就重演；Ctrl-C 结束', en: 'plays again when a file changes; Ctrl-C ends' },
    quiet: 50,
  });
  return exit.ok;
}

function once(home: Home, terminal: Terminal, asked: string[], options: Options, least: number | undefined): number {
  const found = findTexts(home, asked);
  let now = run(found, options.filter);
  if (options.update) now = update(terminal, found, now, options.filter);
  const { library, problems, results } = now;
  const textOf = (file: string) => now.texts.get(file) ?? '';
  for (const problem of problems) terminal.say(`${renderProblem(problem, textOf(problem.file), terminal.locale)}\n`);
  if (results.length === 0 && problems.length === 0) throw nothing(library.scenarios.length, options.filter);
  for (const { scenario, failures } of results)
    if (failures.length > 0) terminal.say(`${renderFailures(scenario, failures, textOf(scenario.file), terminal.locale)}\n`);
  if (options.junit !== undefined) writeJunit(options.junit, now);
  summary(terminal, now);
  const failed = problems.length > 0 || results.some(({ failures }) => failures.length > 0);
  // Of files that cannot be read nothing is proved, and every line would say so.
  const wanted = problems.length === 0 && (options.coverage || least !== undefined);
  const covered = wanted ? coverage(terminal, found, now, least) : undefined;
  const mutated = options.mutate && !failed ? mutation(terminal, found, now) : undefined;
  terminal.give({ ...asJson(now), ...(covered && { coverage: covered.json }), ...(mutated && { mutation: mutated.json }) });
  return failed || covered?.failed || mutated?.failed ? exit.findings : exit.ok;
}

function leastOf(min: string | undefined): number | undefined {
  if (min === undefined) return undefined;
  const least = Number(min);
  if (min.trim() === '' || !(least >= 0 && least <= 100))
    throw new Stop(exit.usage, { zh: `--min 应为 0 到 100 的数，而不是“${min}”`, en: `--min is a number from 0 to 100, not "${min}"` });
  return least;
}

function nothing(count: number, filter: string | undefined): Stop {
  return filter === undefined
    ? new Stop(exit.usage, {
        zh: '此处没有情景；写在规程旁边的 scenarios.yaml 里',
        en: 'there are no scenarios here; write them in scenarios.yaml beside the protocol',
      })
    : new Stop(exit.usage, { zh: `${count} 个情景中没有一个含有“${filter}”`, en: `none of ${count} scenarios contains "${filter}"` });
}

export const testVerb: Verb = {
  name: 'test',
  summary: 'play the scenarios of protocols in virtual time / 在虚拟时间里演练情景',
  apart: true,
  define(command, act) {
    command
      .argument('[what...]', 'protocols by name, files or folders; all when none is given / 规程名、文件或目录；不写则全部')
      .option('--filter <text>', 'only scenarios whose title, tag or protocol contains this / 只演含有此文字的情景')
      .option('--coverage', 'say what no scenario proves / 列出没有情景证明的规定')
      .option('--min <percent>', 'fail when less of a file is proved / 低于此比例则不通过')
      .option('--mutate', 'damage every rule in turn and say what no scenario notices / 逐条破坏规定，列出无人发现的')
      .option('--update', 'write what there is into the expectations / 把实际结果写进预期')
      .option('--watch', 'play again when a file changes / 文件一改就重演')
      .option('--junit <file>', 'write the results as JUnit XML / 另写 JUnit XML')
      .action(act(test));
  },
};
