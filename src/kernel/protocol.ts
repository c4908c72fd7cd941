/**
 * The compiled protocol: plain JSON, what `language` produces and the kernel runs. Its content hash pins a case to it.
 * Everything here is resolved: names are checked, spans are parsed, states are numbered in document order.
 */

/** Milliseconds since 1970 UTC: a point in elapsed time. */
export type Instant = number;
/** A civil date in the protocol's zone, `YYYY-MM-DD`. */
export type CivilDate = string;
/** A civil time of day, `HH:MM`. */
export type TimeOfDay = string;

/** Both languages in which people read. */
export interface Text {
  zh: string;
  en: string;
}

/** Hours are elapsed, days are calendar; the two never mix (language.md §1.5). */
export type Span = ElapsedSpan | CalendarSpan;
/** `30m`, `24h`: in milliseconds. */
export interface ElapsedSpan {
  elapsed: number;
}
/** `14d`, `2wd` (working days), `1mo`. */
export interface CalendarSpan {
  calendar: number;
  unit: 'day' | 'workday' | 'month';
}

/** A value that differs by campaign window or unit, by its name: looked up when it is needed. */
export interface ValueRef {
  value: string;
}

/** From where a span counts; without one it counts from the asking (task) or the entry (state). */
export interface Anchor {
  of: 'fact' | 'event';
  name: string;
}

export type Moment =
  | {
      kind: 'span';
      span: Span | ValueRef;
      /** Counted back from the anchor. */
      before?: true;
      from?: Anchor;
      at?: TimeOfDay | ValueRef;
      orNextWorkday?: true;
      text: string;
    }
  | { kind: 'anchor'; anchor: Anchor; at?: TimeOfDay | ValueRef; text: string }
  /** The first of these times of day that comes. */
  | { kind: 'next'; at: (TimeOfDay | ValueRef)[]; text: string }
  | { kind: 'date'; date: CivilDate; at?: TimeOfDay | ValueRef; text: string };

export type Series = { until?: Until; text: string } & (
  | { kind: 'daily' | 'workdays'; at: (TimeOfDay | ValueRef)[] }
  | { kind: 'days'; days: number[]; from: Anchor; at?: TimeOfDay | ValueRef }
  | { kind: 'every'; span: Span | ValueRef; from?: Anchor; at?: TimeOfDay | ValueRef }
);

/** Its last slot is the last one not after this; a day counts to its end. */
export type Until = Anchor | { date: CivilDate };

/** When a slot of a series may be filled: `before` its civil instant to `after` it, both elapsed. */
export interface Window {
  before: ElapsedSpan;
  after: ElapsedSpan;
}

export type FieldType = 'number' | 'integer' | 'text' | 'flag' | 'date' | 'time' | 'person' | 'case' | 'unit';

export interface Field {
  type: FieldType;
  required: boolean;
  title?: Text;
  unit?: string;
  min?: number;
  max?: number;
  oneOf?: string[];
  /** What people read for what is in `oneOf`. */
  titles?: Record<string, Text>;
  /** A list of such. */
  many?: true;
  /** A figure of a report that units fill in: which cases of the ledger make it. */
  count?: Counted;
}

/** Cases that make a figure, as they stand at the end of a day. */
export interface Counted {
  /** Protocols the cases opened under: who became a patient since is still counted. */
  protocols: string[];
  /** `all`: opened by then; `open`, `ended`: how they stood then; `opened`: opened on that very day. */
  which: 'all' | 'open' | 'ended' | 'opened';
  /** Only those in this stage, as the ledger knows it now. */
  stage?: Stage;
}

/** What a value of the plan may be. */
export type ValueIs =
  | { type: 'number'; is: number }
  | { type: 'text'; is: string }
  | { type: 'flag'; is: boolean }
  | { type: 'span'; is: Span }
  | { type: 'date'; is: CivilDate }
  | { type: 'clock'; is: TimeOfDay };

export type Value = ValueIs & {
  title?: Text;
  unit?: string;
  cite?: string;
  /** What it is instead while a campaign window lasts, each of the same type; windows of one value do not overlap. */
  in?: { window: string; is: ValueIs['is'] }[];
  /** Units of this level may have their own. */
  mayDifferBy?: string;
};

/** A stretch of the campaign, both days included; without `to` it lasts. */
export interface CampaignWindow {
  title?: Text;
  from: CivilDate;
  to?: CivilDate;
  cite?: string;
}

export interface Fact {
  name: string;
  title?: Text;
  /** In the notation of the expression adapter. */
  type: string;
  /** CEL; of a criterion, the conjunction of its conditions. */
  is: string;
  /** The conditions of a criterion, shown on the card as ticks. */
  all?: { title: Text; is: string }[];
  /** Names of the events it depends on, transitively; and `$slots`, `$children`, `$states`, `$set` where it looks at those. */
  reads: string[];
}

export interface EventRule {
  name: string;
  title: Text;
  /** Roles that may report it; `case` is a linked case. */
  by: string[];
  data: Record<string, Field>;
  /** Checked with words: CEL over `data` and facts. */
  must: { is: string; say: Text }[];
  /** How far back it may be dated. */
  backTo?: Span;
  /** Data fields, or `day` for the civil day on which it occurred: what is the same in all of these was said already. */
  oncePer?: string[];
  /** The same person may not have reported any of these. */
  notBy: string[];
}

/** What an author's action becomes: the closed set that runtime, simulator and ledger know. */
export type EffectTemplate =
  | { kind: 'tell'; roles: string[]; of?: Whose }
  | { kind: 'open'; protocol: string; subject: OpenSubject; with: Record<string, string>; link?: string; follow?: true }
  | { kind: 'send'; event: string; to: { link: string } | 'opener'; with: Record<string, string> };

/** Seen from where a role is held, where that is not the place of the case: a unit that a fact names, or `each` of a list. */
export type Whose = string;

/** For whom a case is opened: whoever an expression names, each of a list, the unit that was asked, or the one that holds a role. */
export type OpenSubject =
  | { kind: 'expression'; is: string }
  | { kind: 'each'; is: string }
  | { kind: 'asked' }
  | { kind: 'role'; role: string; of?: Whose };

export interface LadderStep {
  /** Milliseconds from the later of due and asked; negative: before. */
  offset: number;
  effects: EffectTemplate[];
}

export interface Target {
  /** Index into `states`. */
  state: number;
  /** `last`: where it was when it was left (history). `again`: leave and re-enter. */
  how: 'enter' | 'last' | 'again';
}

export interface Arm {
  /** Unique in the protocol; the chart's event for taking it. */
  id: string;
  /** CEL; absent: always (an `otherwise`, a `record`, or the only arm). */
  when?: string;
  to?: Target;
  /** Facts given at the opening that it changes: true recursion, not folded again when the record is corrected. */
  set?: Record<string, string>;
  effects: EffectTemplate[];
  cite?: string;
}

export interface TaskRule {
  /** `state.event`, unique in the protocol. */
  id: string;
  event: string;
  title?: Text;
  by: string[];
  of?: Whose;
  /** A slot for each element of the list that a fact is; the event's field says which it was. */
  each?: { field: string; list: string };
  due: { moment: Moment } | { series: Series; window?: Window };
  /** CEL; absent: always owed. */
  when?: string;
  ladder: string;
  /** How far beyond its due instant a supervisor may put it off. */
  extend?: Span | ValueRef;
  owed: boolean;
  cite?: string;
}

export interface HandOffRule {
  /** `state.hand_off`, unique in the protocol. */
  id: string;
  to: string;
  of?: Whose;
  due: Moment;
  ladder: string;
  extend?: Span | ValueRef;
  /** Refusals in a row that the `declined` arms take; the next is `bounced`. */
  bounces?: number;
  cite?: string;
}

export interface OnceRule {
  /** `state.once.n`, unique in the protocol. */
  id: string;
  /** A moment, a fact (flag: when it is so; time: when it comes), or the end of all tracks. */
  trigger: { moment: Moment } | { flag: string } | { done: true };
  arms: Arm[];
  /** As the author wrote it. */
  text: string;
}

export type Stage = 'discover' | 'report' | 'isolate' | 'diagnose' | 'treat' | 'control';

export interface State {
  /** Dotted path from the root, which is ``; unique. */
  id: string;
  key: string;
  parent: number;
  depth: number;
  /** `sequence`: the first child is initial; `tracks`: all children side by side. */
  kind: 'leaf' | 'sequence' | 'tracks';
  children: number[];
  title?: Text;
  stage?: Stage;
  tasks: TaskRule[];
  handOff?: HandOffRule;
  on: Record<string, Arm[]>;
  once: OnceRule[];
  /** Performed on entering. */
  entry: EffectTemplate[];
  end?: { outcome: string } | { becomes: string } | { track: true };
}

export interface Protocol {
  format: 1;
  protocol: string;
  edition: string;
  /** In force from the start of this day; absent: always. */
  effectiveFrom?: CivilDate;
  title: Text;
  subject: 'person' | 'unit' | 'place' | 'cluster' | 'household';
  /** Roles that may put the course of a case right. */
  supervisors?: string[];
  zone: string;
  sources: Record<string, Text>;
  windows?: Record<string, CampaignWindow>;
  values: Record<string, Value>;
  /** In order of dependency. */
  facts: Fact[];
  /** Declared ones and the reserved `opened`, `accepted`, `declined`. */
  events: Record<string, EventRule>;
  ladders: Record<string, LadderStep[]>;
  outcomes: Record<string, Text>;
  /** In document order; 0 is the file itself. */
  states: State[];
  /** It reads `earlier`: whoever opens a case of it says which of the subject's cases have ended. */
  wantsEarlier?: true;
  /** Days off and worked weekends of the zone's calendar, for `wd`. */
  workdays?: { holidays: CivilDate[]; working: CivilDate[] };
}
