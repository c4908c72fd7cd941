import { bytesOf, MOST_TOLD_BYTES } from './bounds.ts';
import type { Draft } from './draft.ts';
import type { About } from './effect.ts';
import type { Estate } from './input.ts';
import type { EffectTemplate, Instant, Whose } from './protocol.ts';
import type { Data } from './record.ts';

/** Bound on cases opened by one action. */
const MOST_OPENED = 2_000;

/** On which occasion an action is performed. */
interface Occasion {
  /** The event whose data it may name. */
  event?: string;
  /** The roles and the place of the slot whose ladder speaks, and of a list its element. */
  asked?: readonly string[];
  place?: string | undefined;
  element?: string | undefined;
  /** The entry of the state in which it stands. */
  asOf?: Instant;
}

/** Asks the world for what an author's action says. */
export function perform(draft: Draft, templates: readonly EffectTemplate[], about: About, context: Occasion = {}): void {
  for (const template of templates) {
    switch (template.kind) {
      case 'tell': {
        const roles = [...new Set(template.roles.flatMap((role) => (role === 'asked' ? (context.asked ?? []) : [role])))];
        const place = placeOf(draft, template.of, about, context);
        if (place !== undefined) draft.emit({ kind: 'tell', roles, place, about });
        break;
      }
      case 'open':
        open(draft, template, about, context);
        break;
      case 'send': {
        const message = { event: template.event, data: dataOf(draft, template.with, about, context) };
        if (template.to === 'opener') {
          if (draft.case.opener) send(draft, draft.case.opener, message);
          break;
        }
        if (!mayTell(draft, message.data, template.event, 0)) break;
        const { link } = template.to;
        draft.case.sent = [...draft.case.sent, { name: link, ...message }];
        for (const linked of draft.case.links) if (linked.name === link) send(draft, linked.case, message);
        break;
      }
      default:
        template satisfies never;
    }
  }
}

/** Opens a case for whoever is meant, or for each of a list; nobody to open it for is an incident. */
function open(draft: Draft, template: Extract<EffectTemplate, { kind: 'open' }>, about: About, context: Occasion): void {
  const { subject: of, link, follow, protocol } = template;
  const emit = (subject: { id: string } | { unitOf: { role: string; place: string } }) => {
    const { place } = draft.case;
    const data = dataOf(draft, template.with, about, context);
    if (!mayTell(draft, data, `${about.of}: ${protocol}`)) return;
    draft.emit({
      kind: 'open',
      protocol,
      subject,
      place,
      data,
      about,
      ...(link && { link }),
      ...(follow && { follow }),
    });
  };
  switch (of.kind) {
    case 'each': {
      const listed = draft.evaluate(of.is, context.event, `${about.of}.for`, context.asOf);
      const ids = Array.isArray(listed) ? [...new Set(listed.map(String))] : [];
      if (ids.length > MOST_OPENED) draft.attend('bound', { says: 'openings', of: about.of, protocol, most: MOST_OPENED });
      for (const id of ids.slice(0, MOST_OPENED)) {
        draft.element = id;
        emit({ id });
      }
      draft.element = undefined;
      return;
    }
    case 'expression': {
      const known = draft.evaluate(of.is, context.event, `${about.of}.for`, context.asOf);
      if (known === undefined) draft.attend('effect_failed', { says: 'no_subject', of: about.of, protocol });
      else emit({ id: String(known) });
      return;
    }
    case 'role': {
      const place = placeOf(draft, of.of, about, context);
      if (place !== undefined) emit({ unitOf: { role: of.role, place } });
      return;
    }
    case 'asked':
      emit({ unitOf: { role: context.asked?.[0] ?? '', place: context.place ?? draft.case.place } });
      return;
    default:
      of satisfies never;
  }
}

function dataOf(draft: Draft, written: Record<string, string>, about: About, { event, asOf }: Occasion): Data {
  const data: Data = {};
  for (const [field, source] of Object.entries(written)) {
    const value = draft.evaluate(source, event, `${about.of}.with.${field}`, asOf);
    if (value !== undefined) data[field] = value as Data[string];
  }
  return data;
}

/** Where a role is looked for: the unit that a fact names, the place of what was asked, or that of the case. */
function placeOf(draft: Draft, of: Whose | undefined, about: About, { place, element }: Occasion): string | undefined {
  if (of === undefined) return place ?? draft.case.place;
  const named = of === 'each' ? element : (draft.fact(of) as string | undefined);
  if (named === undefined) draft.attend('effect_failed', { says: 'no_place', of: about.of, fact: of });
  return named;
}

/** Whether other cases may be told so much more in this step; else they are not, and somebody is to look at it. */
function mayTell(draft: Draft, data: Data, what: string, times = 1): boolean {
  const bytes = bytesOf(data);
  draft.told += bytes * times;
  if (bytes <= MOST_TOLD_BYTES.each && draft.told <= MOST_TOLD_BYTES.all) return true;
  const { each, all } = MOST_TOLD_BYTES;
  draft.attend('bound', { says: 'too_much_told', of: what, most: bytes > each ? each : all });
  return false;
}

export function send(draft: Draft, to: string, message: { event: string; data: Data; estate?: Estate }): void {
  if (!mayTell(draft, message.data, message.event)) return;
  // Growing for each receiver, so that it can tell a repetition from news.
  draft.emit({ kind: 'send', to, ...message, number: draft.case.seq * 1000 + draft.index });
}
