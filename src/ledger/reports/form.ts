import type { Counted, Protocol } from '../../kernel/protocol.ts';

/** What must hold at every level: `traced` = `released` + `observed`. */
export interface Balance {
  total: string;
  parts: readonly string[];
}

/** Which event of which protocol is the report that units file every day. */
export interface Filing {
  name: string;
  protocol: string;
  event: string;
  /** Field of the event that names the day. */
  day: string;
  /** Field of the event that says why a report is put right. */
  reason: string;
  /** Role that reports. */
  by: string;
}

/** A form that units fill in every day: its figures, where the ledger finds them, and what must hold between them. */
export interface Form extends Filing {
  /** Undefined: the ledger knows nothing of it. */
  figures: Record<string, Counted | undefined>;
  balances: readonly Balance[];
}

/** The daily report of the meeting of 30 January 2020. */
export const dailyReport: Filing = {
  name: 'daily',
  protocol: 'daily-report',
  event: 'report_filed',
  day: 'day',
  reason: 'reason',
  by: 'reporter',
};

/** A field, and the fields that it is the sum of. */
const SUM = /^data\.([\p{L}\p{N}_]+) == (data\.[\p{L}\p{N}_]+(?: \+ data\.[\p{L}\p{N}_]+)*)$/u;

/**
 * The form as its protocol writes it: the whole numbers of the event are its figures, those with `count` known to the ledger, and what its `must` says of their sums
 * (`data.traced == data.released + data.observed`) are its balances, which hold of every sum of reports that keep them.
 */
export function formOf({ events }: Protocol, filing: Filing = dailyReport): Form {
  const { data = {}, must = [] } = events[filing.event] ?? {};
  const figures = Object.fromEntries(
    Object.entries(data).flatMap(([name, { type, count }]) => (type === 'integer' ? [[name, count]] : [])),
  );
  const isFigure = (name: string) => Object.hasOwn(figures, name);
  const balances = must.flatMap(({ is }) => {
    const [, total, sum] = SUM.exec(is.trim().replace(/\s+/g, ' ')) ?? [];
    const parts = sum?.split(' + ').map((part) => part.slice('data.'.length)) ?? [];
    return total !== undefined && [total, ...parts].every(isFigure) ? [{ total, parts }] : [];
  });
  return { ...filing, figures, balances };
}

/** The figures of a form that the ledger proposes. */
export const countedIn = ({ figures }: Form): [name: string, counted: Counted][] =>
  Object.entries(figures).flatMap(([name, counted]) => (counted ? [[name, counted] as [string, Counted]] : []));

/** Names to counts. Every one 0 is a zero report, which is a report. */
export type Figures = Record<string, number>;

export interface Unbalanced {
  total: string;
  is: number;
  parts: number;
}

/** The balances that figures break, with both numbers. A form is only held to balances whose figures it has. */
export function unbalancedIn(figures: Figures, balances: readonly Balance[]): Unbalanced[] {
  return balances.flatMap(({ total, parts }) => {
    if (![total, ...parts].every((name) => name in figures)) return [];
    const sum = parts.reduce((all, part) => all + figures[part]!, 0);
    return figures[total] === sum ? [] : [{ total, is: figures[total]!, parts: sum }];
  });
}

/** Adds figures to a sum, in place. */
export function addTo(sum: Figures, figures: Figures): void {
  for (const [name, count] of Object.entries(figures)) sum[name] = (sum[name] ?? 0) + count;
}
