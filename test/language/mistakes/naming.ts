import { each, type Line, type Mistake, madeIn, misspelt, replacing, saying } from './mistake.ts';

const word = '[a-z][a-z_]*';
/** One name behind a key. */
const named = (key: string, name = word) => new RegExp(`(?<=(?:^ *|[{,] |- )(?:${key}): (?:again |last )?)(${name})(?= *(?:$|[,}]))`, 'g');
/** A name in a list behind a key. */
const listed = (key: string) => new RegExp(`(?<=(?:^ *|[{,] |- )(?:${key}): \\[[^\\]]*)\\b(${word})\\b`, 'g');
const typo = (pattern: RegExp, where?: (line: Line) => boolean, not: readonly string[] = []): Mistake['of'] =>
  replacing(pattern, (name) => (not.includes(name!) ? undefined : misspelt(name!)), where);
const inside =
  (...keys: string[]) =>
  (line: Line) =>
    keys.includes(line.within.at(-1) ?? '');
const expression = /^( *|.*[{,] )-? ?(is|when|all|for|with): /;
const at = (line: Line) => expression.test(line.text);
/** A name of a kind in an expression: no field and no word in quotes. */
const inExpression = (kind: 'facts' | 'events') => (line: Line) =>
  at(line)
    ? each(line, /(?<![.\w"'])[a-z][a-z_]*(?![\w"'(:])/g, (name) =>
        line.names[kind].includes(name!) && !line.text.includes(`${name}, ${name}.`) ? misspelt(name!) : undefined,
      )
    : [];
/** What is declared below a key of the file, under another name than all that use it. */
const declared = (section: string): Mistake['of'] =>
  replacing(
    new RegExp(`^ *(${word})(?=:)`, 'g'),
    (name) => name.replace(/\w+$/, misspelt),
    ({ within }) => within.length === 1 && within[0] === section,
  );
const atItsUse = saying('a name that nobody declares is marked where it is used, with the other uses as related places');

/** Names that stand for something else: misspelt where they are used, and where they are declared. */
export const naming: Mistake[] = madeIn('protocol', [
  {
    name: 'a state misspelt in `to`',
    of: (line) => each(line, named('to'), (name) => (line.names.states.includes(name!) ? misspelt(name!) : undefined)),
  },
  {
    name: 'an event misspelt in `tasks`',
    of: replacing(/^( *)([a-z_]+)(?=:)/g, (_, space, name) => space + misspelt(name!), inside('tasks')),
  },
  { name: 'an event misspelt in `on`', of: replacing(/^( *)([a-z_]+)(?=:)/g, (_, space, name) => space + misspelt(name!), inside('on')) },
  { name: 'an event misspelt in an expression', of: inExpression('events') },
  { name: 'a fact misspelt in an expression', of: inExpression('facts') },
  { name: 'a flag misspelt in `once`', of: replacing(/^( *)([a-z_]+)(?=:)/g, (_, space, name) => space + misspelt(name!), inside('once')) },
  { name: 'a field misspelt behind `data.`', of: typo(/(?<=\bdata\.)[a-z_]+/g) },
  { name: 'a value misspelt behind `values.`', of: typo(/(?<=\bvalues\.)[a-z_]+/g) },
  {
    name: 'a value misspelt in a deadline',
    of: (line) =>
      each(line, /(?<=\bdue: (?:every )?)([a-z_]+)/g, (name) => (line.names.values.includes(name!) ? misspelt(name!) : undefined)),
  },
  { name: 'an anchor misspelt', of: typo(/(?<=\bfrom )([a-z_]+)/g, ({ text }) => /\b(due|from \w+:)/.test(text)) },
  { name: 'a ladder misspelt', of: typo(named('late')) },
  { name: 'a role misspelt in `by`', of: typo(named('by')) },
  { name: 'a role misspelt in a list of `by`', of: typo(listed('by')) },
  { name: 'a role misspelt in `tell`', of: typo(named('tell')) },
  { name: 'a role misspelt in a list of `tell`', of: typo(listed('tell')) },
  { name: 'a role misspelt in `against`', of: typo(named('against')) },
  { name: 'a role misspelt in `hand_off`', of: replacing(/(?<=hand_off: \{ to: )([a-z_]+)/g, misspelt) },
  { name: 'a supervisor misspelt', of: typo(listed('supervisors')) },
  { name: 'a stage misspelt', of: typo(named('stage')) },
  { name: 'an outcome misspelt', of: typo(named('end'), undefined, ['track']) },
  { name: 'a protocol misspelt in `becomes`', of: typo(/(?<=\bbecomes )([a-z-]+)/g) },
  { name: 'a protocol misspelt in `open`', of: typo(/(?<=\bopen: )([a-z-]+)|(?<=\bopen: \{ protocol: )([a-z-]+)/g) },
  { name: 'a source misspelt in `cite`', of: typo(named('cite', '[a-z][a-z0-9_]*')) },
  { name: 'a type misspelt', of: typo(named('type')) },
  { name: 'a zone misspelt', of: typo(/(?<=^zone: Asia\/)Shanghai/g) },
  { name: 'a link misspelt', of: typo(/(?<=send: .*to: )([a-z_]+)/g, undefined, ['opener']) },
  { name: 'a fact of another protocol misspelt in `with`', of: typo(/(?<=\bwith: \{ )([a-z_]+)(?=:)/g) },
  {
    name: 'a state declared under another name',
    of: (line) =>
      each(line, /^ *[a-z_]+(?=:)/g, (name) =>
        line.within.at(-1) === 'states' && line.names.states.includes(name!.trim()) ? name!.replace(/\w+$/, misspelt) : undefined,
      ),
    elsewhere: atItsUse,
    unsaid: 'the first of its states is entered without a name, and nobody else need name it',
  },
  { name: 'an event declared under another name', of: declared('events'), elsewhere: atItsUse },
  {
    name: 'a fact declared under another name',
    of: declared('facts'),
    elsewhere: atItsUse,
    unsaid: 'a fact that only people read, on the card, is used nowhere else',
  },
  { name: 'a value declared under another name', of: declared('values'), elsewhere: atItsUse },
  { name: 'a ladder declared under another name', of: declared('ladders'), elsewhere: atItsUse },
  { name: 'an outcome declared under another name', of: declared('outcomes'), elsewhere: atItsUse },
  {
    name: 'a source declared under another name',
    of: replacing(
      /^ *([a-z0-9_]+)(?=:)/g,
      (name) => name.replace(/\w+$/, misspelt),
      ({ within }) => within.length === 1 && within[0] === 'sources',
    ),
    elsewhere: atItsUse,
    unsaid: 'a source that is only named, as further reading, is cited nowhere',
  },
]);
