import type { Text } from '../kernel/index.ts';
import { Problems } from './problem.ts';
import { type Canonical, canonicalise } from './tongue.ts';
import type { Visitor } from './walk.ts';
import { compose } from './yaml/compose.ts';
import { mistypedIn } from './yaml/mistyped.ts';
import { type Node, nameOf, plain, sight } from './yaml/tree.ts';

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
  /** Undefined when there is nothing, or nothing that can be read. */
  readonly root: Node | undefined;
  private respelled: Canonical<Node>['respelled'] = new Map();
  /** Value → its key. */
  private readonly keys = new Map<Node, Node>();

  constructor(text: string, file: string) {
    this.text = text;
    this.problems = new Problems(file, text);
    const { root, traps } = compose(text);
    for (const { code, from, to, params } of traps) this.problems.add(code, { from, to }, params);
    this.root = root;
    if (root) this.refuseTraps(root);
  }

  /** Reads the text by a schema, whichever language its fixed words are in. `visitor` looks along. False when it cannot be read. */
  read(schema: object, visitor: Visitor<Node> = {}): boolean {
    if (this.problems.failed) return false;
    const { tongue, strays, respelled } = canonicalise(this.root ?? nothing, schema, sight, visitor);
    this.respelled = respelled;
    this.problems.tongue = tongue;
    const [first, ...others] = strays;
    if (first) {
      const also = others.map(({ node }) => rangeOf(node));
      this.problems.add('mixed-language', rangeOf(first.node), { said: first.said, other: first.other }, first.other, also);
    }
    this.value = plain(this.root);
    return true;
  }

  private refuseTraps(node: Node): void {
    if (node.kind === 'list') for (const item of node.items) this.refuseTraps(item);
    if (node.kind !== 'map') return;
    const first = new Map<string, Node>();
    for (const pair of node.items) {
      const { key, value } = pair;
      const name = nameOf(pair);
      const before = first.get(name);
      if (!before) first.set(name, key);
      if (before) this.problems.add('duplicate-key', rangeOf(key), { key: name }, undefined, [{ ...rangeOf(before), words: firstSaid }]);
      // No text of an author's begins so, unless in quotes.
      if (value && this.text[value.from] === '｛') this.refuseMistyped(rangeOf(value));
      const cut = node.flow && (!value || (value.kind === 'scalar' && value.empty));
      if (!((cut || this.text[key.from] === '\u3000') && this.refuseMistyped(key)) && cut)
        this.problems.add('yaml-comma', rangeOf(key), { key: name });
      if (!value) continue;
      this.keys.set(value, key);
      this.refuseTraps(value);
    }
  }

  /** Names a sign that a Chinese keyboard gave for one of YAML's, if it is what is wrong here. */
  refuseMistyped({ from, to }: Range): boolean {
    const typed = mistypedIn(this.text, from, to);
    const within = typed !== undefined && typed.from >= from && typed.to <= to;
    if (within) this.problems.add('yaml-syntax', typed, { detail: typed.words });
    return within;
  }

  private node(path: Path): Node | undefined {
    let node = this.root;
    for (const step of path) {
      if (node?.kind === 'map') node = node.items.findLast((pair) => nameOf(pair) === String(step))?.value;
      else node = node?.kind === 'list' ? node.items[Number(step)] : undefined;
    }
    return node;
  }

  /** The place of a value. */
  at(path: Path): Range {
    const node = this.node(path);
    return node ? this.range(node) : this.key(path);
  }

  /** The place of a node; of nothing, that of its key. */
  range(node: Node): Range {
    return node.kind === 'scalar' && node.empty ? this.keyRange(node) : rangeOf(node);
  }

  /** The place of the key of a value; of what has none, its own. */
  keyRange(node: Node): Range {
    const key = this.keys.get(node);
    return key ? rangeOf(key) : node === this.root || node === nothing ? { from: 0, to: 1 } : rangeOf(node);
  }

  /** The place of a key, or of the nearest thing above that exists. */
  key(path: Path): Range {
    for (let length = path.length; length > 0; length--) {
      const above = this.node(path.slice(0, length - 1));
      const step = path[length - 1];
      const found = above?.kind === 'map' ? above.items.findLast((pair) => nameOf(pair) === String(step))?.key : undefined;
      if (found) return rangeOf(found);
      if (above?.kind === 'list') return rangeOf(above.items[Number(step)] ?? above);
    }
    return { from: 0, to: 1 };
  }

  /** What stands in a range, without its quotes. */
  written({ from, to }: Range): string {
    return this.text.slice(from, to).replace(/^(["'])([\s\S]*)\1$/, '$2');
  }

  /** The place of a part of a scalar's text, from offset `from` to `to` in its value. */
  within(path: Path, from: number, to: number): Range {
    const node = this.node(path);
    const range = this.at(path);
    if (node?.kind !== 'scalar' || typeof node.value !== 'string') return range;
    const { written, back } = this.respelled.get(node) ?? { written: node.value, back: (offset: number) => offset };
    const places = align(this.text, range, written);
    const last = places.length - 1;
    const start = places[Math.min(Math.max(0, back(from)), last)] ?? range.from;
    const end = places[Math.min(back(to) - 1, last)] ?? start;
    return { from: start, to: Math.min(Math.max(end, start) + 1, range.to) };
  }
}

/** An empty file. */
const nothing: Node = { kind: 'scalar', from: 0, to: 1, value: null, empty: true };
const firstSaid: Text = { zh: '先写在这里', en: 'first said here' };

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

function rangeOf({ from, to }: Node): Range {
  return { from, to: Math.max(to, from + 1) };
}

/** A title in both languages; one text stands for both. */
export function textOf(written: unknown): Text {
  return typeof written === 'string' ? { zh: written, en: written } : (written as Text);
}
