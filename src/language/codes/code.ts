import type { Text } from '../../kernel/index.ts';

/** A mistake the checker knows: its words (`{name}` is filled in), and why it matters. */
export interface Code {
  severity: 'error' | 'warning';
  zh: string;
  en: string;
  why: Text;
}

export const error = (zh: string, en: string, why: Text): Code => ({ severity: 'error', zh, en, why });
export const warning = (...words: Parameters<typeof error>): Code => ({ ...error(...words), severity: 'warning' });
