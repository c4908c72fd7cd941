import type { ASTNode } from '@marcbachmann/cel-js';
import type { Field } from '../protocol.ts';
import { varies } from '../values.ts';
import type { Scope } from './scope.ts';
import { unspell } from './spelling.ts';

/** A value that a comparison may meet. */
export type Met = number | string | boolean;

/** A condition that compares one thing with constants and nothing else, so that it can be decided. */
export interface Condition {
  /** What it compares, as the author wrote it: `data.celsius`, `size(seen)`, a fact. */
  of: string;
  /** It is always known: where it could be absent, the condition would not hold. */
  known: boolean;
  /** Every value there is, of a closed list or a flag; else the bounds of a number, or nothing of a text. */
  among?: Met[];
  bounds?: { min: number; max: number; whole: boolean };
  constants: Met[];
  holds(value: Met): boolean;
}

type Thing = Omit<Condition, 'constants' | 'holds'>;
type Test = (value: Met) => boolean;

/** The condition that an expression is, if it compares one thing with constants by `== != < <= > >= in && || !`. */
export function conditionOf(node: ASTNode, scope: Scope): Condition | undefined {
  const reader = new Comparisons(scope);
  const holds = reader.test(node);
  return holds && reader.thing ? { ...reader.thing, constants: reader.constants, holds } : undefined;
}

class Comparisons {
  thing: Thing | undefined;
  readonly constants: Met[] = [];
  private readonly scope: Scope;
  constructor(scope: Scope) {
    this.scope = scope;
  }

  test(node: ASTNode): Test | undefined {
    switch (node.op) {
      case '&&':
      case '||': {
        const [a, b] = [this.test(node.args[0]), this.test(node.args[1])];
        if (!a || !b) return undefined;
        return node.op === '&&' ? (value) => a(value) && b(value) : (value) => a(value) || b(value);
      }
      case '!_': {
        const inner = this.test(node.args);
        return inner && ((value) => !inner(value));
      }
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=':
        return this.comparison(node.op, node.args[0], node.args[1]);
      case 'in': {
        const [left, right] = node.args;
        const listed = right.op === 'list' ? right.args.map((item) => this.constant(item)) : [undefined];
        if (!this.isThing(left) || listed.some((each) => each === undefined)) return undefined;
        this.constants.push(...(listed as Met[]));
        return (value) => listed.includes(value);
      }
      default:
        return this.isThing(node) && this.thing?.among?.includes(true) ? (value) => value === true : undefined;
    }
  }

  private comparison(op: keyof typeof compare, left: ASTNode, right: ASTNode): Test | undefined {
    const constant = this.constant(right) ?? this.constant(left);
    const [thing, sign] = this.constant(right) === undefined ? [right, turned[op]] : [left, op];
    if (constant === undefined || !this.isThing(thing)) return undefined;
    this.constants.push(constant);
    return (value) => compare[sign](value, constant);
  }

  private constant(node: ASTNode): Met | undefined {
    if (node.op === '-_') {
      const inner = this.constant(node.args);
      return typeof inner === 'number' ? -inner : undefined;
    }
    if (node.op === 'value') {
      const { args } = node;
      if (typeof args === 'bigint') return Number(args);
      return typeof args === 'number' || typeof args === 'string' || typeof args === 'boolean' ? args : undefined;
    }
    if (node.op !== '.' || node.args[0].op !== 'id' || node.args[0].args !== 'values') return undefined;
    const value = this.scope.values[unspell(node.args[1])];
    return value && !varies(value) && (value.type === 'number' || value.type === 'text' || value.type === 'flag') ? value.is : undefined;
  }

  /** Whether a node is the one thing that is compared here. */
  private isThing(node: ASTNode): boolean {
    const thing = this.thingOf(node);
    this.thing ??= thing;
    return thing !== undefined && thing.of === this.thing?.of;
  }

  private thingOf(node: ASTNode): Thing | undefined {
    const { data, events, facts } = this.scope;
    if (node.op === '.' && node.args[0].op === 'id' && unspell(node.args[0].args) === 'data') {
      const name = unspell(node.args[1]);
      const field = data && Object.hasOwn(data, name) ? data[name] : undefined;
      return field && { of: `data.${name}`, ...ofField(field), known: field.required };
    }
    if (node.op === 'call' && node.args[0] === 'size' && node.args[1][0]?.op === 'id') {
      const name = unspell(node.args[1][0].args);
      if (!Object.hasOwn(events, name)) return undefined;
      return { of: `size(${name})`, known: true, bounds: { min: 0, max: Number.POSITIVE_INFINITY, whole: true } };
    }
    if (node.op !== 'id') return undefined;
    const name = unspell(node.args);
    const given = events.opened && Object.hasOwn(events.opened, name) ? events.opened[name] : undefined;
    if (given) return { of: name, ...ofField(given), known: false };
    const type = Object.hasOwn(facts, name) ? facts[name] : undefined;
    if (type === 'bool') return { of: name, known: false, among: [true, false] };
    if (type === 'int' || type === 'double') return { of: name, known: false, bounds: { ...anywhere, whole: type === 'int' } };
    return type === 'string' ? { of: name, known: false } : undefined;
  }
}

const anywhere = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };

function ofField({ type, oneOf, many, min = anywhere.min, max = anywhere.max }: Field): Omit<Thing, 'of' | 'known'> {
  if (many) return {};
  if (type === 'flag') return { among: [true, false] };
  if (type === 'number' || type === 'integer') return { bounds: { min, max, whole: type === 'integer' } };
  return oneOf ? { among: oneOf } : {};
}

const compare = {
  '==': (a: Met, b: Met) => a === b,
  '!=': (a: Met, b: Met) => a !== b,
  '<': (a: Met, b: Met) => a < b,
  '<=': (a: Met, b: Met) => a <= b,
  '>': (a: Met, b: Met) => a > b,
  '>=': (a: Met, b: Met) => a >= b,
};
const turned = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

/** Values at which conditions on one thing can differ: all of a few; of a number those it is compared with, and one in each gap. */
export function tellingValues(conditions: readonly Condition[]): Met[] {
  const { among, bounds } = conditions[0]!;
  const constants = [...new Set(conditions.flatMap((each) => each.constants))];
  if (among) return among;
  // Of a text, any other that is not written here.
  if (!bounds) return [...constants, `${constants.join('')}+`];
  const { min, max, whole } = bounds;
  const numbers = [...constants, min, max].filter((each): each is number => Number.isFinite(each)).sort((a, b) => a - b);
  const between = whole
    ? numbers.flatMap((each) => [Math.ceil(each) - 1, Math.floor(each) + 1])
    : numbers.map((each, n) => (each + (numbers[n + 1] ?? each + 2)) / 2).concat((numbers[0] ?? 0) - 1);
  return [...new Set([...numbers, ...between])].filter((each) => each >= min && each <= max && (!whole || Number.isInteger(each)));
}

/** Numbers written in an expression that say more than how often: not 0, 1 or 2. */
export function numbersIn(node: ASTNode, below: (node: ASTNode) => ASTNode[]): { value: number; from: number; to: number }[] {
  if (node.op === 'value') {
    const { args, start, end } = node;
    const value = typeof args === 'bigint' ? Number(args) : args;
    return typeof value === 'number' && ![0, 1, 2].includes(value) ? [{ value, from: start, to: end }] : [];
  }
  return below(node).flatMap((each) => numbersIn(each, below));
}
