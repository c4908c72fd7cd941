import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, type Pair, parseDocument, visit } from 'yaml';
import type { Text } from '../kernel/index.ts';
import { tooDeep } from './nesting.ts';
import { Problems } from './problem.ts';
import { type Canonical, canonicalise } from './tongue.ts';
import { yamlWords } from './yaml-words.ts';

const MOST_TEXT = 1_000_000;

export type Path = readonly (string | number)[];
export interface Range {
  from: number;
  to: number;
}

/** A YAML text with the place of everything in it. */
export class Source {
  readonly problems: Problems;
  readonly text: string;
  /** What is written, in canonical words; undefined before `read`, and when the text cannot be read. */
  value: unknown;
  readonly document: Document.Parsed | undefined;
  private respelled: Canonical['respelled'] = new Map();

  constructor(text: string, file: string) {
    this.text = text;
    this.problems = new Problems(file, text);
    const limit = text.length > MOST_TEXT ? 0 : tooDeep(text);
    if (limit !== undefined) {
      this.problems.add('too-large', { from: limit, to: limit + 1 });
      return;
    }
    const document = parseDocument(text, { uniqueKeys: false, merge: false, prettyErrors: false });
    const broken = document.errors[0] ?? document.warnings[0];
    if (broken) {
      const [from, to] = broken.pos;
      this.problems.add('yaml-syntax', { from, to: Math.max(to, from + 1) }, { detail: yamlWords(broken) });
      return;
    }
    this.document = document;
    this.refuseTraps(document);
  }

  /** Reads the text by a schema, whichever language its fixed words are in. False when it cannot be read. */
  read(schema: object): boolean {
    if (!this.document || this.problems.failed) return false;
    const { tongue, strays, respelled } = canonicalise(this.document.contents, schema);
    this.respelled = respelled;
    this.problems.tongue = tongue;
    const [first, ...others] = strays;
    if (first) {
      const also = others.map(({ node }) => ({ ...rangeOf(node), words: { zh: '同样见', en: 'also' } }));
      this.problems.add('mixed-language', rangeOf(first.node), { said: first.said, other: first.other }, first.other, also);
    }
    this.value = this.document.toJS({ maxAliasCount: 0 });
    return true;
  }

  private refuseTraps(document: Document.Parsed): void {
    visit(document, {
      Node: (_, node) => {
        if (isAlias(node) || ('anchor' in node && node.anchor)) this.problems.add('yaml-anchor', rangeOf(node));
      },
      Map: (_, map) => {
        const seen = new Set<string>();
        for (const pair of map.items as Pair<Node, Node | null>[]) {
          const key = String(pair.key);
          if (seen.has(key)) this.problems.add('duplicate-key', rangeOf(pair.key), { key });
          seen.add(key);
          if (map.flow && isEmpty(pair.value)) this.problems.add('yaml-comma', rangeOf(pair.key), { key });
        }
      },
    });
  }

  /** The place of a value. */
  at(path: Path): Range {
    const node = path.length === 0 ? this.document?.contents : this.document?.getIn(path, true);
    return isNode(node) ? rangeOf(node) : this.key(path);
  }

  /** The place of a key, or of the nearest thing above that exists. */
  key(path: Path): Range {
    for (let length = path.length; length > 0; length--) {
      const above = length === 1 ? this.document?.contents : this.document?.getIn(path.slice(0, length - 1), true);
      if (isMap(above)) {
        const pair = above.items.find((item) => String(item.key) === String(path[length - 1]));
        if (pair && isNode(pair.key)) return rangeOf(pair.key);
      }
      if (isSeq(above)) {
        const item = above.items[Number(path[length - 1])];
        return rangeOf(isNode(item) ? item : above);
      }
    }
    return { from: 0, to: 1 };
  }

  /** What stands in a range, without its quotes. */
  written({ from, to }: Range): string {
    return this.text.slice(from, to).replace(/^(["'])([\s\S]*)\1$/, '$2');
  }

  /** The place of a part of a scalar's text, from offset `from` to `to` in its value. */
  within(path: Path, from: number, to: number): Range {
    const node = path.length === 0 ? undefined : this.document?.getIn(path, true);
    const range = this.at(path);
    if (!isScalar(node) || typeof node.value !== 'string') return range;
    const { written, back } = this.respelled.get(node) ?? { written: node.value, back: (offset: number) => offset };
    const places = align(this.text, range, written);
    const last = places.length - 1;
    const start = places[Math.min(Math.max(0, back(from)), last)] ?? range.from;
    const end = places[Math.min(back(to) - 1, last)] ?? start;
    return { from: start, to: Math.min(Math.max(end, start) + 1, range.to) };
  }
}

/** For each character of a scalar's value, its offset in the text: quotes, escapes and folded lines are skipped over. */
function align(text: string, range: Range, value: string): number[] {
  const places: number[] = [];
  let at = range.from;
  const quote = text[at];
  if (quote === '"' || quote === "'" || quote === '|' || quote === '>') at++;
  for (const char of value) {
    let found = at;
    while (found < range.to && text[found] !== char && !(/\s/.test(char) && /\s/.test(text[found]!))) found++;
    if (found < range.to) at = found;
    for (let unit = 0; unit < char.length; unit++) places.push(at + unit);
    at += char.length;
    if (/\s/.test(char)) while (at < range.to && /\s/.test(text[at]!) && text[at] !== char) at++;
  }
  return places;
}

function isEmpty(value: Node | null): boolean {
  return value === null || (isScalar(value) && value.value === null && !value.source);
}

function rangeOf(node: Node): Range {
  const range = node.range ?? [0, 1, 1];
  return { from: range[0], to: Math.max(range[1], range[0] + 1) };
}

/** A title in both languages; one text stands for both. */
export function textOf(written: unknown): Text {
  return typeof written === 'string' ? { zh: written, en: written } : (written as Text);
}
