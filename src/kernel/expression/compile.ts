import type { ASTNode } from '@marcbachmann/cel-js';
import { codeOf, GuardError, isAbsence } from './absence.ts';
import { check } from './check.ts';
import { countOf, placeOf, spellIn } from './environment.ts';
import { below, countedIn } from './reading.ts';
import type { Names, Scope } from './scope.ts';
import { respell, spell } from './spelling.ts';
import { toPlain } from './types.ts';

export interface Compiled {
  /**
   * Plain JSON: dates as `YYYY-MM-DD`, instants as ms, numbers never bigint, spans and clocks as in the protocol; lists of entries stay
   * views. Undefined is absence. Throws GuardError for any error but absence.
   */
  evaluate(names: Names): unknown;
}

const everything = new WeakMap<Scope, Map<string, Compiled | GuardError>>();

/** Compiles an expression; remembered for the scope object. Throws GuardError for one that `check` refuses. */
export function compile(source: string, scope: Scope): Compiled {
  let known = everything.get(scope);
  if (!known) {
    known = new Map();
    everything.set(scope, known);
  }
  let compiled = known.get(source);
  if (!compiled) {
    compiled = prepared(source, scope);
    known.set(source, compiled);
  }
  if (compiled instanceof GuardError) throw compiled;
  return compiled;
}

function prepared(source: string, scope: Scope): Compiled | GuardError {
  const checked = check(source, scope);
  if ('code' in checked) return new GuardError(checked.message, source, checked.code);
  const place = placeOf(scope, []);
  const { text } = respell(source, (name, afterDot) => (afterDot ? spell(name) : spellIn(scope, name)));
  const run = place.env.parse(counting(text, place.env.parse(text).ast, scope));
  return {
    evaluate(names) {
      const outer = place.names;
      place.names = names;
      try {
        return toPlain(run(place.context));
      } catch (error) {
        if (isAbsence(error)) return undefined;
        throw new GuardError(error instanceof Error ? error.message.split('\n')[0]! : String(error), source, codeOf(error));
      } finally {
        place.names = outer;
      }
    },
  };
}

/** Counts entries by asking how many there are: a case need not hold all of them. */
function counting(text: string, ast: ASTNode, scope: Scope): string {
  const counts: { start: number; end: number; event: string }[] = [];
  const visit = (node: ASTNode): void => {
    const event = countedIn(node, scope);
    if (event === undefined) for (const part of below(node)) visit(part);
    else counts.push({ start: node.start, end: node.end, event });
  };
  visit(ast);
  counts.sort((a, b) => b.start - a.start);
  return counts.reduce((rest, { start, end, event }) => `${rest.slice(0, start)}${countOf(event)}${rest.slice(end)}`, text);
}
