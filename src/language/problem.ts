import type { Text } from '../kernel/index.ts';
import { codes, type ProblemCode } from './codes/index.ts';
import { names } from './codes/names.ts';

/** An author's mistake: data with a code and a place, collected and never thrown. */
export interface Problem {
  code: ProblemCode;
  severity: 'error' | 'warning';
  file: string;
  /** UTF-16 offsets into the text. */
  from: number;
  to: number;
  /** 1-based. */
  line: number;
  col: number;
  zh: string;
  en: string;
  /** What was probably meant. */
  suggestion?: string;
  /** Where the same name is mistaken again: one mistake, shown once. */
  also?: { from: number; to: number; line: number; col: number }[];
}

/** What fills the words of a code; a text has its own words in each language. */
export type Params = Record<string, string | number | Text>;

function filled(words: string, params: Params, locale: 'zh' | 'en'): string {
  return words.replace(/\{(\w+)\}/g, (_, name: string) => {
    const param = params[name] ?? '';
    return typeof param === 'object' ? param[locale] : String(param);
  });
}

/** Collects the problems of one file. */
export class Problems {
  readonly list: Problem[] = [];
  private readonly seen = new Set<string>();
  private readonly starts: number[] = [0];
  readonly file: string;

  constructor(file: string, text: string) {
    this.file = file;
    for (let i = 0; i < text.length; i++) if (text[i] === '\n') this.starts.push(i + 1);
  }

  /** Adds a problem once for each code and place. `params` fill its words. */
  add(code: ProblemCode, range: { from: number; to: number }, params: Params = {}, suggestion?: string): void {
    const { severity, zh, en } = codes[code];
    const identity = `${code} ${range.from}`;
    if (this.seen.has(identity)) return;
    this.seen.add(identity);
    this.list.push({
      code,
      severity,
      file: this.file,
      ...range,
      ...this.place(range.from),
      zh: filled(zh, params, 'zh'),
      en: filled(en, params, 'en'),
      ...(suggestion !== undefined && { suggestion }),
    });
  }

  /** Line and column of an offset, 1-based. */
  place(offset: number): { line: number; col: number } {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, col: offset - this.starts[low]! + 1 };
  }

  get failed(): boolean {
    return this.list.some((problem) => problem.severity === 'error');
  }

  /** All problems by place; a name that is mistaken in several places is one problem. */
  sorted(): Problem[] {
    const first = new Map<string, Problem>();
    const sorted: Problem[] = [];
    for (const problem of this.list.toSorted((a, b) => a.from - b.from || a.code.localeCompare(b.code))) {
      const { code, en, from, to, line, col } = problem;
      const same = Object.hasOwn(names, code) ? first.get(`${code} ${en}`) : undefined;
      if (same) same.also = [...(same.also ?? []), { from, to, line, col }];
      else {
        const own = { ...problem };
        first.set(`${code} ${en}`, own);
        sorted.push(own);
      }
    }
    return sorted;
  }
}
