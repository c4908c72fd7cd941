import { writeFileSync } from 'node:fs';
import pc from 'picocolors';
import { renderProblem } from '../../language/index.ts';
import type { Home } from '../../temporal/index.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { findTexts, readText } from '../test/files.ts';
import { junit } from '../test/junit.ts';
import { renderFailures } from '../test/report.ts';
import { type Result, type Run, run } from '../test/run.ts';
import type { Verb } from '../verb.ts';

interface Options {
  filter?: string;
  junit?: string;
}

/** `early test [WHAT…]` */
function test(home: Home, terminal: Terminal, asked: string[], options: Options): number {
  const found = findTexts(home, asked);
  const { library, problems, elsewhere, results } = run(found, options.filter);
  const textOf = (file: string) => readText(file);
  for (const problem of problems) terminal.say(`${renderProblem(problem, textOf(problem.file), terminal.locale)}\n`);
  if (results.length === 0 && problems.length === 0) throw nothing(library.scenarios.length, options.filter);
  for (const { scenario, failures } of results)
    if (failures.length > 0) terminal.say(`${renderFailures(scenario, failures, textOf(scenario.file), terminal.locale)}\n`);
  if (options.junit !== undefined) writeFileSync(options.junit, junit(results));
  terminal.give(asJson({ problems, results }));
  summary(terminal, { problems, elsewhere, results });
  return problems.length > 0 || results.some(({ failures }) => failures.length > 0) ? exit.findings : exit.ok;
}

function nothing(count: number, filter: string | undefined): Stop {
  return filter === undefined
    ? new Stop(exit.usage, {
        zh: '此处没有情景；写在规程旁边的 scenarios.yaml 里',
        en: 'there are no scenarios here; write them in scenarios.yaml beside the protocol',
      })
    : new Stop(exit.usage, { zh: `${count} 个情景中没有一个含有“${filter}”`, en: `none of ${count} scenarios contains "${filter}"` });
}

const asJson = ({ problems, results }: Pick<Run, 'problems' | 'results'>) => ({
  scenarios: results.length,
  failed: results.filter(({ failures }) => failures.length > 0).length,
  problems,
  results: results.map(({ scenario: { file, title, titles, protocol, edition, place }, failures }) => ({
    file,
    line: place.line,
    protocol,
    ...(edition !== undefined && { edition }),
    title,
    titles,
    failures: failures.map(({ place: { line, col }, whole: _, ...failure }) => ({ ...failure, line, col })),
  })),
});

function summary(terminal: Terminal, { problems, elsewhere, results }: Pick<Run, 'problems' | 'elsewhere' | 'results'>): void {
  for (const [protocol, own] of byProtocol(results)) {
    const bad = own.filter(({ failures }) => failures.length > 0).length;
    const steps = own.reduce((sum, { scenario }) => sum + scenario.steps.length, 0);
    const mark = bad > 0 ? pc.red('✗') : pc.green('✓');
    terminal.say({
      zh: `${mark} ${protocol}：${own.length} 个情景，${steps} 步${bad > 0 ? pc.red(`，${bad} 个不符`) : ''}`,
      en: `${mark} ${protocol}: ${own.length} scenario(s), ${steps} steps${bad > 0 ? pc.red(`, ${bad} not as it says`) : ''}`,
    });
  }
  if (problems.length > 0) terminal.say({ zh: pc.red(`${problems.length} 个错误`), en: pc.red(`${problems.length} error(s)`) });
  if (elsewhere > 0)
    terminal.warn({
      zh: `别处还有 ${elsewhere} 个错误：early check`,
      en: `${elsewhere} error(s) elsewhere in the library: early check names them`,
    });
}

function byProtocol(results: readonly Result[]): Map<string, Result[]> {
  const groups = new Map<string, Result[]>();
  for (const result of results) groups.set(result.scenario.protocol, [...(groups.get(result.scenario.protocol) ?? []), result]);
  return groups;
}

export const testVerb: Verb = {
  name: 'test',
  summary: 'play the scenarios of protocols in virtual time / 在虚拟时间里演练情景',
  define(command, act) {
    command
      .argument('[what...]', 'protocols by name, files or folders; all when none is given / 规程名、文件或目录；不写则全部')
      .option('--filter <text>', 'only scenarios whose title, tag or protocol contains this / 只演含有此文字的情景')
      .option('--junit <file>', 'write the results as JUnit XML / 另写 JUnit XML')
      .action(act(test));
  },
};
