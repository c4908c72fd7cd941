import type { HandOffRule, OnceRule, Protocol, TaskRule, Text } from '../../kernel/index.ts';
import { chinesePhrase } from '../phrase-words.ts';
import { phraseWords, spanWords } from './brief.ts';
import { type DeadlineChange, type Pair, same, stable } from './change.ts';
import type { Fate } from './fates.ts';

/** Something that a case can be waiting for. */
export interface Deadline {
  /** The state it belongs to and, in it, the event, `hand_off` or the phrase of a `once`. */
  id: string;
  /** As the author wrote it. */
  text: string;
  words: Text;
  /** What it comes to, values looked up. */
  meaning: string;
  /** Values, facts and events that it names. */
  names: Set<string>;
}

/** Everything that cases of an edition may wait for. */
export function deadlinesOf({ states, values }: Protocol): Deadline[] {
  return states.flatMap((state) => [
    ...state.tasks.map((rule) => taskDeadline(rule, values)),
    ...(state.handOff ? [offerDeadline(state.handOff, values)] : []),
    ...state.once.flatMap((rule) => onceDeadline(rule, state.id, values) ?? []),
  ]);
}

export function taskDeadline({ id, due }: TaskRule, values: Protocol['values']): Deadline {
  if ('moment' in due) return deadline(id, due.moment, values);
  const { series, window } = due;
  const words = phraseWords(series.text);
  if (!window) return deadline(id, series, values);
  const [before, after] = [spanWords(window.before), spanWords(window.after)];
  return {
    ...deadline(id, series, values),
    meaning: stable([series, window]),
    words: {
      zh: `${words.zh}（${chinesePhrase(`${before} before to ${after} after`)}）`,
      en: `${words.en} (${before} before to ${after} after)`,
    },
  };
}

export const offerDeadline = ({ id, due }: HandOffRule, values: Protocol['values']): Deadline => deadline(id, due, values);

/** Undefined where it waits for no time but for something to be so. */
export function onceDeadline({ trigger, text }: OnceRule, state: string, values: Protocol['values']): Deadline | undefined {
  return 'moment' in trigger ? deadline(`${state || 'file'}.${text}`, trigger.moment, values) : undefined;
}

function deadline(id: string, phrase: { text: string }, values: Protocol['values']): Deadline {
  const words = phrase.text.split(' ');
  const spans = words.flatMap((word) => {
    const value = Object.hasOwn(values, word) ? values[word]! : undefined;
    return value?.type === 'span' ? [spanWords(value.is)] : value?.type === 'clock' ? [value.is] : [];
  });
  const { zh, en } = phraseWords(phrase.text);
  const [inChinese, inEnglish] = [spans.map(chinesePhrase).join('、'), spans.join(', ')];
  return {
    id,
    text: phrase.text,
    words: spans.length === 0 ? { zh, en } : { zh: `${zh}（${inChinese}）`, en: `${en} (${inEnglish})` },
    meaning: stable(phrase),
    names: new Set(words),
  };
}

/** Whether a deadline comes to another time by itself, and not only because a value that it names is another. */
export function isOther({ old, now }: Pair, was: Deadline, is: Deadline): boolean {
  const byValue = was.text === is.text && [...is.names].some((name) => !same(old.values[name], now.values[name]));
  return was.meaning !== is.meaning && !byValue;
}

/** What becomes of the deadlines of both editions that name one of these. */
export function deadlinesNaming(pair: Pair, names: ReadonlySet<string>, fate: Fate): DeadlineChange[] {
  const before = new Map(deadlinesOf(pair.old).map((own) => [own.id, own]));
  return deadlinesOf(pair.now).flatMap((own) => {
    const was = before.get(own.id);
    if (!was || ![...own.names].some((name) => names.has(name))) return [];
    return [{ id: own.id, was: was.words, is: own.words, fate }];
  });
}
