import type { Text } from '../kernel/index.ts';

/** Something in the way that whoever runs the house can mend: says what and how, in both languages. */
export class Trouble extends Error {
  readonly words: Text;

  constructor(words: Text, options?: ErrorOptions) {
    super(words.en, options);
    this.words = words;
  }
}

/** What went wrong, in words where we have them, else as the machine says it. */
export function wordsOf(error: unknown): Text {
  if (error instanceof Trouble) return error.words;
  if (!(error instanceof Error)) return { zh: String(error), en: String(error) };
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  const text = `${error.message.split('\n')[0]}${cause}`;
  return { zh: text, en: text };
}

/** What a server that did not start on `file` said last → what that means. */
const lastWords: [RegExp, (file: string) => Text][] = [
  [
    /address already in use/,
    () => ({
      zh: '端口已被其他程序占用：再启动一次即换一个端口；若是指定的端口，请先结束占用它的程序',
      en: 'another program has the port: start again for another one, or end that program where the port is a given one',
    }),
  ],
  [
    /unable to open database file|readonly|read-only/,
    (file) => ({
      zh: `${file} 打不开或不能写：请检查该目录的权限与磁盘，或用 EARLY_VAR 指定另一目录`,
      en: `${file} cannot be opened or written: look at the folder's permissions and its disk, or name another folder with EARLY_VAR`,
    }),
  ],
  [
    /disk is full|database or disk|no space left/,
    (file) => ({
      zh: `${file} 所在磁盘已满：请腾出空间后再启动；已确认的事项不会丢失`,
      en: `the disk of ${file} is full: make room and start again; nothing that was confirmed is lost`,
    }),
  ],
  [
    /database is locked/,
    (file) => ({
      zh: `${file} 被另一个 Temporal 占用：请先结束它`,
      en: `another Temporal holds ${file}: end it first`,
    }),
  ],
  [
    /not a database|malformed/,
    (file) => ({
      zh: `${file} 已损坏：请从备份恢复（early restore），或将它移开后另起`,
      en: `${file} is damaged: bring it back from a backup (early restore), or move it away to begin anew`,
    }),
  ],
];

/** Temporal did not start: what it said last, and what to do where we know it. */
export function notStarted(file: string, said: string): Trouble {
  // The end of what it says last tells why; before it stands which of a hundred statements failed.
  const line = said.trim().split('\n').at(-1)?.slice(-200) ?? '';
  const known = lastWords.find(([sign]) => sign.test(said))?.[1](file);
  return new Trouble({
    zh: `Temporal 没有启动：${known ? `${known.zh}（${line}）` : line}`,
    en: `Temporal did not start: ${known ? `${known.en} (${line})` : line}`,
  });
}
