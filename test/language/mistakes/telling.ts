import { type Line, type Mistake, madeIn, misspelt, replacing } from './mistake.ts';

const moment = /(?<=\bat: )(\d{4}-\d\d)-(\d\d) (\d\d):(\d\d)/g;
const act = (line: Line) => /^ *[a-z_]+: \{.*\bby: /.test(line.text) && line.within.at(-1) === '-';

/** Mistakes in scenarios and in the list of units. */
export const telling: Mistake[] = [
  ...madeIn('scenarios', [
    { name: 'a scenario: an hour past 24', of: replacing(moment, (_, month, day, __, minutes) => `${month}-${day} 25:${minutes}`) },
    {
      name: 'a scenario: a day that no month has',
      of: replacing(moment, (_, month, __, hour, minutes) => `${month.slice(0, 4)}-02-30 ${hour}:${minutes}`),
    },
    {
      name: 'a scenario: a step before the one before it',
      of: (line) =>
        /^ *- at: /.test(line.text) && line.at > 12
          ? replacing(moment, (_, month, __, hour, minutes) => `2019-${month.slice(5)}-01 ${hour}:${minutes}`)(line)
          : [],
    },
    { name: 'a scenario: a protocol misspelt', of: replacing(/(?<=^ *protocol: )[a-z-]+/g, misspelt) },
    { name: 'a scenario: a state misspelt', of: replacing(/(?<=\bstate: )[a-z_]+(?= *(?:$|[,}]))/g, misspelt) },
    { name: 'a scenario: a stage misspelt', of: replacing(/(?<=\bstage: )[a-z_]+/g, misspelt) },
    {
      name: 'a scenario: an event misspelt',
      of: replacing(
        /^( *)([a-z_]+)(?=: \{)/g,
        (_, space, name) => space + misspelt(name!),
        (line) => act(line) && !/\brefused:/.test(line.lines[line.at + 1] ?? ''),
      ),
    },
    { name: 'a scenario: a role misspelt', of: replacing(/(?<=\bby: )[a-z_]+/g, misspelt, act) },
    { name: 'a scenario: a role misspelt in `told`', of: replacing(/(?<=\btold: \[[^\]]*)\b[a-z_]+\b/g, misspelt) },
    {
      name: 'a scenario: nobody says it',
      of: replacing(
        /, by: [a-z_]+/g,
        () => '',
        (line) => act(line) && !/^ *open:/.test(line.text),
      ),
    },
    { name: 'a scenario: a key of `expect` misspelt', of: replacing(/(?<=expect: \{ )([a-z_]+)(?=:)/g, misspelt) },
    { name: 'a scenario: an outcome misspelt', of: replacing(/(?<=\bended: )[a-z_]+/g, misspelt) },
    { name: 'a scenario: a tag misspelt', of: replacing(/(?<=\btags: \[[^\]]*)[a-z-]+/g, misspelt) },
    {
      name: 'a scenario: a flag that is neither',
      of: replacing(
        /(?<=: )(true|false)(?=[ ,}])/g,
        () => 'maybe',
        (line) => act(line) && !/\brefused:/.test(line.lines[line.at + 1] ?? ''),
      ),
    },
  ]),
  ...madeIn('units', [
    { name: 'a unit: a role misspelt', of: replacing(/(?<=\bholds: \[[^\]]*)\b[a-z_]+\b/g, misspelt) },
    {
      name: 'a unit: a level misspelt',
      of: replacing(/(?<=\blevel: )[a-z_]+/g, misspelt),
    },
    { name: 'a unit: the level of a role misspelt', of: replacing(/(?<=\beach: )[a-z_]+/g, misspelt) },
    {
      name: 'a unit: a line misspelt',
      of: replacing(/(?<=\bline: )[a-z]+/g, misspelt),
    },
  ]),
];
