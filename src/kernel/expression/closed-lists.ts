import type { ASTNode } from '@marcbachmann/cel-js';
import type { Place } from './environment.ts';
import { nearest } from './nearest.ts';
import { below, rangeOf } from './reading.ts';
import type { ExpressionProblem, Scope } from './scope.ts';
import { unspell } from './spelling.ts';

/** The type the checker left on a node; absent on what macros rewrote. */
export function typeName(node: ASTNode): string | undefined {
  return (node as { checkedType?: { name: string } }).checkedType?.name;
}

/** Walks a type-checked expression: words compared with a closed list must be in it, and `has` must ask for a field there is. */
export function misfit(node: ASTNode, scope: Scope, place: Place): ExpressionProblem | undefined {
  const found = compared(node, scope, place) ?? asked(node, place);
  if (found) return found;
  for (const part of below(node)) {
    const problem = misfit(part, scope, place);
    if (problem) return problem;
  }
  return undefined;
}

function compared(node: ASTNode, scope: Scope, place: Place): ExpressionProblem | undefined {
  if (node.op !== '==' && node.op !== '!=' && node.op !== 'in') return undefined;
  const [left, right] = node.args;
  if (node.op === 'in') return right.op === 'list' ? notListed(allowedIn(left, scope, place), right.args) : undefined;
  return notListed(allowedIn(left, scope, place), [right]) ?? notListed(allowedIn(right, scope, place), [left]);
}

/** The words a field or a fact of the opening may have, when the node reads one that is a closed list. */
function allowedIn(node: ASTNode, scope: Scope, place: Place): string[] | undefined {
  if (node.op === 'id') {
    const name = unspell(node.args);
    const { opened = {} } = scope.events;
    return Object.hasOwn(scope.facts, name) && Object.hasOwn(opened, name) ? opened[name]!.oneOf : undefined;
  }
  if (node.op !== '.') return undefined;
  const fields = place.fields.get(typeName(node.args[0]) ?? '');
  return fields && Object.hasOwn(fields, node.args[1]) ? fields[node.args[1]]!.oneOf : undefined;
}

function notListed(allowed: string[] | undefined, literals: ASTNode[]): ExpressionProblem | undefined {
  if (!allowed) return undefined;
  for (const literal of literals) {
    if (literal.op !== 'value' || typeof literal.args !== 'string' || allowed.includes(literal.args)) continue;
    const word = literal.args;
    const suggestion = nearest(word, allowed);
    return {
      code: 'closed-list',
      message: `"${word}" is not one of: ${allowed.join(', ')}`,
      zh: `“${word}”不在可选值之列：${allowed.join('、')}`,
      en: `"${word}" is not one of: ${allowed.join(', ')}`,
      ...rangeOf(literal),
      ...(suggestion !== undefined && { suggestion }),
    };
  }
  return undefined;
}

/** The library lets `has` ask for any name, and a mistyped one would silently never be there. */
function asked(node: ASTNode, place: Place): ExpressionProblem | undefined {
  if (node.op !== 'call' || node.args[0] !== 'has') return undefined;
  const field = node.args[1][0];
  if (field?.op !== '.') return undefined;
  const fields = place.fields.get(typeName(field.args[0]) ?? '');
  if (fields && Object.hasOwn(fields, field.args[1])) return undefined;
  return noSuchField(field, field.args[1], Object.keys(fields ?? {}));
}

/** A field that a structured type does not have, with its place: the name after the dot. */
export function noSuchField(node: ASTNode, name: string, known: string[]): ExpressionProblem {
  const suggestion = nearest(unspell(name), known.map(unspell));
  return {
    code: 'cel-type',
    message: `No such key: ${name}`,
    zh: `没有字段“${name}”`,
    en: `there is no field "${name}"`,
    from: Math.max(node.start, node.end - name.length),
    to: node.end,
    ...(suggestion !== undefined && { suggestion }),
  };
}
