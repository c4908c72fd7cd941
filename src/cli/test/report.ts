import pc from 'picocolors';
import { expectations, type Scenario } from '../../language/index.ts';
import type { Failure } from '../../simulator/index.ts';
import type { Locale } from '../terminal.ts';
import { beyond, written } from './words.ts';

const labels = {
  zh: { expected: '预期', actual: '实际', missing: '缺少', extra: '多出', refusedBy: '这一步被拒绝，而情景没有预期拒绝' },
  en: {
    expected: 'expected',
    actual: 'actual',
    missing: 'missing',
    extra: 'too many',
    refusedBy: 'the step was refused, which nothing expects',
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

function renderFailure({ key, name, expected, actual }: Failure, locale: Locale): string[] {
  const words = labels[locale];
  const own = expectations.find((expectation) => expectation.key === key)!;
  const title = locale === 'zh' ? `${own.zh.key} ${key}` : key;
  const head = `    ${title}${name === undefined ? '' : ` · ${name}`}`;
  if (key === 'refused' && expected === null) return [`${head}: ${pc.green(written(actual))}  (${words.refusedBy})`];
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
