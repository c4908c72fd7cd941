import { builtinOutcomes, type Field, type Protocol } from '../../kernel/index.ts';
import type { ProblemCode } from '../codes/index.ts';
import type { ScenarioContext } from './check.ts';
import { closedLists, type Kind } from './expect.ts';

const codes: Record<Kind, ProblemCode> = {
  state: 'target-unknown',
  stage: 'closed-list',
  event: 'event-undeclared',
  message: 'event-undeclared',
  role: 'role-unknown',
  holder: 'holder-unknown',
  deadline: 'deadline-unknown',
  protocol: 'protocol-unknown',
  outcome: 'outcome-unknown',
  fact: 'fact-unknown',
  refusal: 'closed-list',
  attention: 'closed-list',
};

/** What names in scenarios may stand for: those of a protocol, of its editions, and of what it becomes. */
export class Known {
  private readonly context: ScenarioContext;
  private readonly lists = new Map<string, readonly string[]>();

  constructor(context: ScenarioContext) {
    this.context = context;
  }

  get units(): ScenarioContext['units'] {
    return this.context.units;
  }

  has(protocol: string): boolean {
    return this.context.protocols.has(protocol);
  }

  protocols(): string[] {
    return [...this.context.protocols.keys()];
  }

  editions(protocol: string): string[] {
    return (this.context.protocols.get(protocol) ?? []).map(({ edition }) => edition);
  }

  /** The declared shapes of an event's data, that of the present edition first. */
  shapes(event: string, protocol: string): Record<string, Field>[] {
    return this.family(protocol).flatMap(({ events }) => (Object.hasOwn(events, event) ? [events[event]!.data] : []));
  }

  missingUnit(name: string): string[] | undefined {
    const { units } = this.context;
    return units && !Object.hasOwn(units.units, name) ? Object.keys(units.units) : undefined;
  }

  /** Undefined when the name stands for something, or nothing is known of its kind. */
  missing(kind: Kind, name: string, protocol: string): { code: ProblemCode; list: readonly string[] } | undefined {
    const list = this.names(kind, protocol);
    if (!list) return undefined;
    const slots = kind === 'event' || kind === 'deadline';
    const [bare, unit] = kind === 'role' || kind === 'holder' ? name.split('@') : slots ? slotName(name) : [name];
    if (unit !== undefined && this.missingUnit(unit)) return { code: 'unit-unknown', list: this.missingUnit(unit)! };
    if (list.includes(bare!) || (kind === 'state' && list.some((id) => id.endsWith(`.${name}`)))) return undefined;
    return { code: codes[kind], list: kind === 'state' ? [...list, ...list.map((id) => id.split('.').at(-1)!)] : list };
  }

  names(kind: Kind, protocol: string): readonly string[] | undefined {
    const key = `${kind} ${protocol}`;
    let list = this.lists.get(key);
    if (!list) {
      const found = this.listed(kind, protocol);
      if (!found) return undefined;
      list = [...new Set(found)];
      this.lists.set(key, list);
    }
    return list;
  }

  private listed(kind: Kind, protocol: string): string[] | undefined {
    const { units } = this.context;
    const all = [...this.context.protocols.values()].flat();
    const family = this.family(protocol);
    const states = family.flatMap((known) => known.states);
    switch (kind) {
      case 'state':
        return states.filter((state) => state.kind === 'leaf').map(({ id, parent }) => (parent < 0 ? '' : id));
      case 'event':
        return family.flatMap(({ events }) => Object.keys(events));
      case 'message':
        return all.flatMap(({ events }) => Object.keys(events));
      case 'role':
        return units && Object.keys(units.roles);
      case 'holder':
        return units && [...Object.keys(units.roles), ...Object.keys(units.units)];
      case 'deadline':
        return [
          'hand_off',
          ...states.flatMap(({ tasks, once }) => [
            ...tasks.map(({ event }) => event),
            ...once.flatMap(({ trigger, text }) => ('moment' in trigger ? [text] : [])),
          ]),
        ];
      case 'protocol':
        return this.protocols();
      case 'outcome':
        return [...family.flatMap(({ outcomes }) => Object.keys(outcomes)), ...Object.keys(builtinOutcomes)];
      case 'fact':
        return family.flatMap(({ facts }) => facts.map(({ name }) => name));
      case 'refusal':
      case 'attention':
      case 'stage':
        return closedLists[kind];
      default:
        return kind satisfies never;
    }
  }

  /** All editions of a protocol and of what it becomes. */
  private family(protocol: string): Protocol[] {
    const names = new Set([protocol]);
    const family: Protocol[] = [];
    for (const name of names) {
      for (const edition of this.context.protocols.get(name) ?? []) {
        family.push(edition);
        for (const { end } of edition.states) if (end && 'becomes' in end) names.add(end.becomes);
      }
    }
    return family;
  }
}

/** `EVENT[KEY]@UNIT`: the event, and the unit where it is given. */
function slotName(name: string): [string, string?] {
  const [, event, unit] = /^(.*?)(?:\[.*\])?(?:@([^\]]*))?$/s.exec(name)!;
  return unit === undefined ? [event!] : [event!, unit];
}
