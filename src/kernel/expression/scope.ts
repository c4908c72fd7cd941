import type { Field, Protocol, Value } from '../protocol.ts';
import type { ChildView, EarlierView, Self, SlotView } from './around.ts';
import type { Condition } from './condition.ts';
import type { EntryView } from './entries.ts';
import type { OutcomeNamed } from './outcomes.ts';

/** What expressions of one place in a protocol may name. Fact types are in this adapter's notation, as `check` gives them. */
export interface Scope {
  zone: string;
  /** Each event is a list of its standing entries: `at`, `recorded`, `by`, `from` and the data fields. */
  events: Record<string, Record<string, Field>>;
  facts: Record<string, string>;
  values: Record<string, Value>;
  data?: Record<string, Field>;
  /** Days off and worked weekends, for spans in working days; without it Monday to Friday. */
  workdays?: Protocol['workdays'];
  /** Events that some task owes: the fields of `slots`. */
  owed?: string[];
  /** Names under which cases are opened: the fields of `children`. */
  links?: string[];
  /** Ids of the states, for `inside`. */
  states?: string[];
  /** It stands where a list is gone through: `each` is the element at hand. */
  element?: true;
}

/** Where the kernel finds what an expression names; each is asked for only when it is read. */
export interface Names {
  entries(event: string): readonly EntryView[];
  /** How many there are, also of those that are no longer at hand. */
  count(event: string): number;
  fact(name: string): unknown;
  /** Asked only where some value varies. */
  values(): Record<string, Value>;
  data: EntryView | undefined;
  self(): Self;
  slots(event: string): SlotView[];
  children(link: string): ChildView[];
  earlier(): EarlierView[];
  inside(state: string): boolean;
  element: string | undefined;
}

export interface Checked {
  /** `bool`, `int`, `double`, `string`, `Date`, `Instant`, `Span`, `Clock`, `EventX` or `list<…>` of one. */
  type: string;
  reads: Reads;
  /** Numbers that stand in it, other than 0, 1 and 2. */
  numbers: { value: number; from: number; to: number }[];
  /** Words with which it compares how a case ended. */
  outcomes?: OutcomeNamed[];
  /** What it compares with constants, where it does nothing else. */
  condition?: Condition;
}

/** The first or last entry that has a field, or the one in which it is greatest or least. */
export interface Pick {
  event: string;
  field: string;
  which: 'first' | 'last' | 'max' | 'min';
}

/** What an expression depends on. */
export interface Reads {
  events: string[];
  facts: string[];
  values: string[];
  data: string[];
  /** Of the events, those of which it reads more than the first or last entry or how many there are. */
  whole: string[];
  /** Of the events, single entries it looks for, where it needs no others. */
  picks: Pick[];
  /** Of `slots`, `children` and `inside`. */
  slots: string[];
  children: string[];
  inside: string[];
  earlier: boolean;
}

export interface ExpressionProblem {
  code: 'cel-syntax' | 'cel-type' | 'cel-forbidden' | 'closed-list';
  /** The finding in the terse words of the expression language. */
  message: string;
  zh: string;
  en: string;
  /** UTF-16 offsets into the source. */
  from: number;
  to: number;
  suggestion?: string;
}
