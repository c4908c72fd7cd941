import type { Environment } from '@marcbachmann/cel-js';
import { absent } from './absence.ts';

function divisor(b: number): number {
  if (b === 0) throw new Error('division by zero');
  return b;
}

const arithmetic: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / divisor(b),
  '%': (a, b) => a % divisor(b),
};

/** Data are doubles and literals often ints: the two mix, as an author expects of numbers. */
export function registerNumbers(env: Environment): void {
  for (const [operator, run] of Object.entries(arithmetic)) {
    env.registerOperator(`double ${operator} int`, (a: number, b: bigint) => run(a, Number(b)));
    env.registerOperator(`int ${operator} double`, (a: bigint, b: number) => run(Number(a), b));
  }
  env.registerOperator('double % double', arithmetic['%']!);
  env.registerOperator('double == int', (a: number, b: bigint) => a === Number(b));
  env.registerOperator('double in list<int>', (a: number, list: bigint[]) => list.some((item) => Number(item) === a));
  env.registerOperator('int in list<double>', (a: bigint, list: number[]) => list.includes(Number(a)));
  registerOrder(env, 'double', (value: number) => value);
  registerOrder(env, 'int', (value: bigint) => value);
  for (const [a, b] of [
    ['double', 'int'],
    ['int', 'double'],
  ]) {
    const pure = { async: false };
    env.registerFunction(`max(${a}, ${b}): double`, (x: number, y: number) => Math.max(Number(x), Number(y)), pure);
    env.registerFunction(`min(${a}, ${b}): double`, (x: number, y: number) => Math.min(Number(x), Number(y)), pure);
  }
  env.registerFunction('list<double>.sum(): double', (list: number[]) => list.reduce((sum, next) => sum + next, 0), { async: false });
  env.registerFunction('list<int>.sum(): int', (list: bigint[]) => list.reduce((sum, next) => sum + next, 0n), { async: false });
}

/** Most arguments of `max(a, b, …)`. */
const MOST_ARGUMENTS = 4;

/** `max` and `min` of a list (absent when it is empty) and of several arguments. */
export function registerOrder<T>(env: Environment, type: string, key: (value: T) => number | bigint | string): void {
  const greatest = (values: T[]) => (values.length === 0 ? absent() : values.reduce((best, next) => (key(next) > key(best) ? next : best)));
  const least = (values: T[]) => (values.length === 0 ? absent() : values.reduce((best, next) => (key(next) < key(best) ? next : best)));
  for (const [name, pick] of [
    ['max', greatest],
    ['min', least],
  ] as const) {
    env.registerFunction(`list<${type}>.${name}(): ${type}`, pick, { async: false });
    for (let count = 2; count <= MOST_ARGUMENTS; count++) {
      const types = new Array<string>(count).fill(type).join(', ');
      env.registerFunction(`${name}(${types}): ${type}`, (...values: T[]) => pick(values), { async: false });
    }
  }
}
