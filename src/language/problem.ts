import type { Text } from '../kernel/index.ts';
import { codes, type ProblemCode } from './codes/index.ts';
import { names } from './codes/names.ts';
import type { Tongue } from './tongue.ts';

/** A place in a text: UTF-16 offsets, and line and column from 1. */
export interface Place {
  from: number;
  to: number;
  line: number;
  col: number;
}

/** Another place that belongs to a problem, and what stands there; in another file when it says so. */
export interface Related extends Place {
  words: Text;
  file?: string;
}

/** An author's mistake: data with a code and a place, collected and never thrown. */
export interface Problem extends Place {
  code: ProblemCode;
  severity: 'error' | 'warning';
  file: string;
  zh: string;
  en: string;
  /** What was probably meant, in place of what is marked. */
  suggestion?: string;
  related?: Related[];
}

/** What fills the words of a code; a text has its own words in each language. */
export type Params = Record<string, string | number | Text>;

/** Keys as both languages name them in a list. */
export const named = (keys: readonly string[]): Text => ({
  zh: keys.map((key) => `“${key}”`).join('、'),
  en: keys.map((key) => `"${key}"`).join(', '),
});

/** Where the same mistake stands again. */
const again: Text = { zh: '同样见', en: 'also' };

/** A Latin word stands apart from Chinese text around it. */
function apart(words: string, from: number, to: number, word: string): string {
  const han = /[\u4e00-\u9fff]/;
  return `${han.test(words[from - 1] ?? '') ? ' ' : ''}${word}${han.test(words[to] ?? '') ? ' ' : ''}`;
}

function startsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

const identityOf = ({ code, from }: Pick<Problem, 'code' | 'from'>) => `${code} ${from}`;

/** Collects the problems of one file. */
export class Problems {
  readonly list: Problem[] = [];
  /** The language of the file's keys: problems name them as they stand there. */
  tongue: Tongue = 'en';
  private readonly seen = new Set<string>();
  private starts: number[] | undefined;
  private readonly text: string;
  readonly file: string;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  /** Adds a problem once for each code and place. `params` fill its words. */
  add(
    code: ProblemCode,
    range: { from: number; to: number },
    params: Params = {},
    suggestion?: string,
    related: { from: number; to: number; words?: Text }[] = [],
  ): void {
    const { severity, zh, en } = codes[code];
    const identity = identityOf({ code, from: range.from });
    if (this.seen.has(identity)) return;
    this.seen.add(identity);
    this.list.push({
      code,
      severity,
      file: this.file,
      ...this.place(range),
      zh: this.filled(zh, params, 'zh'),
      en: this.filled(en, params, 'en'),
      ...(suggestion !== undefined && { suggestion }),
      ...(related.length > 0 && { related: related.map(({ words = again, ...range }) => ({ ...this.place(range), words })) }),
    });
  }

  /** `{name}` is a param; `{late|逾期}` is a key of the language, as the file spells it. */
  private filled(words: string, params: Params, locale: 'zh' | 'en'): string {
    return words.replace(/\{(\w[\w ]*)(?:\|([^}]+))?\}/g, (whole, name: string, chinese: string | undefined, at: number) => {
      if (chinese !== undefined) return this.tongue === 'zh' ? chinese : apart(words, at, at + whole.length, name);
      const param = params[name] ?? '';
      return typeof param === 'object' ? param[locale] : String(param);
    });
  }

  /** A range with its line and column, 1-based. */
  place({ from, to }: { from: number; to: number }): Place {
    this.starts ??= startsOf(this.text);
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= from) low = middle;
      else high = middle - 1;
    }
    return { from, to, line: low + 1, col: from - this.starts[low]! + 1 };
  }

  /** What `work` gives; the problems it finds are forgotten afterwards, so that it can be done again against other things. */
  trying<T>(work: () => T): T {
    const before = this.list.length;
    const done = work();
    for (const problem of this.list.splice(before)) this.seen.delete(identityOf(problem));
    return done;
  }

  /** A warning, never an error, that a comment on its line or the line above gives a reason for: `# CODE: the reason`. */
  private isExcused({ severity, code, from, line }: Problem): boolean {
    if (severity !== 'warning') return false;
    const start = this.starts![line - 2] ?? 0;
    const end = this.text.indexOf('\n', from);
    const [above = '', here = ''] =
      line === 1 ? ['', this.text.slice(0, end)] : this.text.slice(start, end < 0 ? undefined : end).split('\n');
    const reason = new RegExp(`#\\s*${code}\\s*[:：]\\s*\\S`);
    return reason.test(here) || (/^\s*#/.test(above) && reason.test(above));
  }

  get failed(): boolean {
    return this.list.some((problem) => problem.severity === 'error');
  }

  /** All problems by place; a name that is mistaken in several places is one problem. */
  sorted(): Problem[] {
    const first = new Map<string, Problem>();
    const sorted: Problem[] = [];
    for (const problem of this.list.toSorted((a, b) => a.from - b.from || a.code.localeCompare(b.code))) {
      if (this.isExcused(problem)) continue;
      const { code, en, from, to, line, col } = problem;
      const same = Object.hasOwn(names, code) ? first.get(`${code} ${en}`) : undefined;
      if (same) same.related = [...(same.related ?? []), { from, to, line, col, words: again }];
      else {
        const own = { ...problem };
        first.set(`${code} ${en}`, own);
        sorted.push(own);
      }
    }
    return sorted;
  }
}
