import { below, type Elsewhere, each, enclosing, type Line, type Mistake, madeIn, replacing } from './mistake.ts';

/** `key: value` taken out of a line: from its braces, or the whole line where it stands alone. */
const without = (key: string, where: (line: Line) => boolean = () => true): Mistake['of'] =>
  function* (line) {
    if (!where(line)) return;
    const { text } = line;
    const alone = new RegExp(`^ *${key}: ?[^{]*$`).test(text) || new RegExp(`^ *${key}: \\{.*\\}$`).test(text);
    if (alone) {
      yield '';
      return;
    }
    const value = `${key}: (?:\\{[^{}]*\\}|\\[[^\\]]*\\]|"[^"]*"|'[^']*'|[^,{}]*)`;
    for (const match of text.matchAll(new RegExp(`(?<=\\{ )${value}, |, ${value}(?= \\}|,)`, 'g')))
      yield text.slice(0, match.index) + text.slice(match.index + match[0].length);
  };
const inside =
  (...keys: string[]) =>
  ({ within }: Line) =>
    within.some((key) => keys.includes(key));
const isTask = (line: Line) => /^ *tasks: \{/.test(line.text) || line.within.at(-1) === 'tasks' || line.within.at(-2) === 'tasks';
const isValue = ({ within }: Line) => within.length === 1 && within[0] === 'values';
const isEvent = ({ within, text }: Line) =>
  within[0] === 'events' &&
  ((within.length === 1 && !text.includes('data:')) || (within.length === 2 && !/^ *(data|must|when):/.test(text)));
/** Answers that a hand-off needs, each alone on its line. */
const answer =
  (name: string): Mistake['of'] =>
  ({ text }) =>
    new RegExp(`^ *${name}: (\\{.*\\}|record)$`).test(text) ? [''] : [];

const atTheHandOff: Elsewhere = {
  why: 'an answer that is not there is marked at the hand-off that needs it, its sister',
  is: ({ at, lines, indent }, { line }) =>
    line <= at && /^ *hand_off:/.test(lines[line - 1]!) && lines[line - 1]!.search(/\S/) === indent - 2,
};
const inTheHead: Elsewhere = {
  why: 'a key that the file needs and does not have is marked at its beginning',
  is: (_, { line }) => line === 1,
};

/** Promises that are not kept whole: what is left out, and what leads nowhere. */
export const promising: Mistake[] = madeIn('protocol', [
  { name: 'a task without `late`', of: without('late', isTask) },
  { name: 'a task without `due`', of: without('due', isTask) },
  { name: 'a task without `by`', of: without('by', isTask) },
  { name: 'a hand-off without `late`', of: without('late', ({ text }) => text.includes('hand_off:')) },
  { name: 'a hand-off without `due`', of: without('due', ({ text }) => text.includes('hand_off:')) },
  { name: 'a hand-off without `to`', of: replacing(/(?<=hand_off: \{ )to: [a-z_]+, /g, () => '') },
  { name: 'no answer for `accepted`', of: answer('accepted'), elsewhere: atTheHandOff },
  { name: 'no answer for `declined`', of: answer('declined'), elsewhere: atTheHandOff },
  { name: 'no `otherwise`', of: ({ text }) => (/^ *- (otherwise: .*|\{ otherwise: .*\})$/.test(text) ? [''] : []) },
  {
    name: '`otherwise` that is another `when`',
    of: replacing(/(?<=^ *- )otherwise: \{ (.*) \}$/g, (_, rest) => `{ when: "true", ${rest} }`),
    elsewhere: enclosing('the list lacks what every list needs, whichever line was to say it'),
  },
  {
    name: '`otherwise` first',
    of: replacing(/(?<=^ *- \{ )when: (?:"[^"]*"|[^,]*), (.*) \}$/g, (_, rest) => `otherwise: { ${rest} } }`),
    elsewhere: below('the arm behind it is the one that can never be taken'),
  },
  { name: 'an event without `by`', of: without('by', isEvent) },
  { name: 'a field without `type`', of: without('type', inside('data')) },
  { name: 'a fact without `is`', of: without('is', ({ within }) => within[0] === 'facts' && within.length === 1) },
  { name: 'a value without `is`', of: without('is', isValue) },
  { name: 'a value without `cite`', of: without('cite', isValue) },
  { name: 'an event without `title`', of: without('title', isEvent) },
  {
    name: 'an end that does not end',
    of: without('end', ({ within, text }) => within.at(-1) === 'states' && !text.includes('end: track')),
    elsewhere: {
      why: 'the outcome that nobody reaches any more stands further up',
      is: ({ text, lines }, { line, code }) => code === 'outcome-unused' && text.includes(/\w+/.exec(lines[line - 1]!)![0]),
    },
  },
  {
    name: 'a track that does not end',
    of: replacing(/, end: track/g, () => ''),
    unsaid: 'a track may stay where it is, as long as nothing waits for all of them to end',
  },
  { name: 'a leaf without `stage`', of: without('stage', ({ text }) => / end: /.test(text)) },
  { name: 'no zone', of: ({ text }) => (/^zone: /.test(text) ? [''] : []), elsewhere: inTheHead },
  { name: 'no edition', of: ({ text }) => (/^edition: /.test(text) ? [''] : []), elsewhere: inTheHead },
  { name: 'no subject', of: ({ text }) => (/^subject: /.test(text) ? [''] : []), elsewhere: inTheHead },
  {
    name: 'to its own state',
    of: (line) => each(line, /\bto: again ([a-z_]+)/g, (_, name) => (line.within.includes(name!) ? `to: ${name}` : undefined)),
  },
  {
    name: 'to nowhere',
    of: replacing(
      /(?<=[{,] )to: ([a-z_.]+)(?= *[,}])/g,
      () => 'to: nowhere',
      ({ within }) => within.some((key) => ['on', 'once'].includes(key)),
    ),
  },
  { name: 'a hand-off to nobody', of: replacing(/(?<=hand_off: \{ to: )([a-z_]+)/g, () => 'case') },
]);
