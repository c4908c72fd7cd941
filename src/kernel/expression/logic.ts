import type { ASTNode } from '@marcbachmann/cel-js';
import { type Condition, conditionOf } from './condition.ts';
import { placeOf, spellIn } from './environment.ts';
import type { Scope } from './scope.ts';
import { respell, spell, unspell } from './spelling.ts';

/** An expression as a logician sees it: what it says of simple statements that are true, false or not known. */
export type Logic =
  | { is: 'all' | 'any'; of: Logic[] }
  | { is: 'not'; of: Logic }
  /** Another fact: that it holds, or that its value is known. */
  | { is: 'fact' | 'known'; name: string }
  /** A statement in which we look no further; where it compares one thing with constants, it can be held against others about it. */
  | { is: 'statement'; text: string; condition?: Condition };

/** That something holds which is always so. */
export const certain: Logic = { is: 'all', of: [] };

/**
 * What a condition says (`holds`), or what must hold for the value of an expression to be known (`known`): necessary, not always
 * sufficient. The expression must be one that `check` lets through.
 */
export function logicOf(source: string, scope: Scope, of: 'holds' | 'known'): Logic {
  const names = new Set<string>();
  const { text } = respell(source, (name, afterDot) => {
    names.add(afterDot ? `.${name}` : name);
    return afterDot ? spell(name) : spellIn(scope, name);
  });
  const { ast } = placeOf(scope, names).env.parse(text);
  const reader = new Reader(text, scope);
  return of === 'holds' ? reader.holds(ast) : reader.known(ast);
}

/** Each comparison by its opposite, so that the two are one statement and its denial. */
const opposite: Record<string, string> = { '!=': '==', '<': '>=', '>': '<=' };

class Reader {
  private readonly text: string;
  private readonly scope: Scope;
  constructor(text: string, scope: Scope) {
    this.text = text;
    this.scope = scope;
  }

  holds(node: ASTNode): Logic {
    switch (node.op) {
      case '&&':
        return { is: 'all', of: node.args.map((part) => this.holds(part)) };
      case '||':
        return { is: 'any', of: node.args.map((part) => this.holds(part)) };
      case '!_':
        return { is: 'not', of: this.holds(node.args) };
      case '?:': {
        const [condition, one, other] = node.args.map((part) => this.holds(part)) as [Logic, Logic, Logic];
        return chosen(condition, one, other);
      }
      case 'value':
        return node.args === true ? certain : node.args === false ? { is: 'not', of: certain } : this.statement(node);
      case 'id': {
        const name = unspell(node.args);
        return Object.hasOwn(this.scope.facts, name) ? { is: 'fact', name } : this.statement(node);
      }
      case '!=':
      case '<':
      case '>':
        return { is: 'not', of: this.statement(node, opposite[node.op]) };
      default:
        return this.statement(node);
    }
  }

  known(node: ASTNode): Logic {
    switch (node.op) {
      case 'id': {
        const name = unspell(node.args);
        return Object.hasOwn(this.scope.facts, name) ? { is: 'known', name } : certain;
      }
      case '?:': {
        const [condition, one, other] = node.args;
        return chosen(this.holds(condition), this.known(one), this.known(other));
      }
      case 'list':
        return { is: 'all', of: node.args.map((part) => this.known(part)) };
      case 'call': {
        const [name, args] = node.args;
        if (name === 'when') return { is: 'all', of: [this.holds(args[0]!), this.known(args[1]!)] };
        return name === 'plus' || name === 'date' || name === 'plus_days'
          ? { is: 'all', of: args.map((part) => this.known(part)) }
          : certain;
      }
      case 'rcall':
        return this.known(node.args[1]);
      default:
        return certain;
    }
  }

  private statement(node: ASTNode, sign?: string): Logic {
    const written = sign && 'args' in node && Array.isArray(node.args) ? this.compared(node.args as ASTNode[], sign) : this.between(node);
    const condition = conditionOf(node, this.scope);
    if (!condition) return { is: 'statement', text: written };
    const { holds } = condition;
    return { is: 'statement', text: written, condition: sign ? { ...condition, holds: (value) => !holds(value) } : condition };
  }

  private compared([left, right]: ASTNode[], sign: string): string {
    return `${this.between(left!)}${sign}${this.between(right!)}`;
  }

  private between({ start, end }: ASTNode): string {
    return this.text.slice(start, end).replace(/\s+/g, '');
  }
}

const chosen = (condition: Logic, one: Logic, other: Logic): Logic => ({
  is: 'any',
  of: [
    { is: 'all', of: [condition, one] },
    { is: 'all', of: [{ is: 'not', of: condition }, other] },
  ],
});
