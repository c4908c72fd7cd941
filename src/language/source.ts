import { distance } from 'fastest-levenshtein';
import { type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, type Node, parseDocument, visit, type YAMLMap } from 'yaml';
import { Problems } from './problem.ts';

const MOST_TEXT = 1_000_000;
const MOST_DEPTH = 40;

export type Path = readonly (string | number)[];
export interface Range {
  from: number;
  to: number;
}

/** A YAML text with the place of everything in it. */
export class Source {
  readonly problems: Problems;
  readonly text: string;
  readonly value: unknown;
  private readonly document: Document.Parsed | undefined;

  constructor(text: string, file: string) {
    this.text = text;
    this.problems = new Problems(file, text);
    if (text.length > MOST_TEXT || deepest(text) > MOST_DEPTH) {
      this.problems.add('too-large', { from: 0, to: 1 });
      return;
    }
    const document = parseDocument(text, { uniqueKeys: false, merge: false, prettyErrors: false });
    for (const { code, message, pos } of document.errors) {
      this.problems.add('yaml-syntax', { from: pos[0], to: Math.max(pos[1], pos[0] + 1) }, { detail: message.split('\n')[0] ?? code });
      break;
    }
    if (this.problems.failed) return;
    this.document = document;
    this.refuseTraps(document);
    if (!this.problems.failed) this.value = document.toJS({ maxAliasCount: 0 });
  }

  private refuseTraps(document: Document.Parsed): void {
    visit(document, {
      Node: (_, node) => {
        if (isAlias(node) || (isNode(node) && 'anchor' in node && node.anchor)) this.problems.add('yaml-anchor', rangeOf(node));
      },
      Map: (_, map) => {
        const seen = new Set<string>();
        for (const pair of map.items) {
          const key = String(pair.key);
          if (seen.has(key)) this.problems.add('duplicate-key', rangeOf(pair.key as Node), { key });
          seen.add(key);
          // `{ due: daily at 08:00, 17:00 }`: the comma made a key of the rest, without a value.
          if (
            map.flow &&
            (pair.value === null || (isScalar(pair.value) && pair.value.value === null && !pair.value.source)) &&
            isPair(pair)
          ) {
            this.problems.add('yaml-comma', rangeOf(pair.key as Node));
          }
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
        const pair = (above as YAMLMap).items.find((item) => String(item.key) === String(path[length - 1]));
        if (pair && isNode(pair.key)) return rangeOf(pair.key);
      }
      if (isSeq(above)) return rangeOf(above);
    }
    return { from: 0, to: 1 };
  }

  /** The place of a part of a scalar's text, from offset `from` to `to` in its value. */
  within(path: Path, from: number, to: number): Range {
    const range = this.at(path);
    const quote = /^["']/.test(this.text.slice(range.from, range.from + 1)) ? 1 : 0;
    const start = range.from + quote + from;
    return start >= range.to ? range : { from: start, to: Math.min(Math.max(start + 1, range.from + quote + to), range.to) };
  }
}

function rangeOf(node: Node): Range {
  const range = node.range ?? [0, 1, 1];
  return { from: range[0], to: Math.max(range[1], range[0] + 1) };
}

/** How deep brackets and indentation nest, before the parser is let loose on the text. */
function deepest(text: string): number {
  let depth = 0;
  let most = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '{' || char === '[') most = Math.max(most, ++depth);
    else if (char === '}' || char === ']') depth = Math.max(0, depth - 1);
  }
  return most;
}

/** The nearest of the known names, if it is near enough to have been meant. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const far = distance(name, candidate);
    if (far > 0 && far < least) {
      least = far;
      best = candidate;
    }
  }
  return best;
}
