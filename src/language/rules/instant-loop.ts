import type { Arm, Fact, Moment, OnceRule, Protocol } from '../../kernel/index.ts';
import type { Rule } from './rule.ts';
import { isInside } from './ways.ts';

interface Edge {
  from: number;
  to: number;
  /** What makes it hold: the same in a circle, and the circle runs for ever at one instant. */
  cause: string;
  rule: OnceRule;
}

/**
 * States do not lead round in a circle at one instant. Decided, and no more is claimed: circles in which one and the same flag leads
 * from each to the next, or in which nothing but time that is already past does.
 */
export const instantLoop: Rule = ({ compilation, protocol, places }) => {
  const edges = edgesOf(protocol);
  for (const edge of edges) {
    if (!circles(protocol, edges, edge)) continue;
    compilation.keyProblem('instant-loop', [...places[edge.from]!.path, 'once', edge.rule.text], { name: protocol.states[edge.from]!.id });
    // One problem for a circle, however many states are in it.
    return;
  }
};

function edgesOf({ states, facts }: Protocol): Edge[] {
  return states.flatMap((state, from) =>
    state.once.flatMap((rule) => {
      const cause = causeOf(rule, facts);
      const always = (arm: Arm, n: number) => arm.when === undefined && n === 0;
      return cause === undefined ? [] : rule.arms.filter(always).flatMap(({ to }) => (to ? [{ from, to: to.state, cause, rule }] : []));
    }),
  );
}

/** What lets a rule hold again at once when its state is entered again. */
function causeOf({ trigger }: OnceRule, facts: Fact[]): string | undefined {
  if ('flag' in trigger) return isOfRecord(trigger.flag, facts) ? trigger.flag : undefined;
  return 'moment' in trigger && isPastForGood(trigger.moment, facts) ? 'time' : undefined;
}

/** It does not change by moving from state to state. */
function isOfRecord(name: string, facts: Fact[]): boolean {
  return !facts.find((fact) => fact.name === name)?.reads.some((read) => read.startsWith('$'));
}

/** Once it has come it stays in the past, whatever state is entered: it counts from the record, or it is no time at all. */
function isPastForGood(moment: Moment, facts: Fact[]): boolean {
  if (moment.kind === 'date') return true;
  if (moment.kind === 'next') return false;
  const anchor = moment.kind === 'anchor' ? moment.anchor : moment.from;
  if (!anchor) return moment.kind === 'span' && 'elapsed' in moment.span && moment.span.elapsed === 0;
  // A derived time may become absent or move as the case moves on: nothing is claimed of it.
  return anchor.of === 'event' || facts.find((fact) => fact.name === anchor.name)?.is.startsWith('opened.filter(') === true;
}

function circles(protocol: Protocol, edges: Edge[], start: Edge): boolean {
  const seen = new Set<Edge>();
  const leadsBack = (edge: Edge): boolean => {
    const entered = enteredBy(protocol, edge);
    if (entered.has(start.from)) return true;
    const next = edges.filter((other) => other.cause === start.cause && entered.has(other.from) && !seen.has(other));
    return next.some((other) => seen.add(other) && leadsBack(other));
  };
  return leadsBack(start);
}

/** The states entered by taking an edge: the target with what is initial inside, and what lies around it but not around the source. */
export function enteredBy({ states }: Protocol, { from, to }: Pick<Edge, 'from' | 'to'>): Set<number> {
  const entered = new Set<number>();
  const enter = (index: number): void => {
    entered.add(index);
    const { kind, children } = states[index]!;
    for (const child of kind === 'tracks' ? children : children.slice(0, 1)) enter(child);
  };
  enter(to);
  for (let at = states[to]!.parent; at >= 0 && !isInside(states, from, at); at = states[at]!.parent) enter(at);
  return entered;
}
