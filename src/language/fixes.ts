import { distance } from 'fastest-levenshtein';
import type { Problem } from './problem.ts';
import { Source } from './source.ts';
import { halfWidth } from './yaml/mistyped.ts';

/** A change of a text: what stands from `from` to `to` becomes `put`. */
export interface Edit {
  from: number;
  to: number;
  put: string;
}

/** Nearer than this, a word was mistyped; farther, another may have been meant. Of Han characters each says as much as several letters. */
const near = (word: string): number => (/[\u4e00-\u9fff]/.test(word) ? Math.floor(word.length / 4) : 2);

/**
 * What would put a problem right without a decision of the author's: a mistyped name that is near to one known name, a fixed word in
 * the wrong language, a time of day or a list of them in another spelling. Undefined where there is something to decide.
 */
export function editsFor(problem: Pick<Problem, 'code' | 'from' | 'to' | 'suggestion' | 'related'>, text: string): Edit[] | undefined {
  const { code, from, to, suggestion, related = [] } = problem;
  const said = text.slice(from, to);
  if (code === 'yaml-syntax') return halved(text, from, said);
  if (code === 'yaml-comma') return joined(text, from, said) ?? quoted(text, from, to);
  if (code === 'time' || code === 'phrase') return padded(from, said);
  if (suggestion === undefined) return undefined;
  if (code === 'mixed-language') return [{ from, to, put: suggestion }];
  const [, quote = '', word = ''] = /^(["']?)(.*)\1$/s.exec(said) ?? [];
  if (word.includes('\n') || distance(word.toLowerCase(), suggestion.toLowerCase()) > near(word)) return undefined;
  const places = [{ from, to }, ...related.filter((place) => place.file === undefined && text.slice(place.from, place.to) === said)];
  return places.map((place) => ({ from: place.from, to: place.to, put: `${quote}${suggestion}${quote}` }));
}

/**
 * The text without a problem, or undefined where there is something to decide. A text that cannot be read stops at its first mistake,
 * so signs of a Chinese keyboard are put right together, and only if it can be read then: otherwise the mistake is another.
 */
export function mended(problem: Parameters<typeof editsFor>[0], text: string): string | undefined {
  let next = text;
  for (let found: typeof problem | undefined = problem; found; found = unread(next)) {
    const edits = editsFor(found, next);
    if (!edits) return undefined;
    next = edited(next, edits);
    if (problem.code !== 'yaml-syntax') break;
  }
  return next;
}

const unread = (text: string) => new Source(text, '').problems.list.find(({ code }) => code === 'yaml-syntax');

/** Full-width signs, or a colon without its space. */
function halved(text: string, from: number, said: string): Edit[] | undefined {
  const to = from + said.length;
  const half = said === ':' ? ': ' : [...said].map((sign) => halfWidth[sign] ?? sign).join('');
  const put = /\s/.test(text[to] ?? ' ') ? half.replace(/(?<=\S) $/, '') : half;
  return put === said ? undefined : [{ from, to, put }];
}

/** `08:00, 17:00` in braces: the comma made a key of the second time. */
function joined(text: string, from: number, key: string): Edit[] | undefined {
  const comma = /,\s*$/.exec(text.slice(0, from));
  if (!comma || !/^\d{1,2}:\d{2}$/.test(key)) return undefined;
  const before = text.slice(Math.max(text.lastIndexOf('{', comma.index), text.lastIndexOf(',', comma.index - 1)), comma.index);
  const word = /[\u4e00-\u9fff]/.test(before) ? ' 和 ' : ' and ';
  return [{ from: comma.index, to: from, put: word }];
}

/** `en: Stopped, it is well`, `is: seen.exists(s, s.well)` in braces: the comma made a key of the rest of a text, or of an expression. */
function quoted(text: string, from: number, to: number): Edit[] | undefined {
  const before = /[{,]\s*([^\s{},:]+):[ \t]+([^{},"'[\]\n]+),\s*$/.exec(text.slice(0, from));
  if (!before) return undefined;
  const [whole, key, value] = before as unknown as [string, string, string];
  const start = before.index + whole.indexOf(value, whole.indexOf(':'));
  const end = opens(value) > 0 ? closedAt(text, start) : key === 'zh' || key === 'en' ? to : undefined;
  if (end === undefined || /["\\\n]/.test(text.slice(start, end))) return undefined;
  return [
    { from: start, to: start, put: '"' },
    { from: end, to: end, put: '"' },
  ];
}

/** Where an expression that begins at `start` ends: at the next sign of YAML's when all its brackets are closed. */
function closedAt(text: string, start: number): number | undefined {
  for (let at = start, open = 0; at < text.length && text[at] !== '\n'; at++) {
    if (open === 0 && /[,}]/.test(text[at]!)) return text.slice(0, at).trimEnd().length;
    open += opens(text[at]!);
  }
  return undefined;
}

/** How many brackets are open at its end. */
const opens = (text: string): number => [...text].reduce((open, sign) => open + (sign === '(' ? 1 : sign === ')' ? -1 : 0), 0);

/** `2020-2-3 8:00`, `daily at 8:00`: each number in two digits. */
function padded(from: number, said: string): Edit[] | undefined {
  const put = said
    .replace(/\b(\d{4})[-/](\d{1,2})[-/](\d{1,2})\b/g, (_, year, month, day) => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
    .replace(/(?<![\d:-])(\d):(\d{2})(?![\d:])/g, '0$1:$2');
  return put === said ? undefined : [{ from, to: from + said.length, put }];
}

/** The text with the changes made; where two meet, the first counts. */
export function edited(text: string, edits: readonly Edit[]): string {
  let [done, at] = ['', 0];
  for (const { from, to, put } of edits.toSorted((a, b) => a.from - b.from)) {
    if (from < at) continue;
    done += text.slice(at, from) + put;
    at = to;
  }
  return done + text.slice(at);
}
