import type { Anchor, Fact, Moment, Protocol, State } from '../../kernel/index.ts';
import type { Rule } from './rule.ts';

/** Wherever a case rests, something falls due in time: nobody is waited for who was never asked. */
export const waits: Rule = ({ compilation, protocol, places }) => {
  const { states } = protocol;
  const comes = comingEvents(protocol);
  const falls = (state: State) =>
    state.tasks.length > 0 ||
    state.handOff !== undefined ||
    state.once.some(({ trigger }) => 'moment' in trigger && fallsDue(trigger.moment, protocol.facts, comes)) ||
    isFork(state, protocol.facts);
  const within = (index: number): boolean => falls(states[index]!) || states[index]!.children.some(within);
  for (const { index, path, state } of places) {
    if (state.kind !== 'leaf' || state.end) continue;
    let due = false;
    for (let at = index; at >= 0 && !due; at = states[at]!.parent) {
      // What another track waits for keeps the case awake too.
      due = falls(states[at]!) || (states[at]!.kind === 'tracks' && states[at]!.children.some(within));
    }
    if (!due) compilation.keyProblem('could-wait-for-ever', path, { name: state.id || protocol.protocol });
  }
};

/** Events that come by themselves or because somebody is asked for them, or that must have come where they led. */
function comingEvents({ states, events }: Protocol): Set<string> {
  const given = Object.values(events.opened!.data).some(({ required }) => required);
  return new Set([
    ...(given ? ['opened'] : []),
    ...states.flatMap(({ tasks, handOff, on }) => [
      ...tasks.map(({ event }) => event),
      ...(handOff ? ['accepted'] : []),
      ...Object.entries(on).flatMap(([event, arms]) => (arms.some(({ to }) => to) ? [event] : [])),
    ]),
  ]);
}

function fallsDue(moment: Moment, facts: Fact[], comes: Set<string>): boolean {
  if (moment.kind === 'date' || moment.kind === 'next') return true;
  const anchor: Anchor | undefined = moment.kind === 'anchor' ? moment.anchor : moment.from;
  if (!anchor) return true;
  const reads = anchor.of === 'event' ? [anchor.name] : (facts.find(({ name }) => name === anchor.name)?.reads ?? []);
  return reads.some((event) => comes.has(event) || event.startsWith('$'));
}

/** One of a flag and its plain negation holds at once: nobody waits here. */
function isFork({ once }: State, facts: Fact[]): boolean {
  const flags = once.flatMap(({ trigger }) => ('flag' in trigger ? facts.filter(({ name }) => name === trigger.flag) : []));
  return flags.some((one) => flags.some(({ is }) => is === `!${one.name}` || is === `!(${one.is})`));
}
