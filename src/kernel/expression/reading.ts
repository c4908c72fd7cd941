import type { ASTNode } from '@marcbachmann/cel-js';
import { nearest } from './nearest.ts';
import { pickedBy } from './picks.ts';
import type { ExpressionProblem, Reads, Scope } from './scope.ts';
import { unspell } from './spelling.ts';

/** Functions and methods an expression may call: all that is not here is refused, also what a later library may bring. */
export const functions = new Set('size has known days date plus_days plus apart when max min int double string inside'.split(' '));
export const methods = new Set(
  'exists all exists_one filter map run sort_by distinct size first last since max min sum startsWith endsWith contains'.split(' '),
);
const loops = new Set(['exists', 'all', 'exists_one', 'filter', 'map', 'run', 'sort_by']);
const MOST_NESTED = 2;
const clocks = new Set(['now', 'today', 'timestamp', 'duration']);

/** Whether a part of the tree is a node of it: the arguments of nodes also hold names and lists. */
function isNode(part: unknown): part is ASTNode {
  return typeof part === 'object' && part !== null && 'op' in part && 'args' in part;
}

/** The nodes directly below one. */
export function below(node: ASTNode): ASTNode[] {
  return [node.args].flat(3).filter((part) => isNode(part)) as ASTNode[];
}

/** Walks an expression before its types are known: what it reads, and the first thing that is not allowed in it. */
export class Reading {
  readonly reads: Reads = {
    events: [],
    facts: [],
    values: [],
    data: [],
    whole: [],
    picks: [],
    slots: [],
    children: [],
    inside: [],
    earlier: false,
  };
  private readonly scope: Scope;
  /** The list from which a single entry is picked, as it stands in the tree. */
  private picked: ASTNode | undefined;
  /** Whether the library has a function of that name. */
  private readonly isLibrary: (name: string) => boolean;

  constructor(scope: Scope, isLibrary: (name: string) => boolean) {
    this.scope = scope;
    this.isLibrary = isLibrary;
  }

  visit(node: ASTNode, bound: readonly string[] = [], nested = 0): ExpressionProblem | undefined {
    switch (node.op) {
      case 'id':
        return this.name(node, unspell(node.args), bound);
      case 'value':
        return typeof node.args === 'object' && node.args !== null
          ? refuse(node, '字节与无符号数', 'bytes and unsigned numbers')
          : undefined;
      case 'map':
        return refuse(node, '映射 {…}', 'maps {…}');
      case '[]':
        // By name only with a dot: what is read stays visible.
        if (node.args[1].op === 'value' && typeof node.args[1].args !== 'bigint')
          return refuse(node, '["…"]（请用点号）', '["…"] (use a dot)');
        break;
      case '.':
        this.field(node.args[0], unspell(node.args[1]), bound);
        break;
      case 'call':
      case 'rcall':
        return this.call(node, bound, nested);
    }
    return this.all(below(node), bound, nested);
  }

  private all(nodes: ASTNode[], bound: readonly string[], nested: number): ExpressionProblem | undefined {
    for (const node of nodes) {
      const problem = this.visit(node, bound, nested);
      if (problem) return problem;
    }
    return undefined;
  }

  private call(node: ASTNode & { op: 'call' | 'rcall' }, bound: readonly string[], nested: number): ExpressionProblem | undefined {
    const name = node.args[0];
    const counted = countedIn(node, this.scope);
    // How many there are can be told without them.
    if (counted !== undefined) {
      add(this.reads.events, counted);
      return undefined;
    }
    const picking = pickedBy(node, this.scope);
    if (picking) {
      this.picked = picking.list;
      this.reads.picks.push(picking.pick);
    }
    const allowed = node.op === 'call' ? functions : methods;
    if (clocks.has(name)) return readsClock(node, `${name}()`);
    if (!allowed.has(name) && this.isLibrary(name)) return refuse(node, `${name}()`, `${name}()`);
    if (node.op === 'call') return (name === 'inside' ? this.inside(node) : undefined) ?? this.all(node.args[1], bound, nested);
    const [, receiver, args] = node.args;
    // The ends of a list of entries need not the rest of it.
    if ((name === 'last' || name === 'first') && receiver.op === 'id' && Object.hasOwn(this.scope.events, unspell(receiver.args))) {
      add(this.reads.events, unspell(receiver.args));
      return undefined;
    }
    const before = this.visit(receiver, bound, nested);
    if (before || !loops.has(name)) return before ?? this.all(args, bound, nested);
    if (nested >= MOST_NESTED)
      return {
        code: 'cel-forbidden',
        message: `filter, map, exists and all may be nested ${MOST_NESTED} deep at most`,
        zh: `filter、map、exists、all 至多嵌套 ${MOST_NESTED} 层`,
        en: `filter, map, exists, all and run may be nested ${MOST_NESTED} deep at most`,
        ...rangeOf(node),
      };
    const [variable, ...bodies] = args;
    if (variable?.op !== 'id') return this.all(args, bound, nested + 1);
    const own = unspell(variable.args);
    if (this.means(own) || bound.includes(own))
      return {
        code: 'cel-type',
        message: `the variable ${own} hides another name`,
        zh: `变量“${own}”与已有名称相同，请换一个`,
        en: `the variable "${own}" hides another name; choose a new one`,
        ...rangeOf(variable),
      };
    return this.all(bodies, [...bound, own], nested + 1);
  }

  private means(name: string): boolean {
    const { events, facts } = this.scope;
    return builtin.has(name) || Object.hasOwn(events, name) || Object.hasOwn(facts, name);
  }

  private name(node: ASTNode, name: string, bound: readonly string[]): ExpressionProblem | undefined {
    const { events, facts } = this.scope;
    if (bound.includes(name)) return undefined;
    if (Object.hasOwn(events, name)) {
      add(this.reads.events, name);
      if (node !== this.picked) add(this.reads.whole, name);
    } else if (Object.hasOwn(facts, name)) add(this.reads.facts, name);
    else if (name === 'earlier') this.reads.earlier = true;
    else if (clocks.has(name)) return readsClock(node, name);
    else if (typeNames.has(name)) return refuse(node, `类型名 ${name}`, `the type ${name}`);
    return undefined;
  }

  private field(of: ASTNode, field: string, bound: readonly string[]): void {
    const name = of.op === 'id' ? unspell(of.args) : '';
    if (bound.includes(name)) return;
    if (name === 'values' || name === 'data' || name === 'slots' || name === 'children') add(this.reads[name], field);
  }

  /** `inside("state")` names a state of the protocol, in quotes, so that a mistaken one is found here. */
  private inside(node: ASTNode & { op: 'call' }): ExpressionProblem | undefined {
    const [named] = node.args[1];
    if (named?.op !== 'value' || typeof named.args !== 'string') return undefined;
    const states = this.scope.states ?? [];
    const name = named.args;
    add(this.reads.inside, name);
    const meant = states.filter((id) => isNamed(id, name));
    if (meant.length === 1) return undefined;
    const suggestion = meant[0] ?? nearest(name, states.flatMap(endsOf));
    return {
      code: 'cel-type',
      message: meant.length > 1 ? `several states are called "${name}"` : `no state "${name}"`,
      zh: meant.length > 1 ? `有几个状态叫“${name}”，请写全路径` : `没有状态“${name}”`,
      en: meant.length > 1 ? `several states are called "${name}"; write the whole path` : `there is no state "${name}"`,
      ...rangeOf(named),
      ...(suggestion !== undefined && { suggestion }),
    };
  }
}

/** Names that mean something in every protocol. */
const builtin = new Set(['data', 'values', 'this', 'slots', 'children', 'earlier', 'each']);

/** Whether a state goes by a name: its whole path or the end of it. */
export const isNamed = (id: string, name: string): boolean => id === name || id.endsWith(`.${name}`);

/** Everything a state may be called. */
const endsOf = (id: string): string[] => id.split('.').map((_, n, parts) => parts.slice(n).join('.'));

/** Names the library gives to its types and its own helpers. */
const typeNames = new Set('int uint double string bool bytes list map type null_type dyn google cel optional'.split(' '));

/** The event whose entries a node counts: `size(e)`, `e.size()`. */
export function countedIn(node: ASTNode, { events }: Scope): string | undefined {
  if ((node.op !== 'call' && node.op !== 'rcall') || node.args[0] !== 'size') return undefined;
  const of = node.op === 'call' ? node.args[1][0] : node.args[1];
  if (of?.op !== 'id' || (node.op === 'call' ? node.args[1].length > 1 : node.args[2].length > 0)) return undefined;
  const name = unspell(of.args);
  return Object.hasOwn(events, name) ? name : undefined;
}

function add(list: string[], name: string): void {
  if (!list.includes(name)) list.push(name);
}

export function rangeOf(node: ASTNode): { from: number; to: number } {
  return { from: node.start, to: Math.max(node.end, node.start + 1) };
}

function refuse(node: ASTNode, zh: string, en: string): ExpressionProblem {
  return {
    code: 'cel-forbidden',
    message: `${en} may not be used in a protocol`,
    zh: `规程中不能用${zh}`,
    en: `${en} may not be used in a protocol`,
    ...rangeOf(node),
  };
}

function readsClock(node: ASTNode, name: string): ExpressionProblem {
  return {
    code: 'cel-forbidden',
    message: `${name} may not be used in a protocol: no expression reads the clock`,
    zh: `不能用 ${name}：表达式不读时钟；请算出一个时刻，用 once 等它`,
    en: `${name} may not be used: no expression reads the clock; derive a moment and wait for it with once`,
    ...rangeOf(node),
  };
}
