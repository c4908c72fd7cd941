import stringWidth from 'string-width';
import type { Problem } from './problem.ts';

/** A problem for people: place, code, words, the offending line and a caret that is right under wide characters. */
export function renderProblem(problem: Problem, text: string, locale: 'zh' | 'en'): string {
  const line = text.split('\n')[problem.line - 1]?.replace(/\r$/, '') ?? '';
  const before = line.slice(0, problem.col - 1);
  const marked = line.slice(problem.col - 1, problem.col - 1 + Math.max(1, problem.to - problem.from));
  const severity = { en: { error: 'error', warning: 'warning' }, zh: { error: '错误', warning: '警告' } }[locale][problem.severity];
  const pad = before.replace(/[^\t]/g, (char) => ' '.repeat(stringWidth(char)));
  const caret = `${pad}${'^'.repeat(Math.max(1, stringWidth(marked)))}`;
  const help =
    problem.suggestion === undefined
      ? []
      : [locale === 'zh' ? `  帮助：是否想写“${problem.suggestion}”？` : `  help: did you mean "${problem.suggestion}"?`];
  const lines = [...new Set(problem.also?.map(({ line }) => line))].join(', ');
  const also = lines === '' ? [] : [locale === 'zh' ? `  另见行：${lines}` : `  also on line: ${lines}`];
  return [
    `${problem.file}:${problem.line}:${problem.col}: ${severity}[${problem.code}]: ${problem[locale]}`,
    `  ${line}`,
    `  ${caret}`,
    ...help,
    ...also,
  ].join('\n');
}
