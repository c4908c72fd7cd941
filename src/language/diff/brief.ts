import {
  type Arm,
  type EffectTemplate,
  isElapsed,
  type LadderStep,
  type OnceRule,
  type OpenSubject,
  type Protocol,
  type Span,
  type Text,
  type Value,
} from '../../kernel/index.ts';
import { actions } from '../actions/index.ts';
import { ofArms } from '../constructs/arm.ts';
import { chineseExpression } from '../expression-words.ts';
import { chinesePhrase } from '../phrase-words.ts';
import { ofPhrases } from '../vocabulary.ts';
import { plain, stable } from './change.ts';

const MINUTE = 60_000;

/** A span as an author writes it. */
export function spanWords(span: Span): string {
  if (!isElapsed(span)) return `${span.calendar}${{ day: 'd', workday: 'wd', month: 'mo' }[span.unit]}`;
  const minutes = span.elapsed / MINUTE;
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}

/** A phrase of the small grammar. */
export const phraseWords = (text: string): Text => ({ zh: chinesePhrase(text), en: text });
export const expressionWords = (source: string): Text => ({ zh: chineseExpression(source), en: source });

/** A number of the plan, and what it is in windows. */
export function valueWords(value: Value): Text {
  const one = (is: Value['is']) => phraseWords(typeof is === 'object' ? spanWords(is) : String(is));
  const inside = (value.in ?? []).map(({ window, is }) => ({ window, ...one(is) }));
  const { zh, en } = one(value.is);
  const unit = value.unit === undefined ? '' : ` ${value.unit}`;
  return {
    zh: `${zh}${unit}${inside.map((own) => `，${own.window} 内 ${own.zh}`).join('')}${value.mayDifferBy ? `，${value.mayDifferBy} 可自定` : ''}`,
    en: `${en}${unit}${inside.map((own) => `, ${own.en} in ${own.window}`).join('')}${value.mayDifferBy ? `, may differ by ${value.mayDifferBy}` : ''}`,
  };
}

const keyWords = { ...ofArms, ...Object.fromEntries(actions.map((action) => [action.key, action])) } as Record<
  string,
  { key: string; zh: { key: string } }
>;
const keyed = (name: string, value: Text): Text => ({ zh: `${keyWords[name]!.zh.key}：${value.zh}`, en: `${name}: ${value.en}` });

/** Several things, one after another. */
export const listed = (parts: readonly Text[], between: Text = { zh: '；', en: '; ' }): Text => ({
  zh: parts.map(({ zh }) => zh).join(between.zh),
  en: parts.map(({ en }) => en).join(between.en),
});

const given = (written: Record<string, string>): Text =>
  listed(
    Object.entries(written).map(([name, source]) => ({ zh: `${name} = ${chineseExpression(source)}`, en: `${name} = ${source}` })),
    { zh: '、', en: ', ' },
  );

function subjectWords(subject: OpenSubject): Text {
  switch (subject.kind) {
    case 'expression':
      return expressionWords(subject.is);
    case 'each':
      return { zh: `每一个 ${chineseExpression(subject.is)}`, en: `each ${subject.is}` };
    case 'asked':
      return { zh: '被要求者', en: 'asked' };
    case 'role':
      return seen([subject.role], subject.of);
    default:
      return subject satisfies never;
  }
}

const seen = (roles: readonly string[], of: string | undefined): Text =>
  of === undefined
    ? listed(roles.map(plain), { zh: '、', en: ', ' })
    : listed(
        roles.map((role) => ({ zh: `${role} ${ofPhrases.of} ${of}`, en: `${role} of ${of}` })),
        { zh: '、', en: ', ' },
      );

/** What an author's action says. */
export function effectWords(effect: EffectTemplate): Text {
  switch (effect.kind) {
    case 'tell':
      return keyed('tell', seen(effect.roles, effect.of));
    case 'open': {
      const subject = subjectWords(effect.subject);
      const withs = Object.keys(effect.with).length === 0 ? plain('') : given(effect.with);
      return keyed('open', {
        zh: `${effect.protocol}（${subject.zh}${withs.zh && `；${withs.zh}`}）`,
        en: `${effect.protocol} for ${subject.en}${withs.en && ` with ${withs.en}`}`,
      });
    }
    case 'send': {
      const to = effect.to === 'opener' ? { zh: '立案方', en: 'opener' } : plain(effect.to.link);
      return keyed('send', { zh: `${effect.event} 给 ${to.zh}`, en: `${effect.event} to ${to.en}` });
    }
    default:
      return effect satisfies never;
  }
}

/** Where an arm leads. */
export function targetWords({ to }: Arm, { states }: Protocol): Text | undefined {
  if (!to) return undefined;
  const name = states[to.state]!.id;
  return to.how === 'enter' ? plain(name) : { zh: `${ofPhrases[to.how]} ${name}`, en: `${to.how} ${name}` };
}

/** What an arm says. */
export function armWords(arm: Arm, protocol: Protocol): Text {
  const to = targetWords(arm, protocol);
  const parts = [
    ...(arm.when === undefined ? [] : [keyed('when', expressionWords(arm.when))]),
    ...(to ? [keyed('to', to)] : []),
    ...(arm.set ? [keyed('set', given(arm.set))] : []),
    ...arm.effects.map(effectWords),
  ];
  return parts.length === 0 ? { zh: '记录', en: 'record' } : listed(parts);
}

export const armsWords = (arms: readonly Arm[], protocol: Protocol): Text =>
  listed(
    arms.map((arm) => armWords(arm, protocol)),
    { zh: ' ｜ ', en: ' | ' },
  );

/** What arms mean, whatever their numbers and sources. */
export const armsMeaning = (arms: readonly Arm[], protocol: Protocol): string =>
  stable(arms.map(({ when, set, effects, ...arm }) => ({ when, set, effects, to: targetWords(arm as Arm, protocol)?.en })));

/** What a `once` waits for. */
export const onceWords = ({ text }: OnceRule): Text => phraseWords(text);

/** The steps of a ladder. */
export function stepsWords(steps: readonly LadderStep[]): Text {
  return listed(
    steps.map(({ offset, effects }) => {
      const span = spanWords({ elapsed: Math.abs(offset) });
      const what = listed(effects.map(effectWords), { zh: '，', en: ', ' });
      return offset < 0
        ? { zh: `${chinesePhrase(span)}前 ${what.zh}`, en: `${span} before ${what.en}` }
        : { zh: `${chinesePhrase(span)}后 ${what.zh}`, en: `after ${span} ${what.en}` };
    }),
  );
}
