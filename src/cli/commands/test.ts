import { watch, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import pc from 'picocolors';
import { folderOf, renderProblem, rewrite } from '../../language/index.ts';
import { coverageOf, percent } from '../../simulator/index.ts';
import type { Home } from '../../temporal/index.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { coverageAsJson, renderCoverage } from '../test/coverage.ts';
import { type Found, findTexts, shown } from '../test/files.ts';
import { junit } from '../test/junit.ts';
import { locator, mutate, mutationAsJson, rate, renderMutation, stale } from '../test/mutation.ts';
import { asJson, renderFailures, summary } from '../test/report.ts';
import { type Run, run } from '../test/run.ts';
import { rewritingsOf } from '../test/update.ts';
import type { Verb } from '../verb.ts';

interface Options {
  filter?: string;
  junit?: string;
  coverage?: true;
  min?: string;
  mutate?: true;
  update?: true;
  watch?: true;
}

/** The share of mutants that scenarios have to notice, in per cent. */
const LEAST_NOTICED = 95;

/** `early test [WHAT…]` */
async function test(home: Home, terminal: Terminal, asked: string[], options: Options): Promise<number> {
  const least = leastOf(options.min);
  if (!options.watch) return once(home, terminal, asked, options, least);
  if (terminal.json) throw new Stop(exit.usage, { zh: '--watch 与 --json 不能同用', en: '--watch and --json do not go together' });
  await watching(home, terminal, asked, () => once(home, terminal, asked, options, least));
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
  const covered = options.coverage || least !== undefined ? coverage(terminal, found, now, least) : undefined;
  const mutated = options.mutate && !failed ? mutation(terminal, found, now) : undefined;
  terminal.give({ ...asJson(now), ...(covered && { coverage: covered.json }), ...(mutated && { mutation: mutated.json }) });
  return failed || covered?.failed || mutated?.failed ? exit.findings : exit.ok;
}

const editionsOf = ({ library }: Run, found: Found) =>
  [...library.protocols.values()].flat().filter(({ path }) => found.folders.has(folderOf(path)));
const fileOf = (found: Found, path: string) => shown(found.files.get(path) ?? path);

function coverage(terminal: Terminal, found: Found, now: Run, least: number | undefined) {
  const shared = found.everything ? found.texts.find(({ path }) => path === 'ladders.yaml') : undefined;
  const files = coverageOf(
    editionsOf(now, found),
    shared,
    now.results.map((result) => result.shown),
  );
  terminal.say('');
  for (const file of files) terminal.say(renderCoverage(file, fileOf(found, file.path), terminal.locale));
  const below = files.filter(({ rules }) => least !== undefined && percent(rules) < least);
  if (below.length > 0)
    terminal.say({ zh: pc.red(`${below.length} 个文件低于 ${least} %`), en: pc.red(`${below.length} file(s) below ${least} %`) });
  return { json: files.map((file) => coverageAsJson(fileOf(found, file.path), file)), failed: below.length > 0 };
}

function mutation(terminal: Terminal, found: Found, now: Run) {
  const editions = editionsOf(now, found);
  const mutations = mutate(now, editions, locator(editions));
  terminal.say('');
  for (const one of mutations) terminal.say(renderMutation(one, fileOf(found, one.edition.path), terminal.locale));
  const old = stale(now, mutations);
  for (const { file, line, col, id } of old)
    terminal.say({
      zh: pc.red(`${file}:${line}:${col} “${id}”已被发现或不存在，请删去`),
      en: pc.red(`${file}:${line}:${col} "${id}" is noticed, or there is no such mutant: take it out`),
    });
  const unexplained = mutations.some(({ survivors }) => survivors.some(({ accepted }) => !accepted));
  const tooFew = mutations.some((one) => rate(one) < LEAST_NOTICED);
  return {
    json: mutations.map((one) => mutationAsJson(fileOf(found, one.edition.path), one)),
    failed: old.length > 0 || unexplained || tooFew,
  };
}

/** Writes what there is into the expectations that do not hold, and plays again. */
function update(terminal: Terminal, found: Found, before: Run, filter: string | undefined): Run {
  for (const [path, file] of found.files) {
    const own = before.results.filter(({ scenario, failures }) => scenario.file === shown(file) && failures.length > 0);
    if (own.length === 0) continue;
    const { rewritings, torn } = rewritingsOf(before.results.filter(({ scenario }) => scenario.file === shown(file)));
    const text = found.texts.find((known) => known.path === path)!;
    text.text = rewrite(text.text, rewritings);
    writeFileSync(file, text.text);
    terminal.say({
      zh: `${shown(file)}：改写 ${rewritings.length} 处预期`,
      en: `${shown(file)}: ${rewritings.length} expectation(s) rewritten`,
    });
    for (const { place } of torn)
      terminal.say({
        zh: `${shown(file)}:${place.line}:${place.col} 各版本或各日不同，请自行写明（under）`,
        en: `${shown(file)}:${place.line}:${place.col} differs by edition or by day; write it yourself (under)`,
      });
  }
  return run(found, filter);
}

function writeJunit(file: string, { results }: Run): void {
  try {
    writeFileSync(file, junit(results));
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Stop(exit.environment, { zh: `${file}：无法写入（${why}）`, en: `${file}: cannot be written (${why})` });
  }
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

/** Plays again whenever a file changes, until Ctrl-C. */
async function watching(home: Home, terminal: Terminal, asked: string[], play: () => number): Promise<void> {
  const again = () => {
    if (process.stdout.isTTY) process.stdout.write('\x1bc');
    try {
      play();
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      terminal.warn(error.words);
    }
    terminal.say({ zh: pc.dim('文件一改就重演；Ctrl-C 结束'), en: pc.dim('plays again when a file changes; Ctrl-C ends') });
  };
  again();
  let timer: NodeJS.Timeout | undefined;
  const folders = new Set([home.protocols, ...[...findTexts(home, asked).files.values()].map((file) => dirname(file))]);
  const watchers = [...folders].map((folder) =>
    watch(folder, () => {
      clearTimeout(timer);
      timer = setTimeout(again, 50);
    }),
  );
  await new Promise<void>((resolve) => process.once('SIGINT', resolve));
  clearTimeout(timer);
  for (const watcher of watchers) watcher.close();
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
