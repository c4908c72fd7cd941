import pc from 'picocolors';
import type { Text } from '../../kernel/index.ts';
import {
  countsOf,
  coverageOf,
  type FileCoverage,
  type Proof,
  percent,
  promises,
  type RuleKind,
  ruleKinds,
  unproved,
} from '../../simulator/index.ts';
import type { Locale, Terminal } from '../terminal.ts';
import type { Found } from './files.ts';
import { editionsOf, fileOf, type Run, sharedLadders } from './run.ts';

const kinds: Record<RuleKind, Text> = {
  deadline: { zh: '期限', en: 'deadlines' },
  step: { zh: '阶梯各级', en: 'ladder steps' },
  answer: { zh: '移交答复', en: 'hand-off answers' },
  state: { zh: '状态', en: 'states' },
  arm: { zh: '分支', en: 'arms' },
  once: { zh: '一旦', en: 'once' },
  entry: { zh: '进入时', en: 'on entering' },
  refusal: { zh: '拒绝', en: 'refusals' },
};
const lacking: Record<Exclude<Proof, 'expected'>, Text> = {
  never: { zh: '从未发生', en: 'never happens' },
  fired: { zh: '发生过，但没有预期核对', en: 'happens, but nothing expects what follows' },
};

/** What is proved of one file, by kind, and everything that is not, with its place. */
export function renderCoverage({ edition, rules }: FileCoverage, file: string, locale: Locale): string {
  const counts = countsOf(rules);
  const shares = ruleKinds
    .filter((kind) => counts[kind].of > 0)
    .map((kind) => {
      const { proved, of } = counts[kind];
      const share = `${kinds[kind][locale]} ${proved}/${of}`;
      return proved === of ? share : promises.includes(kind) ? pc.red(share) : pc.yellow(share);
    });
  const missing = rules.flatMap(({ rule, proof, line, col }) =>
    proof === 'expected'
      ? []
      : [`  ${pc.cyan(`${file}:${line}:${col}`)} ${rule.words[locale]}${locale === 'zh' ? '：' : ': '}${lacking[proof][locale]}`],
  );
  const head = `${file}${edition === undefined ? '' : ` (${edition})`}  ${percent(rules).toFixed(1)} %`;
  return [
    `${unproved(rules).length > 0 ? pc.red('✗') : pc.green('✓')} ${pc.bold(head)}`,
    `  ${shares.join(locale === 'zh' ? '，' : ', ')}`,
    ...missing,
  ].join('\n');
}

export const coverageAsJson = (file: string, { protocol, edition, rules }: FileCoverage) => ({
  file,
  ...(protocol !== undefined && { protocol, edition }),
  percent: percent(rules),
  counts: countsOf(rules),
  missing: rules
    .filter(({ proof }) => proof !== 'expected')
    .map(({ rule: { kind, id, words }, proof, line, col }) => ({ kind, id, ...words, proof, line, col })),
});

/** Says what is proved of the files asked for; fails when less of one is than the `least` per cent. */
export function coverage(terminal: Terminal, found: Found, now: Run, least: number | undefined) {
  // What some protocols share is proved by all of them together.
  const shared = found.everything ? sharedLadders(found) : undefined;
  const files = coverageOf(
    editionsOf(now, found),
    shared,
    now.results.map((result) => result.shown),
  );
  terminal.say('');
  const failed = now.results.filter(({ failures }) => failures.length > 0).length;
  if (failed > 0)
    terminal.say({
      zh: pc.yellow(`${failed} 个情景不相符，什么也不证明，以下不计它们`),
      en: pc.yellow(`${failed} scenario(s) do not go as they say and prove nothing; they are not counted here`),
    });
  for (const file of files) terminal.say(renderCoverage(file, fileOf(found, file.path), terminal.locale));
  const below = files.filter(({ rules }) => least !== undefined && percent(rules) < least);
  if (below.length > 0)
    terminal.say({ zh: pc.red(`${below.length} 个文件低于 ${least} %`), en: pc.red(`${below.length} file(s) below ${least} %`) });
  return { json: files.map((file) => coverageAsJson(fileOf(found, file.path), file)), failed: below.length > 0 };
}
