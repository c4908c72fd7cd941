import {
  type Anchor,
  type Arm,
  certain,
  check,
  type Fact,
  type Logic,
  logicOf,
  type Moment,
  type OnceRule,
  type State,
} from '../../kernel/index.ts';
import { enteredBy } from './instant-loop.ts';
import type { Rule, Subject } from './rule.ts';
import { type Required, together } from './together.ts';

/** A way from one state to another that a case may take of itself, without time passing. */
interface Edge {
  from: number;
  to: number;
  /** What must hold for it; undefined where nothing is claimed. Asked for only where ways lead round. */
  required(): Required[] | undefined;
  text: string;
  key: string;
}

/** More steps than a protocol has ways round. */
const MOST_STEPS = 20_000;

/**
 * No circle of flags, of moments that may be past and of offers that may be overdue leads back to where it began while all of them hold. What
 * follows from the record does not change by going round; where that may change (`inside`, `slots`, `set`), nothing is claimed.
 */
export const circles: Rule = (subject) => {
  const { compilation, protocol, places } = subject;
  const edges = protocol.states.flatMap((state, index) => edgesOf(subject, state, index));
  const leadsTo = new Map(edges.map((edge) => [edge, enteredBy(protocol, edge)]));
  const reported = new Set<number>();
  let steps = 0;
  const mayHold = (way: Edge[]): boolean => {
    const required = way.map((edge) => edge.required());
    return required.every((each) => each !== undefined) && together(required.flat(), protocol.facts, compilation.scope) === true;
  };
  const wayRound = (way: Edge[]): Edge[] | undefined => {
    const entered = leadsTo.get(way.at(-1)!)!;
    if (++steps > MOST_STEPS) return undefined;
    if (entered.has(way[0]!.from)) return mayHold(way) ? way : undefined;
    for (const next of edges) {
      // A circle is found from the first of its states.
      if (!entered.has(next.from) || next.from < way[0]!.from || way.includes(next)) continue;
      const round = wayRound([...way, next]);
      if (round) return round;
    }
    return undefined;
  };
  for (const edge of edges) {
    if (reported.has(edge.from)) continue;
    const round = wayRound([edge]);
    if (!round) continue;
    for (const { from } of round) reported.add(from);
    const list = [...new Set(round.map(({ text }) => text))].join(' · ');
    compilation.keyProblem('may-go-round', [...places[edge.from]!.path, edge.key, edge.text], {
      name: protocol.states[edge.from]!.id,
      list,
    });
  }
};

function edgesOf(subject: Subject, state: State, from: number): Edge[] {
  const before: Required[] = [];
  const edges: Edge[] = [];
  for (const rule of state.once) {
    const holds = whatMakes(subject, rule);
    if (!holds) continue;
    edges.push(...waysOf(subject, rule.arms, [{ logic: holds }, ...before]).map((way) => ({ from, ...way, text: rule.text, key: 'once' })));
    // A flag that leads away first leaves nothing to the rules below it.
    if ('flag' in rule.trigger && rule.arms[0]?.to && rule.arms[0].when === undefined) before.push({ logic: holds, not: true });
  }
  const { due } = state.handOff ?? {};
  const overdue = due && mayBePast(subject, due);
  if (overdue)
    edges.push(...waysOf(subject, state.on.lapsed ?? [], [{ logic: overdue }]).map((way) => ({ from, ...way, text: 'lapsed', key: 'on' })));
  return edges;
}

/** Where arms lead, and what must hold for each: its own condition, and none of those before it. */
function waysOf(subject: Subject, arms: readonly Arm[], holds: Required[]): Pick<Edge, 'to' | 'required'>[] {
  return arms.flatMap(({ to }, n) => {
    if (!to) return [];
    const required = () => {
      const asked = arms.slice(0, n + 1).map(({ when }) => (when === undefined ? certain : conditionOf(subject, when)));
      if (!asked.every((logic) => logic !== undefined)) return undefined;
      return [...holds, ...asked.map((logic, at): Required => (at < n ? { logic, not: true } : { logic }))];
    };
    return [{ to: to.state, required }];
  });
}

/** What must hold for a rule to lead on at once; undefined where nothing is claimed. */
function whatMakes(subject: Subject, { trigger }: OnceRule): Logic | undefined {
  if ('flag' in trigger) return ofRecord(subject, trigger.flag) ? { is: 'fact', name: trigger.flag } : undefined;
  return 'moment' in trigger ? mayBePast(subject, trigger.moment) : undefined;
}

/** What must be known for a moment to be past already when its state is entered; undefined where it lies ahead then. */
function mayBePast(subject: Subject, moment: Moment): Logic | undefined {
  if (moment.kind === 'date') return certain;
  if (moment.kind === 'next') return undefined;
  const anchor: Anchor | undefined = moment.kind === 'anchor' ? moment.anchor : moment.from;
  if (!anchor) return moment.kind === 'span' && 'elapsed' in moment.span && moment.span.elapsed === 0 ? certain : undefined;
  if (anchor.of === 'event') return { is: 'statement', text: `size(${anchor.name})>0` };
  return ofRecord(subject, anchor.name) ? { is: 'known', name: anchor.name } : undefined;
}

const ofRecord = ({ protocol }: Subject, name: string): boolean => !readsMore(protocol.facts.find((fact) => fact.name === name));
const readsMore = (fact: Fact | undefined) => fact?.reads.some((read) => read.startsWith('$')) ?? true;

/** What an arm asks, if it asks the record alone. */
function conditionOf(subject: Subject, when: string): Logic | undefined {
  const { scope } = subject.compilation;
  const checked = check(when, scope);
  if ('code' in checked) return undefined;
  const { slots, children, inside, facts } = checked.reads;
  const more = slots.length + children.length + inside.length > 0 || facts.some((name) => !ofRecord(subject, name));
  return more ? undefined : logicOf(when, scope, 'holds');
}
