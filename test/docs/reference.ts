import { actions } from '../../src/language/actions/index.ts';
import { chineseExpression } from '../../src/language/expression-words.ts';
import {
  calendarSchema,
  chinesePhrase,
  format,
  laddersSchema,
  placesIn,
  protocolSchema,
  rosterSchema,
  unitsSchema,
} from '../../src/language/index.ts';
import { answered, builtinEvents, ofExpressions, stages } from '../../src/language/vocabulary.ts';
import type { Schema } from '../../src/language/walk.ts';
import { libraryTexts } from '../library.ts';
import { functions, phrases } from './expressions.ts';

export type Locale = 'zh' | 'en';

/** Where the library shows how a construct is written: the file, and the key in it. */
const shown: Record<string, [file: string, ...path: string[]]> = {
  sources: ['close-contact/protocol.yaml', 'sources'],
  windows: ['disinfection-round/protocol.yaml', 'windows'],
  values: ['close-contact/protocol.yaml', 'values'],
  facts: ['close-contact/protocol.yaml', 'facts'],
  events: ['close-contact/protocol.yaml', 'events', 'temperature_taken'],
  ladders: ['close-contact/protocol.yaml', 'ladders', 'transfer'],
  outcomes: ['close-contact/protocol.yaml', 'outcomes'],
  tasks: ['close-contact/protocol.yaml', 'states', 'observed', 'tasks'],
  hand_off: ['close-contact/protocol.yaml', 'states', 'febrile', 'hand_off'],
  on: ['close-contact/protocol.yaml', 'states', 'observed', 'on'],
  once: ['close-contact/protocol.yaml', 'states', 'observed', 'once'],
};

const texts = new Map(libraryTexts().map(({ path, text }) => [path, text]));
const said = {
  en: {
    title: 'The language, key by key',
    other: '中文：[reference.zh.md](reference.zh.md)',
    intro:
      'Generated from the definitions of the constructs (`npm run docs`); a test fails when it is stale. To learn the language begin with the\n[guide](guide.md). Every key has an English and a Chinese name; a file uses one language, and `early fmt --to zh|en` turns it over.',
    head: '| key | in Chinese | what stands there | meaning |',
    row: (key: string, chinese: string, shape: string, meaning: string) => `| ${key} | ${chinese} | ${shape} | ${meaning} |`,
    required: ' **required**',
    see: (name: string) => `[${name}](#${anchor(name)})`,
    shapes: {
      phrase: 'phrase',
      expression: 'expression',
      value: 'value',
      string: 'text',
      number: 'number',
      integer: 'whole number',
      boolean: 'yes or no',
      map: 'keys',
      names: 'names of your own →',
      list: 'list of',
      text: 'text, or { zh, en }',
      or: ' or ',
      several: ', one or several',
    },
    phrases: 'Phrases',
    phrasesIntro:
      'Hours are elapsed and days are calendar days. A calendar deadline falls at the end of its day unless it says `at`. `14 days` and `14天` are read and written as `14d`.',
    functions: 'Expressions',
    functionsIntro:
      'Conditions and facts are [CEL](https://cel.dev): `&& || !`, `== != < <= > >=`, `+ - * /`, `c ? a : b`, `in`. No expression reads the clock. What is not there is absent: a condition on something absent does not hold, nor does its negation. An expression may name facts, events (each a list of entries with `at`, `recorded`, `by`, `from` and its data), `values.NAME`, `data` (of the event at hand), and what stands below.',
    words: 'Words with a fixed meaning',
    wordHead: '| word | in Chinese |',
    functionHead: '| written | gives | example |',
    phraseHead: '| written | in Chinese | means |',
    files: 'Other files',
    example: (file: string) => `In \`protocols/${file}\`:`,
    actionExample: 'For example',
    stagesTitle: 'the six earlies',
    eventsTitle: 'events of every protocol',
    exprTitle: 'in expressions',
  },
  zh: {
    title: '规程语言：逐键说明',
    other: 'English: [reference.md](reference.md)',
    intro:
      '由各构件的定义生成（`npm run docs`）；过时则测试不通过。初学请先看[入门](guide.zh.md)。每个键都有英文名和中文名，一个文件只用一种语言，`early fmt --to zh|en` 可整体转换。',
    head: '| 键 | 中文键 | 写什么 | 含义 |',
    row: (key: string, chinese: string, shape: string, meaning: string) => `| ${key} | ${chinese} | ${shape} | ${meaning} |`,
    required: ' **必填**',
    see: (name: string) => `[${name}](#${anchor(name)})`,
    shapes: {
      phrase: '短语',
      expression: '表达式',
      value: '数值',
      string: '文字',
      number: '数',
      integer: '整数',
      boolean: '是或否',
      map: '下列各键',
      names: '自取的名称 →',
      list: '清单，每项',
      text: '文字，或 { zh, en }',
      or: ' 或 ',
      several: '，一个或几个',
    },
    phrases: '短语',
    phrasesIntro:
      '小时是经过的时间，天是日历日；日历期限到当日结束，除非写明“于”几点。`14 days`、`14天` 都能读，一律写成 `14d` 或 `14天`。',
    functions: '表达式',
    functionsIntro:
      '条件和事实用 [CEL](https://cel.dev)：`&& || !`、`== != < <= > >=`、`+ - * /`、`c ? a : b`、`in`。表达式不看时钟。没有的就是空缺：对空缺的条件不成立，其否定也不成立。可以用到的有：事实、事件（记录的清单，每条有 `at`、`recorded`、`by`、`from` 及数据）、`参数.名称`、`数据`（当前事件的），以及下列各项。',
    words: '有固定含义的词',
    wordHead: '| 英文 | 中文 |',
    functionHead: '| 写法 | 得到 | 例 |',
    phraseHead: '| 英文写法 | 中文写法 | 意思 |',
    files: '其他文件',
    example: (file: string) => `见于 \`protocols/${file}\`（键转为中文）：`,
    actionExample: '例如',
    stagesTitle: '六早',
    eventsTitle: '各规程都有的事件',
    exprTitle: '表达式中',
  },
};

const anchor = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** The reference page in one language. */
export function referencePage(locale: Locale): string {
  const words = said[locale];
  const sections = new Sections(locale);
  const parts = [
    `# ${words.title}`,
    words.other,
    words.intro,
    ...sections.of('protocol', protocolSchema as Schema),
    `## ${words.phrases}`,
    words.phrasesIntro,
    table(
      words.phraseHead,
      phrases.map(({ form, meaning }) => [`\`${form}\``, `\`${chinesePhrase(form)}\``, meaning[locale]]),
    ),
    `## ${words.functions}`,
    words.functionsIntro,
    table(
      words.functionHead,
      functions.map(({ form, meaning, example }) => [
        `\`${form}\``,
        meaning[locale],
        `\`${locale === 'zh' ? chineseExpression(example) : example}\``,
      ]),
    ),
    `## ${words.words}`,
    table(words.wordHead, [
      ...Object.entries(stages).map(([word, zh]) => [`\`${word}\` (${words.stagesTitle})`, `\`${zh}\``]),
      ...Object.entries({ ...answered, ...builtinEvents }).map(([word, zh]) => [`\`${word}\` (${words.eventsTitle})`, `\`${zh}\``]),
      ...Object.entries(ofExpressions)
        .filter(([word]) => !Object.hasOwn(answered, word))
        .map(([word, zh]) => [`\`${word}\` (${words.exprTitle})`, `\`${zh}\``]),
    ]),
    `## ${words.files}`,
    ...[
      ['ladders.yaml', laddersSchema],
      ['units/NAME.yaml', unitsSchema],
      ['rosters/NAME.yaml', rosterSchema],
      ['calendars/NAME.yaml', calendarSchema],
    ].flatMap(([name, schema]) => sections.of(String(name), schema as Schema)),
  ];
  return `${parts.join('\n\n')}\n`;
}

const table = (head: string, rows: string[][]) =>
  [
    head,
    `|${'---|'.repeat(head.split('|').length - 2)}`,
    ...rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
  ].join('\n');

/** One section for each map of fixed keys, met along the schema; one shape that stands in several places is told once. */
class Sections {
  private readonly told = new Map<string, string>();
  private readonly locale: Locale;
  private root: Schema = {};
  constructor(locale: Locale) {
    this.locale = locale;
  }

  of(name: string, schema: Schema): string[] {
    this.root = schema;
    return this.section(name, schema);
  }

  private section(name: string, schema: Schema): string[] {
    const { locale } = this;
    const words = said[locale];
    const properties = Object.entries(schema.properties ?? {});
    this.told.set(identity(schema), name);
    const inner: [string, Schema][] = [];
    const rows = properties.map(([key, written]) => {
      const own = this.deref(written);
      const [english = '', chinese = ''] = ((own as { description?: string }).description ?? '\n').split('\n');
      const meaning = locale === 'en' ? english : chinese.replace(/^[^：]*：/, '');
      const required = schema.required?.includes(key) ? words.required : '';
      return [`\`${key}\``, `\`${schema['x-zh']?.[key] ?? key}\``, this.shape(name, key, own, inner), `${meaning}${required}`];
    });
    const head = table(words.head, rows);
    const below = inner.flatMap(([title, one]) =>
      this.told.has(identity(one)) && this.told.get(identity(one)) !== title ? [] : this.section(title, one),
    );
    const level = (/ (?!\()/.test(name) ? 1 : 0) + (name.includes('.yaml') ? 1 : 0);
    return [`##${'#'.repeat(level)} ${name}`, head, ...this.example(name), ...below];
  }

  /** Of several maps that may stand there each is named by the key that tells it apart. */
  private ways(title: string, schema: Schema, inner: [string, Schema][]): string[] {
    const branches = this.branches(schema);
    const maps = branches.filter(({ properties }) => properties && Object.keys(properties).join() !== 'zh,en');
    return branches.map((branch) => {
      const mark = maps.length > 1 && branch.properties ? ` (${branch.required?.[0] ?? Object.keys(branch.properties)[0]})` : '';
      return this.branch(`${title}${mark}`, branch, inner);
    });
  }

  /** What stands behind a key; maps of fixed keys get a section of their own. */
  private shape(name: string, key: string, schema: Schema, inner: [string, Schema][]): string {
    const isAction = actions.some((action) => action.key === key);
    const title = name === 'protocol' || isAction ? key : `${name.replace(/ \(.*/, '')} ${key}`;
    const parts = this.ways(title, schema, inner);
    return this.alternatives(parts);
  }

  /** The ways in which something may be written; one of a kind or a list of the same is said in fewer words. */
  private alternatives(parts: readonly string[]): string {
    const { list, or, several } = said[this.locale].shapes;
    const ways = [...new Set(parts)].filter((part) => part !== '');
    const listed = ways.find((part) => part.startsWith(`${list} `));
    const each = listed?.slice(list.length + 1).split(or) ?? [];
    if (!each.every((part) => ways.includes(part)) || !listed) return ways.join(or);
    return [`${each.join(or)}${several}`, ...ways.filter((part) => part !== listed && !each.includes(part))].join(or);
  }

  private branch(title: string, schema: Schema, inner: [string, Schema][]): string {
    const { shapes, see } = said[this.locale];
    if (schema.enum) return schema.enum.map((word) => `\`${this.spelled(schema, String(word))}\``).join(' ');
    if (schema.const !== undefined) return `\`${this.spelled(schema, String(schema.const))}\``;
    if (schema.properties) {
      const { properties } = schema;
      if (Object.keys(properties).join() === 'zh,en') return `{ zh, en }`;
      const known = this.told.get(identity(schema));
      const named = known ?? title;
      if (!known) {
        this.told.set(identity(schema), title);
        inner.push([title, schema]);
      }
      return see(named);
    }
    const below = this.deref(schema.items ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined));
    if (below) {
      const own: [string, Schema][] = [];
      const inside = this.alternatives(this.ways(title, below, own));
      inner.push(...own);
      return `${schema.items ? shapes.list : shapes.names} ${inside}`;
    }
    if (schema['x-reads']) return shapes[schema['x-reads']];
    const [type] = [schema.type ?? []].flat();
    return type === undefined || type === 'object' || type === 'array' ? '' : shapes[type as 'string'];
  }

  private spelled(schema: Schema, word: string): string {
    return this.locale === 'zh' ? (schema['x-zh']?.[word] ?? word) : word;
  }

  /** The ways in which something may be written. */
  private branches(schema: Schema): Schema[] {
    const own = this.deref(schema)!;
    if (!own.if) return [own];
    return [own.then, own.else].flatMap((branch) => (branch ? this.branches(branch) : []));
  }

  private deref(schema: Schema | undefined): Schema {
    if (schema?.$ref === undefined) return schema as Schema;
    return this.root.definitions![schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)]!;
  }

  private example(name: string): string[] {
    const { locale } = this;
    const last = name.replace(/ \(.*/, '').split(' ').at(-1)!;
    const action = actions.find(({ key }) => key === last);
    if (action && locale === 'en') return [`${said.en.actionExample}: \`${action.example}\``];
    const place = Object.hasOwn(shown, last) ? shown[last] : undefined;
    if (!place || this.shownOnce.has(last)) return [];
    this.shownOnce.add(last);
    const [file, ...path] = place;
    return [said[locale].example(file), `\`\`\`yaml in protocols/${file}\n${excerpt(file, path, locale)}\n\`\`\``];
  }
  private readonly shownOnce = new Set<string>();
}

const identity = (schema: Schema) => JSON.stringify({ ...schema, description: undefined });

/** What stands under a key of a file of the library, as it stands there. */
function excerpt(file: string, path: string[], locale: Locale): string {
  const text = inLanguage(file, locale);
  const { line } = placesIn(text, 'protocol')(path)!;
  const lines = text.split('\n');
  const indent = lines[line - 1]!.search(/\S/);
  let end = line;
  while (end < lines.length && (lines[end]!.search(/\S/) > indent || lines[end]!.trim() === '')) end++;
  return lines
    .slice(line - 1, end)
    .map((own) => own.slice(indent))
    .join('\n')
    .trimEnd();
}

/** A file of the library with its fixed words in one language. */
export function inLanguage(path: string, to: Locale): string {
  const formatted = format(texts.get(path)!, path, { to });
  if ('problems' in formatted) throw new Error(`${path} cannot be formatted`);
  return to === 'en' ? texts.get(path)! : formatted.text;
}
