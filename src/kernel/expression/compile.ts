import { GuardError, isAbsence } from './absence.ts';
import { check } from './check.ts';
import { placeOf, spellIn } from './environment.ts';
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
  if ('code' in checked) return new GuardError(checked.message, source);
  const place = placeOf(scope, []);
  const { text } = respell(source, (name, afterDot) => (afterDot ? spell(name) : spellIn(scope, name)));
  const run = place.env.parse(text);
  return {
    evaluate(names) {
      const outer = place.names;
      place.names = names;
      try {
        return toPlain(run(place.context));
      } catch (error) {
        if (isAbsence(error)) return undefined;
        throw new GuardError(error instanceof Error ? error.message.split('\n')[0]! : String(error), source);
      } finally {
        place.names = outer;
      }
    },
  };
}
