import stringWidth from 'string-width';
import type { Place, Problem, Related } from './problem.ts';

const severities = { en: { error: 'error', warning: 'warning' }, zh: { error: '错误', warning: '警告' } };

/** A problem for people: place, code, words, the line with a caret that is right under wide characters, what belongs to it, and help. */
export function renderProblem(problem: Omit<Problem, 'code'> & { code: string }, text: string, locale: 'zh' | 'en'): string {
  const { file, line, col, severity, code, suggestion, related = [] } = problem;
  const lines = text.split('\n');
  const help = locale === 'zh' ? `帮助：是否想写“${suggestion}”？` : `help: did you mean "${suggestion}"?`;
  return [
    `${file}:${line}:${col}: ${severities[locale][severity]}[${code}]: ${problem[locale]}`,
    ...excerpt(problem, lines),
    ...relations(related, lines, locale),
    ...(suggestion === undefined ? [] : [`  ${help}`]),
  ].join('\n');
}

function excerpt({ from, to, line, col }: Place, lines: string[]): string[] {
  const written = lines[line - 1]?.replace(/\r$/, '') ?? '';
  const marked = written.slice(col - 1, col - 1 + Math.max(1, to - from));
  const pad = written.slice(0, col - 1).replace(/[^\t]/gu, (char) => ' '.repeat(stringWidth(char)));
  return [`  ${written}`, `  ${pad}${'^'.repeat(Math.max(1, stringWidth(marked)))}`];
}

/** Places of one kind are named together; a single one of this file is shown. */
function relations(related: Related[], lines: string[], locale: 'zh' | 'en'): string[] {
  const kinds = [...new Set(related.map(({ words }) => words[locale]))];
  return kinds.flatMap((words) => {
    const places = related.filter((place) => place.words[locale] === words);
    const [first] = places;
    if (places.length === 1 && first!.file === undefined) return [`  ${words}${where([first!], locale)}`, ...excerpt(first!, lines)];
    return [`  ${words}${where(places, locale)}`];
  });
}

function where(places: Related[], locale: 'zh' | 'en'): string {
  const elsewhere = places.filter(({ file }) => file !== undefined).map(({ file, line, col }) => `${file}:${line}:${col}`);
  const here = [...new Set(places.filter(({ file }) => file === undefined).map(({ line }) => line))].join(', ');
  const lines = here === '' ? [] : [locale === 'zh' ? `第 ${here} 行` : `line ${here}`];
  return `${locale === 'zh' ? '：' : ': '}${[...elsewhere, ...lines].join(', ')}`;
}
