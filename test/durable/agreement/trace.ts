import type { CaseView, Effect, Refusal } from '../../../src/kernel/index.ts';

/** Everything that was seen of one case while a scenario was played. */
export interface Story {
  /** In order, as the case asked for them. */
  effects: Effect[];
  /** What somebody who looked at that time saw. */
  looks: Record<string, CaseView>;
  /** Who was told, each role once for each time that a case asked for it. */
  told: Told[];
}

export interface Told {
  /** Of the effect that asked for it. */
  seq: number;
  index: number;
  at: number;
  role: string;
  /** Unit that held it then; null: nobody did. */
  unit: string | null;
}

/** What one side made of a scenario: its cases by name, and the answer to each input. */
export interface Trace {
  zone: string;
  refusals: (Refusal | undefined)[];
  cases: Record<string, Story>;
  /** What may explain a difference without any machine being wrong. */
  remarks?: readonly string[];
}

/** What a case is called on both sides: its id is another one on each. */
export interface Known {
  id: string;
  protocol: string;
  subject: string;
  openedAt: number;
}

/** Names by id; the case of the scenario is `the case`. */
export function namesOf(main: string, cases: readonly Known[], district: string, civil: (at: number) => string): Map<string, string> {
  const nameOf = ({ protocol, subject, openedAt }: Known) =>
    `${protocol} of ${subject.replace(`${district}/`, '')} since ${civil(openedAt)}`;
  return new Map(cases.map((known) => [known.id, known.id === main ? 'the case' : nameOf(known)]));
}

/** A step of a case that answers the world (a link came back, a delivery failed): when it comes depends on the world. */
const answersWorld = (effect: Effect) =>
  effect.kind === 'record' &&
  (effect.note.note === 'linked' || (effect.note.note === 'attention' && effect.note.attention.code === 'effect_failed'));

/** The case a step heard from, if that is what it is. */
function sender([first]: readonly Effect[]): string | undefined {
  if (first?.kind !== 'record') return undefined;
  if (first.note.note === 'event') return first.note.entry.from;
  return first.note.note === 'attention' && first.note.attention.code === 'unplaced' ? first.note.attention.said?.from : undefined;
}

/** The steps of a case, oldest first. What several cases say at one instant has no order among them: they are taken by name. */
function stepsOf(effects: readonly Effect[]): Effect[][] {
  const steps: Effect[][] = [];
  for (const effect of effects) {
    if (steps.at(-1)?.[0]?.seq === effect.seq) steps.at(-1)!.push(effect);
    else steps.push([effect]);
  }
  const ordered: Effect[][] = [];
  for (const step of steps) {
    const from = sender(step);
    let place = ordered.length;
    const isLater = (before: Effect[]) => before[0]!.at === step[0]!.at && (sender(before) ?? '') > from!;
    while (from !== undefined && place > 0 && isLater(ordered[place - 1]!)) place--;
    ordered.splice(place, 0, step);
  }
  return ordered;
}

/**
 * A story in which nothing is left that may differ between two right machines: ids become names, and steps are counted without those
 * that answer the world, which are put last, in order of their instants.
 */
export function comparable(raw: Story, names: ReadonlyMap<string, string>, district: string): Story {
  let text = JSON.stringify(raw);
  // The id of one case may begin with that of another.
  for (const id of [...names.keys()].sort((a, b) => b.length - a.length)) text = text.replaceAll(id, names.get(id)!);
  const story = JSON.parse(text.replaceAll(`${district}/`, '')) as Story;
  const aside = new Set(story.effects.filter(answersWorld).map(({ seq }) => seq));
  const steps = stepsOf(story.effects.filter(({ seq }) => !aside.has(seq)));
  const answers = story.effects.filter(({ seq }) => aside.has(seq)).map((effect) => ({ ...effect, seq: 0 }));
  const order = new Map(steps.map(([first], n) => [first!.seq, n + 1]));
  const numbered = <T>(value: T): T => renumbered(value, (seq) => order.get(seq) ?? 0);
  const looks = Object.entries(story.looks).map(([when, view]) => {
    const seq = Math.max(0, ...[...order].map(([known, ordinal]) => (known <= view.seq ? ordinal : 0)));
    const links = view.links.toSorted(inWords);
    const attention = view.attention.toSorted((a, b) => a.at - b.at || inWords(a, b));
    return [when, { ...numbered({ ...view, links, attention }), seq }];
  });
  const effects = numbered([...steps.flat(), ...answers.sort((a, b) => a.at - b.at || inWords(a, b))]);
  const told = numbered(story.told).sort((a, b) => a.seq - b.seq || a.index - b.index || inWords(a, b));
  return { effects, looks: Object.fromEntries(looks), told };
}

const inWords = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** Step numbers wherever they stand: alone, in a message's number, in the id of a slot. */
function renumbered<T>(value: T, ordinal: (seq: number) => number): T {
  const text = JSON.stringify(value, (key, inner: unknown) => {
    if (typeof inner === 'number') {
      if (key === 'seq' || key === 'entry' || key === 'id') return ordinal(inner);
      if (key === 'number') return ordinal(Math.floor(inner / 1000)) * 1000 + (inner % 1000);
    }
    return typeof inner === 'string' ? inner.replace(/#(\d+)/g, (_, seq) => `#${ordinal(Number(seq))}`) : inner;
  });
  return JSON.parse(text) as T;
}
