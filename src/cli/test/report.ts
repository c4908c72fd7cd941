import pc from 'picocolors';
import { chinesePhrase, expectations, type Scenario } from '../../language/index.ts';
import type { Failure } from '../../simulator/index.ts';
import type { Locale, Terminal } from '../terminal.ts';
import type { Result, Run } from './run.ts';
import { beyond, written } from './words.ts';

const labels = {
  zh: {
    expected: '预期',
    actual: '实际',
    missing: '缺少',
    extra: '多出',
    refusedBy: '这一步被拒绝，而情景没有预期拒绝',
    faulty: '情景没有预期',
  },
  en: {
    expected: 'expected',
    actual: 'actual',
    missing: 'missing',
    extra: 'too many',
    refusedBy: 'the step was refused, which nothing expects',
    faulty: 'which nothing expects',
  },
};

/** A scenario that did not go as it says: where, when, what was expected and what there is. */
export function renderFailures(scenario: Scenario, failures: readonly Failure[], text: string, locale: Locale): string {
  const lines = text.split('\n');
  const steps = new Map<string, Failure[]>();
  for (const failure of failures) {
    const step = `${failure.place.path.slice(0, 3).join()} ${failure.at}`;
    steps.set(step, [...(steps.get(step) ?? []), failure]);
  }
  const blocks = [...steps.values()].flatMap((of) => {
    const [{ place, at }] = of as [Failure];
    return [
      `  ${pc.cyan(`${scenario.file}:${place.line}:${place.col}`)}  ${at}`,
      `  ${pc.dim(`${place.line} │`)} ${pc.dim((lines[place.line - 1] ?? '').trim())}`,
      ...of.flatMap((failure) => renderFailure(failure, locale)),
    ];
  });
  return [`${pc.red('✗')} ${pc.bold(scenario.titles[locale])}`, ...blocks].join('\n');
}

function renderFailure({ key, keys, expected, actual, says }: Failure, locale: Locale): string[] {
  const words = labels[locale];
  const own = expectations.find((expectation) => expectation.key === key)!;
  const title = locale === 'zh' ? `${own.zh.key} ${key}` : key;
  const head = `    ${title}${keys.map((inner) => ` · ${locale === 'zh' ? chinesePhrase(inner) : inner}`).join('')}`;
  if (says)
    return [`${head}: ${pc.green(written(actual))}  (${key === 'attention' ? words.faulty : words.refusedBy})`, `      ${says[locale]}`];
  const apart = Array.isArray(expected) || Array.isArray(actual);
  const only = (label: string, list: string[], colour: (text: string) => string) =>
    apart && list.length > 0 ? [`      ${pc.dim(label)} ${colour(list.join(', '))}`] : [];
  return [
    head,
    `      ${pc.dim(words.expected)} ${pc.red(written(expected))}`,
    `      ${pc.dim(words.actual)} ${pc.green(written(actual))}`,
    ...only(words.missing, beyond(expected, actual), pc.red),
    ...only(words.extra, beyond(actual, expected), pc.green),
  ];
}

/** One line for each protocol, and how many errors there are. */
export function summary(terminal: Terminal, { problems, elsewhere, results }: Run): void {
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

export const asJson = ({ problems, results }: Run) => ({
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
    failures: failures.map(({ place: { line, col }, ...failure }) => ({ ...failure, line, col })),
  })),
});
