/** A mistake the checker knows: its words (`{name}` is filled in), and for `--explain` why it matters and how to put it right. */
export interface Code {
  severity: 'error' | 'warning';
  zh: string;
  en: string;
  why: { zh: string; en: string };
  wrong: string;
  right: string;
}

type Explanation = [why: { zh: string; en: string }, wrong: string, right: string];

export const error = (zh: string, en: string, ...[why, wrong, right]: Explanation): Code => ({
  severity: 'error',
  zh,
  en,
  why,
  wrong,
  right,
});
export const warning = (...words: Parameters<typeof error>): Code => ({ ...error(...words), severity: 'warning' });
