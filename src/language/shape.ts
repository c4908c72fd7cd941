import { nearest, type Text } from '../kernel/index.ts';
import type { ProblemCode } from './codes/index.ts';
import { named, type Params } from './problem.ts';
import type { Range, Source } from './source.ts';
import type { Schema } from './walk.ts';
import { type Mapping, type Node, nameOf, type Scalar } from './yaml/tree.ts';

/** Nobody reads further. */
const MOST_REPORTED = 100;

/**
 * Reads a file by its schema and checks its shape: one problem for each mistake. True when it fits. A validator made from the schema would
 * take longer to make than the whole library to check, so the tree is walked; a test holds both to the same verdict.
 */
export function checkShape(source: Source, schema: object): boolean {
  const check = new ShapeCheck(source);
  if (!source.read(schema, { node: (node, branch) => check.node(node, branch) })) return false;
  check.report();
  return check.fits;
}

const types: Record<string, Text> = {
  object: { zh: '“键: 值”的一组', en: 'a map of keys and values' },
  array: { zh: '[ ] 中的清单', en: 'a list in [ ]' },
  string: { zh: '文字', en: 'a text' },
  number: { zh: '数字', en: 'a number' },
  integer: { zh: '整数', en: 'a whole number' },
  boolean: { zh: '是/否（true/false）', en: 'true or false' },
  null: { zh: '空', en: 'nothing' },
};
/** What was written reads as a number, or as true or false. */
const inQuotes: Text = { zh: '文字，请加引号', en: 'a text, in quotes' };
const something: Text = { zh: '非空的内容', en: 'something: it is empty' };
const aName: Text = {
  zh: '小写字母开头，只含小写字母、数字、连字符或汉字的名称',
  en: 'a name of small letters, digits, hyphens or Han characters',
};

class ShapeCheck {
  /** In which language the file is spelled shows only at its end, so the words come then. */
  private readonly findings: (() => void)[] = [];
  private readonly source: Source;

  constructor(source: Source) {
    this.source = source;
  }

  get fits(): boolean {
    return this.findings.length === 0;
  }

  report(): void {
    for (const finding of this.findings.slice(0, MOST_REPORTED)) finding();
  }

  node(node: Node, schema: Schema): void {
    if (schema.type !== undefined && ![schema.type].flat().some((type) => isOf(node, type))) {
      const wanted = [schema.type]
        .flat()
        .map((type) => (type === 'string' && node.kind === 'scalar' && !node.empty ? inQuotes : (types[type] ?? { zh: type, en: type })));
      this.wrong(node, { zh: wanted.map(({ zh }) => zh).join('或'), en: wanted.map(({ en }) => en).join(' or ') });
    } else if (node.kind !== 'scalar' && schema.enum) this.findings.push(() => this.notListed(node, schema));
    else if (node.kind === 'map') this.map(node, schema);
    else if (node.kind === 'list') this.count(node, node.items.length, schema.minItems, schema.maxItems);
    else this.scalar(node, schema);
  }

  private scalar(node: Scalar, schema: Schema): void {
    const { value } = node;
    if (schema.enum && !schema.enum.includes(value)) this.findings.push(() => this.notListed(node, schema));
    if (schema.const !== undefined && value !== schema.const) this.findings.push(() => this.notThat(node, schema));
    if (typeof value === 'string') {
      if (value.length < (schema.minLength ?? 0)) this.wrong(node, something);
      else if (schema.pattern !== undefined && !patternOf(schema.pattern).test(value)) this.wrong(node, aName);
    }
    if (typeof value === 'number') {
      const { minimum = value, maximum = value } = schema;
      if (value < minimum) this.wrong(node, { zh: `不小于 ${minimum} 的数`, en: `at least ${minimum}` });
      if (value > maximum) this.wrong(node, { zh: `不大于 ${maximum} 的数`, en: `at most ${maximum}` });
    }
  }

  private map(node: Mapping, schema: Schema): void {
    const { properties = none, additionalProperties, propertyNames, required = [], dependencies } = schema;
    this.count(node, node.items.length, schema.minProperties, schema.maxProperties);
    const names = node.items.map(nameOf);
    if (propertyNames?.pattern !== undefined)
      for (const { key } of node.items.filter((pair) => !patternOf(propertyNames.pattern!).test(nameOf(pair))))
        this.findings.push(() => this.add('bad-name', key, { name: nameOf({ key, value: undefined }) }));
    const strange = additionalProperties === false ? node.items.filter((pair) => !Object.hasOwn(properties, nameOf(pair))) : [];
    for (const pair of strange) {
      const name = nameOf(pair);
      this.findings.push(() => this.add('unknown-key', pair.key, { key: name }, nearest(name, this.known(schema))));
    }
    // A key nobody knows is one mistake, often the missing one in other words: it is shown, and what is missing besides once it is mended.
    const absent = required.filter((key) => !names.includes(key));
    if (strange.length === 0 && absent.length > 0) this.findings.push(() => this.missing(this.source.keyRange(node), schema, absent));
    for (const [key, others] of dependencies ? Object.entries(dependencies) : []) {
      const pair = node.items[names.indexOf(key)];
      const missing = pair ? others.filter((other) => !names.includes(other)) : [];
      if (missing.length > 0) this.findings.push(() => this.missing(this.source.range(pair!.key), schema, missing));
    }
  }

  private missing(at: Range, schema: Schema, keys: readonly string[]): void {
    this.source.problems.add('missing-key', at, { keys: named(keys.map((key) => this.spelled(schema, key))) });
  }

  private notListed(node: Node, schema: Schema): void {
    const allowed = schema.enum!.map((word) => this.spelled(schema, String(word)));
    const said = this.source.written(this.source.range(node));
    const detail = { zh: `“${said}”不在可选值之列：${allowed.join('、')}`, en: `"${said}" is not one of: ${allowed.join(', ')}` };
    this.add('closed-list', node, { detail }, nearest(said, allowed));
  }

  private notThat(node: Scalar, schema: Schema): void {
    const word = this.spelled(schema, String(schema.const));
    const said = this.source.written(this.source.range(node));
    this.add('wrong-type', node, { expected: { zh: `“${word}”`, en: `"${word}"` } }, nearest(said, [word]));
  }

  private count(node: Node, count: number, least = 0, most = count): void {
    if (count < least) this.wrong(node, something);
    else if (count > most) this.wrong(node, { zh: `至多 ${most} 项`, en: `at most ${most}` });
  }

  private wrong(node: Node, expected: Text): void {
    this.findings.push(() => this.add('wrong-type', node, { expected }));
  }

  /** The fixed keys of a map as this file spells them. */
  private known(schema: Schema): string[] {
    return Object.keys(schema.properties ?? none).map((key) => this.spelled(schema, key));
  }

  private spelled(schema: Schema, word: string): string {
    const known = schema['x-zh'] ?? {};
    return this.source.problems.tongue === 'zh' && Object.hasOwn(known, word) ? known[word]! : word;
  }

  private add(code: ProblemCode, node: Node, params: Params, suggestion?: string): void {
    const range = this.source.range(node);
    if (!this.source.refuseMistyped(range)) this.source.problems.add(code, range, params, suggestion);
  }
}

function isOf(node: Node, type: string): boolean {
  if (node.kind === 'map') return type === 'object';
  if (node.kind === 'list') return type === 'array';
  const { value } = node;
  switch (type) {
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type && value !== null;
  }
}

const none: Record<string, Schema> = {};
const patterns = new Map<string, RegExp>();

function patternOf(pattern: string): RegExp {
  let known = patterns.get(pattern);
  if (!known) {
    known = new RegExp(pattern, 'u');
    patterns.set(pattern, known);
  }
  return known;
}
