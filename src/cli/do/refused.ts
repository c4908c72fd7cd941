import { type Refusal, refusalText, type Text } from '../../kernel/index.ts';
import { listed, type Titles, withId } from '../titles.ts';

/** The kernel's "no" in words, with the titles of what it speaks of. */
export function refusalWords(refusal: Refusal, titles: Titles): Text {
  const said = (locale: 'zh' | 'en') => refusalText({ ...refusal, params: titled(refusal.params, titles, locale) })[locale];
  return { zh: said('zh'), en: said('en') };
}

function titled(params: Refusal['params'], titles: Titles, locale: 'zh' | 'en'): Refusal['params'] {
  const each = (title: (id: string) => Text) => (ids: string) => listed(ids.split(', ').map(title));
  const event = (id: string) => withId(titles.event(id), id);
  const wording: Record<string, (text: string) => Text> = {
    event,
    other: event,
    field: (id) => withId(titles.fieldTitle(String(params.event), id), id),
    value: (id) => withId(titles.named(id), id),
    role: (id) => withId(titles.role(id), id),
    roles: each((id) => withId(titles.role(id), id)),
    at: each(titles.state),
    in: each((id) => (id === '' ? { zh: '无', en: 'no state' } : titles.state(id))),
    outcome: titles.outcome,
    state: (id) => withId(titles.state(id), id),
    unit: titles.unit,
    holder: titles.unit,
  };
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, Object.hasOwn(wording, name) ? wording[name]!(String(value))[locale] : value]),
  );
}
