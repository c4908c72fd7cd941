import { misfit } from './closed-lists.ts';
import { conditionOf, numbersIn } from './condition.ts';
import { limits, type Place, placeOf, spellIn } from './environment.ts';
import { outcomesIn } from './outcomes.ts';
import { problemOf } from './problems.ts';
import { below, Reading } from './reading.ts';
import type { Checked, ExpressionProblem, Scope } from './scope.ts';
import { respell, spell, unspell } from './spelling.ts';

/** Type-checks an expression at author time: its type and what it reads, or the first problem with its place. Never throws. */
export function check(source: string, scope: Scope): Checked | ExpressionProblem {
  if (source.length > limits.source) {
    const en = `an expression is at most ${limits.source} characters long`;
    return { code: 'cel-forbidden', message: en, zh: `表达式至多 ${limits.source} 个字符`, en, from: 0, to: source.length };
  }
  const names = new Set<string>();
  const spelled = respell(source, (name, afterDot) => {
    names.add(afterDot ? `.${name}` : name);
    return afterDot ? spell(name) : spellIn(scope, name);
  });
  let place: Place;
  try {
    place = placeOf(scope, names);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { code: 'cel-type', message, zh: message, en: message, from: 0, to: Math.max(source.length, 1) };
  }
  const found = checked(spelled.text, scope, place);
  if (!('code' in found)) {
    const back = <T extends { from: number; to: number }>(each: T): T => ({
      ...each,
      from: spelled.back(each.from),
      to: spelled.back(each.to),
    });
    const { numbers, outcomes } = found;
    return { ...found, numbers: numbers.map(back), ...(outcomes && { outcomes: outcomes.map(back) }) };
  }
  return {
    ...found,
    message: unspell(found.message),
    zh: unspell(found.zh),
    en: unspell(found.en),
    from: spelled.back(found.from),
    to: spelled.back(found.to),
  };
}

function checked(source: string, scope: Scope, place: Place): Checked | ExpressionProblem {
  try {
    const parsed = place.env.parse(source);
    const reading = new Reading(scope, (name) => place.env.getDefinitions().functions.some((known) => known.name === name));
    const forbidden = reading.visit(parsed.ast);
    if (forbidden) return forbidden;
    const { valid, type, error } = parsed.check();
    if (!valid) return problemOf(error, source, scope, place);
    const outcomes = outcomesIn(parsed.ast);
    const condition = type === 'bool' ? conditionOf(parsed.ast, scope) : undefined;
    return (
      misfit(parsed.ast, scope, place) ?? {
        type: type ?? 'dyn',
        reads: reading.reads,
        numbers: numbersIn(parsed.ast, below),
        ...(outcomes.length > 0 && { outcomes }),
        ...(condition && { condition }),
      }
    );
  } catch (error) {
    return problemOf(error, source, scope, place);
  }
}
