import pc from 'picocolors';

export type Locale = 'zh' | 'en';

/** Exit codes of every verb. */
export const exit = { ok: 0, findings: 1, usage: 2, environment: 3 } as const;

/** What a verb prints with: words in the person's language, or JSON for programs. */
export interface Terminal {
  locale: Locale;
  json: boolean;
  /** Plain words for people; nothing with --json. */
  say(words: { zh: string; en: string } | string): void;
  /** The result for programs; printed with --json only. */
  give(result: unknown): void;
  warn(words: { zh: string; en: string } | string): void;
  /** Why nothing came of it: on stderr, and with --json as the result too. */
  fail(words: { zh: string; en: string }): void;
}

/** The language that a command line asks for with `--lang`, before it has been read. */
export function localeOf(given: readonly string[]): string | undefined {
  const at = given.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  return at < 0 ? undefined : given[at] === '--lang' ? given[at + 1] : given[at]!.slice('--lang='.length);
}

export function terminalOf({ json, lang }: { json?: boolean | undefined; lang?: string | undefined }): Terminal {
  const wanted = lang ?? process.env.LC_ALL ?? process.env.LC_MESSAGES ?? process.env.LANG ?? '';
  const locale: Locale = wanted.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  const wordsOf = (words: { zh: string; en: string } | string) => (typeof words === 'string' ? words : words[locale]);
  const give: Terminal['give'] = (result) => json && console.log(JSON.stringify(result, null, 2));
  const warn: Terminal['warn'] = (words) => console.error(pc.yellow(wordsOf(words)));
  return {
    locale,
    json: json === true,
    say: (words) => json || console.log(wordsOf(words)),
    give,
    warn,
    fail: (words) => {
      give({ error: words });
      warn(words);
    },
  };
}

/** A verb cannot go on: words for people and an exit code. */
export class Stop extends Error {
  readonly code: number;
  readonly words: { zh: string; en: string };
  constructor(code: number, words: { zh: string; en: string }) {
    super(words.en);
    this.code = code;
    this.words = words;
  }
}
