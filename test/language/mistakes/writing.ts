import { type Elsewhere, type Line, type Mistake, madeIn, misspelt, replacing } from './mistake.ts';

const keys =
  'protocol|edition|title|subject|supervisors|zone|sources|values|facts|events|ladders|outcomes|states|stage|tasks|on|once|by|due|late|window|cite|data|type|one_of|is|to|tell|when|otherwise|after|before|open|against|with|end|hand_off|tracks|owed|all|must|say|back_to|bounces|required|for|as|send|accepted|declined|bounced';
const key = new RegExp(`(?<=^ *(?:- )?|[{,] )(${keys}):(?= |$)`, 'g');
const said: Record<string, string> = {
  due: 'deadline',
  late: 'overdue',
  tell: 'notify',
  to: 'goto',
  when: 'if',
  otherwise: 'else',
  by: 'who',
  states: 'status',
  events: 'actions',
  after: 'later',
  is: 'equals',
  type: 'kind',
  end: 'final',
};
const chinese: Record<string, string> = {
  due: '期限',
  late: '逾期',
  stage: '阶段',
  tasks: '任务',
  states: '状态',
  events: '事件',
  by: '由',
};
/** A key that carries a name of the author's could be another name. */
const structural = ({ within }: Line) =>
  !['data', 'facts', 'values', 'events', 'outcomes', 'sources', 'with', 'states', 'tracks'].includes(within.at(-1) ?? '');
/** The value of a key that is one plain word. */
const plain = /(?<=^ *|[{,] )(late|stage|by|cite|subject|end|type|against): ([a-z_]+)(?= *(?:$|[,}]))/g;

const atTheNext: Elsewhere = {
  why: 'the first line of a block sets its depth: the next of the same depth is the first that does not fit',
  is: ({ at, indent, lines }, { line }) =>
    line > at + 1 &&
    lines.slice(at + 1, line - 1).every((between) => !between.trim() || between.search(/\S/) > indent || /^ *#/.test(between)),
};
/** Whether lines of the same depth stand beside it in its block. */
const sisters = ({ indent, at, lines }: Line) => {
  const isSister = (some: readonly string[]) => {
    const said = some.filter((line) => line.trim() && !/^ *#/.test(line));
    const first = said.findIndex((line) => line.search(/\S/) <= indent);
    return indent > 0 && first >= 0 && said[first]!.search(/\S/) === indent;
  };
  return { above: isSister(lines.slice(0, at).toReversed()), below: isSister(lines.slice(at + 1)) };
};

/** Mistakes in the writing: keys, indentation, quotes, brackets. */
export const writing: Mistake[] = madeIn('protocol', [
  { name: 'a key misspelt', of: replacing(key, (_, name) => `${misspelt(name!)}:`, structural) },
  { name: 'a key by another word', of: replacing(key, (_, name) => said[name!] && `${said[name!]}:`, structural) },
  { name: 'a key with a capital', of: replacing(key, (_, name) => `${name![0]!.toUpperCase()}${name!.slice(1)}:`, structural) },
  { name: 'a Chinese key in an English file', of: replacing(key, (_, name) => chinese[name!] && `${chinese[name!]}:`, structural) },
  {
    name: 'a key twice in a line',
    of: replacing(/(?<=[{,] )([a-z_]+): [^,{}[\]]+(?=,)/g, (whole, name) => `${whole}, ${name}: ${whole.slice(name!.length + 2)}`),
  },
  {
    name: 'a line twice',
    of: function* ({ text }) {
      if (/^ *[a-z_]+: \S/.test(text)) yield `${text}\n${text}`;
    },
  },
  { name: 'no colon behind a key', of: replacing(plain, (_, name, value) => `${name} ${value}`) },
  { name: 'no space behind a colon', of: replacing(plain, (_, name, value) => `${name}:${value}`) },
  { name: 'a full-width colon', of: replacing(plain, (_, name, value) => `${name}：${value}`) },
  { name: 'a full-width comma', of: replacing(/(?<=[\w"]), (?=[a-z_]+: )/g, () => '，') },
  { name: 'a comma too few', of: replacing(/(?<=[\w"]), (?=[a-z_]+: )/g, () => ' ') },
  { name: 'a comma inside a phrase in braces', of: replacing(/(?<=\{.*) (and \d\d:\d\d|from [a-z_]+)/g, (_, rest) => `, ${rest}`) },
  {
    name: 'a tab',
    of: function* ({ text, indent }) {
      if (indent > 0) yield `\t${text.trimStart()}`;
    },
  },
  {
    name: 'a space too many',
    of: (line) => (sisters(line).above ? [` ${line.text}`] : []),
  },
  { name: 'a space too few', of: (line) => (sisters(line).above ? [line.text.slice(1)] : []) },
  {
    name: 'a space too many in the first line of a block',
    of: (line) => (!sisters(line).above && sisters(line).below ? [` ${line.text}`] : []),
    elsewhere: atTheNext,
  },
  {
    name: 'a space too few in the first line of a block',
    of: (line) => (!sisters(line).above && sisters(line).below ? [line.text.slice(1)] : []),
    elsewhere: atTheNext,
  },
  { name: 'a quote not closed', of: replacing(/"(?=[ ,}\]]*$)/g, () => '') },
  {
    name: 'a quote not opened',
    of: replacing(
      /(?<=: )"(?=[^"]*"[ ,}]*$)/g,
      (_) => '',
      ({ text }) => /: "[^"]*[({,:]/.test(text),
    ),
  },
  { name: 'a brace not closed', of: replacing(/ \}$/g, () => '') },
  { name: 'a brace not opened', of: replacing(/(?<=^[^{]*: )\{ /g, () => '') },
  { name: 'a bracket not closed', of: replacing(/(?<=: \[[\w, ]*)\]/g, () => '') },
  { name: 'a bracket too many', of: replacing(/(?<=[\w"]) \}$/g, () => ' }}') },
  { name: 'an alias of YAML', of: replacing(plain, (_, name, value) => `${name}: *${value}`) },
  { name: 'an anchor of YAML', of: replacing(plain, (_, name, value) => `${name}: &${value} ${value}`) },
  {
    name: 'a list where one word is wanted',
    of: replacing(/(?<=^ *|[{,] )(late|stage|end|subject|type|zone): (\S+?)(?= *(?:$|[,}]))/g, (_, name, value) => `${name}: [${value}]`),
  },
  {
    name: 'one word where a map is wanted',
    of: function* ({ text }) {
      if (/^ *(tasks|events|facts|values|ladders|outcomes|states|data|hand_off): *\{.*\}$/.test(text))
        yield text.replace(/\{.*\}$/, 'none');
    },
  },
  { name: 'a value forgotten', of: replacing(plain, (_, name) => `${name}:`) },
  { name: 'a name every object has', of: replacing(/(?<=\b(?:to|late|by|cite|end): )([a-z_]+)/g, () => '__proto__') },
  {
    name: 'a title in one language only',
    of: function* ({ text }) {
      for (const match of text.matchAll(/title: \{ zh: [^,{}"]+(, en: (?:"[^"]*"|[^}]*?)) \}/g)) {
        const from = match.index + match[0].indexOf(match[1]!);
        yield text.slice(0, from) + text.slice(from + match[1]!.length);
      }
    },
  },
]);
