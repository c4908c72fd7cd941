import { Ajv, type ErrorObject } from 'ajv';
import { type Alias, type Document, isMap, isNode, isPair, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { defaultDates, defaultMissing, type FactMapping, type Mapping, type Source } from './mapping.ts';
import { mappingSchema } from './mapping-schema.ts';
import type { FileProblem, FileProblemCode } from './problem.ts';
import { didYouMean } from './suggestion.ts';

const fits = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, strictRequired: false }).compile<Written>(mappingSchema);

/** Where in the mapping's text the value, or the key, at a path stands. */
export type Place = (path: readonly (string | number)[], part?: 'key') => { line?: number; col?: number };

/** The text of a mapping file → the mapping with its defaults filled in, or every mistake in it. */
export function readMapping(text: string): { mapping: Mapping; place: Place } | FileProblem[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return document.errors.map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      return {
        code: 'mapping_yaml',
        file: 'mapping',
        line,
        col,
        yaml: { code: error.code, message: error.message },
        zh: `YAML 写法有误：${error.message}`,
        en: `Not valid YAML: ${error.message}`,
      };
    });
  }
  const place = placing(document, lines);
  const alias = firstAlias(document);
  if (alias) {
    return [
      {
        code: 'mapping_yaml',
        file: 'mapping',
        ...lines.linePos(alias.range?.[0] ?? 0),
        zh: `映射中不能使用 YAML 别名“*${alias.source}”：请直接写出内容`,
        en: `The YAML alias "*${alias.source}" has no place in a mapping: write the value out`,
      },
    ];
  }
  const written: unknown = document.toJS();
  if (!fits(written)) return (fits.errors ?? []).filter(isTelling).map((error) => shapeProblem(error, place));
  return { mapping: filled(written), place };
}

/** Aliases can make a small file endless, so that reading its value throws. */
function firstAlias(document: Document): Alias | undefined {
  let found: Alias | undefined;
  visit(document, {
    Alias(_key, alias) {
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}

/** What the schema lets through: sources may be bare column names. */
interface Written extends Omit<Mapping, 'facts' | 'missing' | 'dates' | 'checks' | 'person'> {
  missing?: (string | number)[];
  dates?: string[];
  person: Omit<Mapping['person'], 'sex'> & { sex?: string | Source };
  facts: Record<string, string | { is: string | number | boolean } | { from: string | Source | (string | Source)[] }>;
  checks?: (Omit<Mapping['checks'][number], 'else'> & { else?: 'warning' | 'refused' })[];
}

function filled(written: Written): Mapping {
  const { sex, ...person } = written.person;
  return {
    ...written,
    missing: (written.missing ?? defaultMissing).map(String),
    dates: written.dates ?? defaultDates,
    person: sex === undefined ? person : { ...person, sex: sourceOf(sex) },
    facts: Object.fromEntries(Object.entries(written.facts).map(([name, fact]) => [name, factOf(fact)])),
    checks: (written.checks ?? []).map((check) => ({ ...check, else: check.else ?? 'warning' })),
  };
}

function factOf(fact: Written['facts'][string]): FactMapping {
  if (typeof fact === 'string') return { from: [{ column: fact }] };
  if ('is' in fact) return fact;
  return { from: Array.isArray(fact.from) ? fact.from.map(sourceOf) : [sourceOf(fact.from)] };
}

const sourceOf = (source: string | Source): Source => (typeof source === 'string' ? { column: source } : source);

/** Of an alternative that failed, the reasons of its branches contradict one another. */
const isTelling = (error: ErrorObject) => !error.schemaPath.includes('/oneOf/');

function shapeProblem(error: ErrorObject, place: Place): FileProblem {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
  const where = path.join('.');
  const params: Record<string, unknown> = error.params;
  if (error.keyword === 'additionalProperties') {
    const key = String(params.additionalProperty);
    const known = Object.keys(error.parentSchema?.properties ?? {});
    const hint = didYouMean(key, known);
    return shape(place([...path, key], 'key'), `不认识的键“${key}”${hint.zh}`, `Unknown key "${key}"${hint.en}`);
  }
  if (error.keyword === 'required') {
    const key = String(params.missingProperty);
    return shape(place(path), `${where || '映射文件'}缺少“${key}”`, `"${key}" is missing${where ? ` in ${where}` : ''}`);
  }
  if (error.instancePath === '/place' && error.keyword === 'oneOf') {
    return shape(place(path), 'place 要么写 unit，要么写 column', 'place is either a unit or a column');
  }
  return shape(place(path), `“${where || '映射文件'}”写法不对：${error.message}`, `"${where || 'mapping'}" is not right: ${error.message}`);
}

function shape(at: { line?: number; col?: number }, zh: string, en: string, code: FileProblemCode = 'mapping_shape'): FileProblem {
  return { code, file: 'mapping', ...at, zh, en };
}

function placing(document: Document, lines: LineCounter): Place {
  return (path, part) => {
    for (let depth = path.length; depth >= 0; depth--) {
      const node = part === 'key' && depth === path.length ? keyNode(document, path) : nodeAt(document, path.slice(0, depth));
      if (node?.range) return lines.linePos(node.range[0]);
    }
    return {};
  };
}

function nodeAt(document: Document, path: readonly (string | number)[]): Node | undefined {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(node) ? node : undefined;
}

function keyNode(document: Document, path: readonly (string | number)[]): Node | undefined {
  const parent = nodeAt(document, path.slice(0, -1));
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item) => isPair(item) && isNode(item.key) && String(item.key) === String(path.at(-1)));
  return isNode(pair?.key) ? pair.key : undefined;
}
