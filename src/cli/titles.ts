import { builtinOutcomes, type Field, type Protocol, type Stage, type Text, type Units } from '../kernel/index.ts';
import { chinesePhrase } from '../language/index.ts';

/** What cases speak of, by title in both languages; by its id where nobody gave it one. */
export interface Titles {
  protocol(name: string): Text;
  event(name: string): Text;
  field(event: string, name: string): Field | undefined;
  fieldsOf(event: string): [name: string, field: Field][];
  fieldTitle(event: string, name: string): Text;
  state(id: string): Text;
  outcome(name: string): Text;
  /** A fact, value or event, as phrases name them. */
  named(name: string): Text;
  role(id: string): Text;
  unit(id: string): Text;
  isUnit(id: string): boolean;
  stage(name: string): Text;
}

export const stages: Record<Stage, Text> = {
  discover: { zh: '早发现', en: 'discover' },
  report: { zh: '早报告', en: 'report' },
  isolate: { zh: '早隔离', en: 'isolate' },
  diagnose: { zh: '早诊断', en: 'diagnose' },
  treat: { zh: '早治疗', en: 'treat' },
  control: { zh: '早控制', en: 'control' },
};

/** What becomes of an offer without anybody reporting it. */
const ofOffers: Record<string, Text> = {
  lapsed: { zh: '移交逾期未复', en: 'hand-off not answered in time' },
  bounced: { zh: '屡遭拒收', en: 'refused too often' },
};

/** Of protocols in this order: the first that knows a name gives its title. */
export function titlesOf(protocols: readonly Protocol[], units: Units | undefined): Titles {
  const first = <T>(find: (protocol: Protocol) => T | undefined): T | undefined => {
    for (const protocol of protocols) {
      const found = find(protocol);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const field = (event: string, name: string) => first((protocol) => own(own(protocol.events, event)?.data, name));
  return {
    protocol: (name) => first((protocol) => (protocol.protocol === name ? protocol.title : undefined)) ?? same(name),
    event: (name) => first((protocol) => own(protocol.events, name)?.title) ?? own(ofOffers, name) ?? same(name),
    field,
    fieldsOf: (event) => Object.entries(first((protocol) => own(protocol.events, event)?.data) ?? {}),
    fieldTitle: (event, name) => field(event, name)?.title ?? same(name),
    state: (id) => first((protocol) => protocol.states.find((state) => state.id === id)?.title) ?? same(id),
    outcome: (name) => first((protocol) => own(protocol.outcomes, name)) ?? own(builtinOutcomes, name) ?? same(name),
    named: (name) =>
      first(
        ({ facts, values, events }) =>
          facts.find((fact) => fact.name === name)?.title ?? own(values, name)?.title ?? own(events, name)?.title,
      ) ?? same(name),
    role: (id) => (id === 'case' ? { zh: '关联个案', en: 'a linked case' } : (own(units?.roles, id)?.title ?? same(id))),
    unit: (id) => own(units?.units, id)?.title ?? same(id),
    isUnit: (id) => own(units?.units, id) !== undefined,
    stage: (name) => own(stages as Record<string, Text>, name) ?? same(name),
  };
}

export const same = (text: string): Text => ({ zh: text, en: text });

/** Several in a row, or with `between` between them. */
export function listed(texts: readonly Text[], between?: '\n' | '|'): Text {
  return { zh: texts.map(({ zh }) => zh).join(between ?? '、'), en: texts.map(({ en }) => en).join(between ?? ', ') };
}

/** The title with what has to be typed for it, unless that is the same. */
export function withId(title: Text, id: string): Text {
  return { zh: title.zh === id ? id : `${title.zh}（${id}）`, en: title.en === id ? id : `${title.en} (${id})` };
}

/** A phrase of the language, such as `observation from last_exposure`, with the titles of what it names. */
export function phraseWords(phrase: string, { named }: Titles): Text {
  const titled = (text: string, locale: 'zh' | 'en') => text.replace(/\S+/g, (word) => named(word)[locale]);
  return { zh: titled(chinesePhrase(phrase), 'zh'), en: titled(phrase, 'en') };
}

/** Never what every object has: names come from people. */
function own<T>(table: Record<string, T> | undefined, name: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}
