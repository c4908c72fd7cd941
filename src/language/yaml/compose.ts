import { type EventType, FAILSAFE_SCHEMA, load, type State, YAMLException } from 'js-yaml';
import type { ProblemCode } from '../codes/index.ts';
import type { Params } from '../problem.ts';
import { mistypedIn } from './mistyped.ts';
import type { Mapping, Node, Pair } from './tree.ts';
import { swallowed, syntaxWords, tagWords, unclosed, unclosedQuote } from './words.ts';

const MOST_TEXT = 1_000_000;
const MOST_DEPTH = 40;

/** Something in a text that no reader of our files accepts. */
export interface Trap {
  code: ProblemCode;
  from: number;
  to: number;
  params?: Params;
}

/** Reads a text into a tree, or says what is in the way. Never throws, and needs time and memory in proportion to the text. */
export function compose(text: string): { root: Node | undefined; traps: Trap[] } {
  if (text.length > MOST_TEXT) return { root: undefined, traps: [{ code: 'too-large', from: 0, to: 1 }] };
  const composer = new Composer(text);
  try {
    load(text, { schema: FAILSAFE_SCHEMA, json: true, listener: (event, state) => composer.hear(event, state) });
  } catch (error) {
    return { root: undefined, traps: [...composer.traps, composer.trapOf(error)] };
  }
  return { root: composer.root, traps: composer.traps };
}

interface Open {
  start: number;
  children: Node[];
}

const isPlain = (sign: string | undefined) => sign !== '"' && sign !== "'" && sign !== '|' && sign !== '>';

/** What a word without quotes stands for in YAML 1.2: a number, true, false, nothing, or itself. */
function plainValue(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  const first = value.charCodeAt(0);
  // Numbers begin with a sign, a point or a digit.
  if (first <= 0x39)
    return /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$|^0o[0-7]+$|^0x[\da-fA-F]+$/.test(value)
      ? Number(value)
      : (infinite[value] ?? value);
  return Object.hasOwn(constants, value) ? constants[value] : value;
}

const infinite: Record<string, number> = Object.fromEntries(
  ['inf', 'Inf', 'INF'].flatMap((word) => [
    [`.${word}`, Infinity],
    [`+.${word}`, Infinity],
    [`-.${word}`, -Infinity],
  ]),
);
const constants: Record<string, boolean | null> = {
  true: true,
  True: true,
  TRUE: true,
  false: false,
  False: false,
  FALSE: false,
  null: null,
  Null: null,
  NULL: null,
  '~': null,
};

class TooDeep extends Error {}

const HASH = 0x23;
const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

class Composer {
  root: Node | undefined;
  readonly traps: Trap[] = [];
  private readonly text: string;
  /** The parser takes the byte order mark off. */
  private readonly mark: number;
  private readonly open: Open[] = [];
  /** Where the last quoted text began that runs over more than one line. */
  private quote: number | undefined;

  constructor(text: string) {
    this.text = text;
    this.mark = text.startsWith('\ufeff') ? 1 : 0;
  }

  hear(event: EventType, state: State): void {
    const { open } = this;
    const at = state.position + this.mark;
    if (event === 'open') {
      if (open.length > MOST_DEPTH) throw new TooDeep();
      open.push({ start: at, children: [] });
      return;
    }
    const { start, children } = open.pop()!;
    const node = this.node(state.kind, state.result, this.skip(start), at, children);
    if (open.length > 0) open[open.length - 1]!.children.push(node);
    else this.root = node;
  }

  private node(kind: string | null, value: unknown, from: number, at: number, children: Node[]): Node {
    const sign = this.text[from];
    const [first] = children;
    // The parser looks for a block mapping first; where it finds something else in that place, that is what stands here.
    if (children.length === 1 && first?.from === from && (kind === 'scalar') === (first.kind === 'scalar') && kind !== null) return first;
    if (kind === 'sequence') return this.list(from, at, children);
    if (kind === 'mapping') return this.mapping(from, at, children);
    if ((sign === '"' || sign === "'") && this.text.slice(from, at).includes('\n')) this.quote = from;
    const empty = kind === null && sign !== '*';
    const to = empty ? from : this.trim(from, at);
    if (kind === null && !empty) this.traps.push({ code: 'yaml-anchor', from, to: Math.max(to, from + 1) });
    this.refuseProperties(from, to);
    if (isPlain(sign)) this.refuseSwallowed(from, to);
    return { kind: 'scalar', from: empty ? at : from, to: empty ? at : to, value: isPlain(sign) ? plainValue(value) : value, empty };
  }

  private list(from: number, at: number, children: Node[]): Node {
    const flow = this.text[from] === '[';
    for (const item of flow ? children : []) if (this.colonAfter(item) || this.isExplicit(item)) this.trap(item);
    return { kind: 'list', from, to: flow ? at : (children.at(-1)?.to ?? at), items: children };
  }

  private mapping(from: number, at: number, children: Node[]): Mapping {
    this.refuseProperties(from, from);
    const flow = this.text[from] === '{';
    const items: Pair[] = [];
    for (let n = 0; n < children.length; n++) {
      const key = children[n]!;
      const value = !flow || this.colonAfter(key) ? children[++n] : undefined;
      if (this.isExplicit(key)) this.trap(key);
      // After the last pair of a block the parser looks for another one.
      if (!flow && value === undefined) break;
      if (key.kind !== 'scalar') this.trap(key);
      items.push({ key, value });
    }
    const last = items.at(-1);
    return { kind: 'map', from, to: flow ? at : Math.max(last?.value?.to ?? at, last?.key.to ?? at), flow, items };
  }

  /** Behind a question mark that begins a key; one that ends a text is part of it. */
  private isExplicit({ from }: Node): boolean {
    const { text } = this;
    const back = (at: number, over: (code: number) => boolean) => {
      while (at >= 0 && over(text.charCodeAt(at))) at--;
      return at;
    };
    const mark = back(from - 1, isSpace);
    if (text[mark] !== '?' || mark === from - 1) return false;
    const before = back(mark - 1, (code) => code === 0x20 || code === 0x09);
    if (before < 0 || /[\n\r{[,\ufeff]/.test(text[before]!)) return true;
    return before < mark - 1 && /[-:?]/.test(text[before]!);
  }

  private trap({ from, to }: Node): void {
    this.traps.push({ code: 'yaml-syntax', from, to: Math.max(to, from + 1), params: { detail: syntaxWords('unexpected') } });
  }

  /** Anchors and tags stand before what they belong to. */
  private refuseProperties(from: number, to: number): void {
    const sign = this.text[from];
    if (sign === '&') this.traps.push({ code: 'yaml-anchor', from, to: Math.max(to, from + 1) });
    if (sign === '!') this.traps.push({ code: 'yaml-syntax', from, to: Math.max(to, from + 1), params: { detail: tagWords } });
  }

  /** A word of a list that stands deeper than the word above would silently be the rest of that. */
  private refuseSwallowed(from: number, to: number): void {
    const deeper = /\n\s*(?=-\s)/.exec(this.text.slice(from, to));
    if (!deeper) return;
    const at = from + deeper.index + deeper[0].length;
    this.traps.push({ code: 'yaml-syntax', from: at, to: at + 1, params: { detail: swallowed } });
  }

  private colonAfter({ to }: Node): boolean {
    return this.text[this.skip(to)] === ':';
  }

  /** Past white space and comments. */
  private skip(from: number): number {
    const { text } = this;
    for (let at = from; ; at++) {
      const code = text.charCodeAt(at);
      if (code === HASH && (at === 0 || isSpace(text.charCodeAt(at - 1)))) {
        const end = text.indexOf('\n', at);
        at = end < 0 ? text.length : end;
      } else if (!isSpace(code)) return at;
    }
  }

  private trim(from: number, at: number): number {
    let to = Math.min(at, this.text.length);
    while (to > from && isSpace(this.text.charCodeAt(to - 1))) to--;
    return to;
  }

  /** Why the parser gave up, and where: for brackets that are not closed, where they open. */
  trapOf(error: unknown): Trap {
    const [outer] = this.open;
    if (error instanceof TooDeep || error instanceof RangeError) {
      const from = this.open.at(-1)?.start ?? outer?.start ?? 0;
      return { code: 'too-large', from, to: from + 1 };
    }
    if (!(error instanceof YAMLException)) throw error;
    const { mark, reason } = error as { mark?: { position: number }; reason: string };
    const at = Math.min((mark?.position ?? this.secondDocument()) + this.mark, Math.max(0, this.text.length - 1));
    const from = this.unclosed(at);
    const typed = mistypedIn(this.text, Math.min(from, this.text.lastIndexOf('\n', at - 1)), at);
    if (typed) return { code: 'yaml-syntax', from: typed.from, to: typed.to, params: { detail: typed.words } };
    const mere = /a colon is missed|multiline key|^bad indentation/.test(reason) ? this.wordsAbove(at) : undefined;
    if (mere !== undefined) return { code: 'yaml-syntax', from: mere, to: mere + 1, params: { detail: syntaxWords('a colon is missed') } };
    const detail = from === at ? syntaxWords(reason) : /["']/.test(this.text[from]!) ? unclosedQuote : unclosed;
    return { code: 'yaml-syntax', from, to: from + 1, params: { detail } };
  }

  /** Where what is not closed opens: a quote or bracket on an earlier line, from which the text was read in another sense than meant. */
  private unclosed(at: number): number {
    const line = this.text.lastIndexOf('\n', at - 1);
    if (this.quote !== undefined && this.quote < line) return this.quote;
    for (const { start } of this.open.toReversed()) {
      const from = this.skip(start);
      if (from < line && /[[{"']/.test(this.text[from] ?? '')) return from;
    }
    return at;
  }

  /** Where the line above begins if it is mere words, which the parser takes for the first line of a key. */
  private wordsAbove(at: number): number | undefined {
    const end = this.text.lastIndexOf('\n', at - 1);
    const start = this.text.lastIndexOf('\n', end - 1) + 1;
    const above = this.text.slice(start, Math.max(start, end));
    return /^ *[^\s#&*!|>'"%@`{}[\],?:-]/.test(above) && !/:(\s|$)|[|>'"}\]]\s*$/.test(above) ? start + above.search(/\S/) : undefined;
  }

  private secondDocument(): number {
    return Math.max(0, this.text.search(/\n---|\n\.\.\./) + 1);
  }
}
