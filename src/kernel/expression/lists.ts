import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { absent, isAbsence } from './absence.ts';
import { toPlain } from './types.ts';

// What the library hands to macros; its own typings leave these open.
interface Type {
  kind: string;
  name: string;
  valueType: Type;
  isDynOrBool(): boolean;
}
interface Context {
  forkWithVariable(name: string, type: Type): Variable;
}
interface Variable extends Context {
  reuse(parent: Context): Variable;
  setIterValue(value: unknown, evaluator: Evaluator): Variable;
}
interface Checker {
  check(node: ASTNode, context: Context): Type;
  getType(name: string): Type;
  createError(code: string, message: string, node: ASTNode): Error;
}
interface Evaluator {
  run(node: ASTNode, context: Context): unknown;
}
interface Call {
  receiver: ASTNode;
  args: [ASTNode, ASTNode];
}

type Holds = (item: unknown) => boolean;

/** A macro `list.name(variable, condition)` that keeps part of a list. An absent condition does not hold. */
function keeping(name: string, keep: (items: unknown[], holds: Holds) => unknown[]) {
  return ({ receiver, args: [variable, condition] }: Call) => {
    let inner: Variable;
    return {
      typeCheck(checker: Checker, _macro: unknown, context: Context): Type {
        if (variable.op !== 'id')
          throw checker.createError('invalid_macro_argument', `${name}() starts with the name of a variable`, variable);
        const list = checker.check(receiver, context);
        if (list.kind !== 'list')
          throw checker.createError('no_matching_overload', `found no matching overload for '${list.name}.${name}()'`, receiver);
        inner = context.forkWithVariable(variable.args, list.valueType);
        const type = checker.check(condition, inner);
        if (!type.isDynOrBool())
          throw checker.createError(
            'invalid_condition_type',
            `${name}(var, predicate) predicate must return bool, got '${type.name}'`,
            condition,
          );
        return list;
      },
      evaluate(evaluator: Evaluator, _macro: unknown, context: Context): unknown[] {
        const items = evaluator.run(receiver, context) as unknown[];
        const scope = inner.reuse(context);
        return keep(items, (item) => {
          try {
            return evaluator.run(condition, scope.setIterValue(item, evaluator)) === true;
          } catch (error) {
            if (isAbsence(error)) return false;
            throw error;
          }
        });
      },
    };
  };
}

/** The unbroken run at the end of the list for which the condition holds. */
function lastRun(items: unknown[], holds: Holds): unknown[] {
  let from = items.length;
  while (from > 0 && holds(items[from - 1])) from--;
  return items.slice(from);
}

/** `list.sort_by(variable, key)`: in order of the key, whatever the order of arrival; what has none comes last. */
function sortBy({ receiver, args: [variable, key] }: Call) {
  let inner: Variable;
  return {
    typeCheck(checker: Checker, _macro: unknown, context: Context): Type {
      if (variable.op !== 'id')
        throw checker.createError('invalid_macro_argument', 'sort_by() starts with the name of a variable', variable);
      const list = checker.check(receiver, context);
      if (list.kind !== 'list')
        throw checker.createError('no_matching_overload', `found no matching overload for '${list.name}.sort_by()'`, receiver);
      inner = context.forkWithVariable(variable.args, list.valueType);
      const type = checker.check(key, inner);
      if (!sortable.has(type.name))
        throw checker.createError('no_matching_overload', `found no matching overload for 'sort_by(${type.name})'`, key);
      return list;
    },
    evaluate(evaluator: Evaluator, _macro: unknown, context: Context): unknown[] {
      const items = evaluator.run(receiver, context) as unknown[];
      const scope = inner.reuse(context);
      const keyed = items.map((item) => {
        try {
          return { item, key: toPlain(evaluator.run(key, scope.setIterValue(item, evaluator))) as string | number };
        } catch (error) {
          if (isAbsence(error)) return { item, key: undefined };
          throw error;
        }
      });
      return keyed.sort((a, b) => order(a.key, b.key)).map(({ item }) => item);
    },
  };
}

const sortable = new Set(['int', 'double', 'string', 'Date', 'Instant', 'dyn']);

function order(a: string | number | undefined, b: string | number | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Each once, in the order in which they first stand. */
function distinct(list: unknown[]): unknown[] {
  const seen = new Set<unknown>();
  return list.filter((item) => {
    const key = toPlain(item);
    return seen.has(key) ? false : seen.add(key);
  });
}

function known({ args: [subject] }: { args: [ASTNode] }) {
  return {
    typeCheck(checker: Checker, _macro: unknown, context: Context): Type {
      checker.check(subject, context);
      return checker.getType('bool');
    },
    evaluate(evaluator: Evaluator, _macro: unknown, context: Context): boolean {
      try {
        evaluator.run(subject, context);
        return true;
      } catch (error) {
        if (isAbsence(error)) return false;
        throw error;
      }
    },
  };
}

/** Lists and absence: `filter`, `run`, `sort_by`, `distinct`, `first`, `last`, `known`, `when`. */
export function registerLists(env: Environment): void {
  const pure = { async: false };
  // The library's own filter fails on an absent condition. Of the macros of one name it takes the one registered last,
  // whatever its receiver, and refuses only a second one for the same receiver.
  env.registerFunction(
    'list<bool>.filter(ast, ast): list<dyn>',
    keeping('filter', (items, holds) => items.filter(holds)),
    pure,
  );
  env.registerFunction('list.run(ast, ast): list<dyn>', keeping('run', lastRun), pure);
  env.registerFunction('list.sort_by(ast, ast): list<dyn>', sortBy, pure);
  env.registerFunction('list<V>.distinct(): list<V>', distinct, pure);
  env.registerFunction('list<V>.first(): V', (list: unknown[]) => list[0] ?? absent(), pure);
  env.registerFunction('list<V>.last(): V', (list: unknown[]) => list.at(-1) ?? absent(), pure);
  env.registerFunction('known(ast): bool', known, pure);
  env.registerFunction('when(bool, V): V', (holds: boolean, value: unknown) => (holds ? value : absent()), pure);
}
