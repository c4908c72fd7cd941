import { type Condition, type Fact, type Logic, logicOf, type Scope, tellingValues } from '../../kernel/index.ts';

/** What a statement may be: true, false, not known; as bits. */
const TRUE = 1;
const FALSE = 2;
const UNKNOWN = 4;

/** What has to be so: that something holds, or that it does not (also where it is not known). */
export interface Required {
  logic: Logic;
  not?: true;
}

/** One way in which all can be so: what each simple statement is then. */
type Way = Map<string, { may: number; condition: Condition | undefined }>;

/** More ways than anybody follows: then it counts as possible no more than as impossible. */
const MOST_WAYS = 200;
const MOST_DEEP = 20;

/**
 * Whether all of this may be so at once, as far as the words `&& || !`, choices, other facts and comparisons with constants tell; every other
 * statement may be true or false. Undefined where there are too many ways to tell.
 */
export function together(required: readonly Required[], facts: readonly Fact[], scope: Scope): boolean | undefined {
  const ways = new Ways(facts, scope).all(required.map(({ logic, not }) => ({ logic, may: not ? FALSE | UNKNOWN : TRUE })));
  return ways && ways.length > 0;
}

class Ways {
  private readonly facts: ReadonlyMap<string, Fact>;
  private readonly scope: Scope;
  constructor(facts: readonly Fact[], scope: Scope) {
    this.facts = new Map(facts.map((fact) => [fact.name, fact]));
    this.scope = scope;
  }

  all(parts: readonly { logic: Logic; may: number }[], depth = 0): Way[] | undefined {
    let ways: Way[] = [new Map()];
    for (const { logic, may } of parts) {
      const own = this.of(logic, may, depth);
      if (!own || ways.length * own.length > MOST_WAYS) return undefined;
      ways = ways.flatMap((way) => own.flatMap((other) => joined(way, other) ?? []));
    }
    return ways;
  }

  private any(parts: readonly { logic: Logic; may: number }[], depth: number): Way[] | undefined {
    const ways = parts.map(({ logic, may }) => this.of(logic, may, depth));
    return ways.some((way) => way === undefined) || ways.length > MOST_WAYS ? undefined : ways.flatMap((way) => way!);
  }

  /** The ways in which a logic is one of what it may be: true, false, not true, not false. */
  private of(logic: Logic, may: number, depth: number): Way[] | undefined {
    if (depth > MOST_DEEP) return undefined;
    switch (logic.is) {
      case 'not':
        return this.of(logic.of, (may & UNKNOWN) | (may & TRUE ? FALSE : 0) | (may & FALSE ? TRUE : 0), depth);
      case 'all':
      case 'any': {
        const parts = logic.of.map((part) => ({ logic: part, may }));
        // All are true, or not false, where each is; false, or not true, where one is. Of any it is the other way round.
        const ofEach = logic.is === 'all' ? (may & TRUE) > 0 : (may & TRUE) === 0;
        return ofEach ? this.all(parts, depth + 1) : this.any(parts, depth + 1);
      }
      case 'fact': {
        const fact = this.facts.get(logic.name);
        return fact && !isGiven(fact) ? this.of(logicOf(fact.is, this.scope, 'holds'), may, depth + 1) : one(logic.name, may);
      }
      case 'known': {
        const fact = this.facts.get(logic.name);
        return may === TRUE && fact && !isGiven(fact) ? this.of(logicOf(fact.is, this.scope, 'known'), may, depth + 1) : [new Map()];
      }
      case 'statement':
        return one(logic.text, may, logic.condition);
      default:
        return logic satisfies never;
    }
  }
}

const isGiven = ({ is }: Fact) => is.startsWith('opened.filter(');
const one = (name: string, may: number, condition?: Condition): Way[] => [new Map([[name, { may, condition }]])];

/** Both at once, if they agree. */
function joined(one: Way, other: Way): Way | undefined {
  const both: Way = new Map(one);
  for (const [name, { may, condition }] of other) {
    const left = (both.get(name)?.may ?? 7) & may;
    if (left === 0) return undefined;
    both.set(name, { may: left, condition });
  }
  const said = [...both.values()].flatMap(({ may, condition }) => (condition && (may === TRUE || may === FALSE) ? { may, condition } : []));
  for (const { condition } of said) {
    const about = said.filter((each) => each.condition.of === condition.of);
    const values = tellingValues(about.map((each) => each.condition));
    if (about.length > 1 && !values.some((value) => about.every((each) => each.condition.holds(value) === (each.may === TRUE))))
      return undefined;
  }
  return both;
}
