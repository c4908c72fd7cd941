/** What must hold at every level: `traced` = `released` + `observed`. */
export interface Balance {
  total: string;
  parts: readonly string[];
}

/** Which cases of persons make a figure, as they stand at the end of a day. */
export interface Counted {
  /** Protocols the cases opened under: who became a patient since is still traced. */
  protocols: readonly string[];
  /** `all`: opened by then; `open`, `ended`: how they stood then; `opened`: opened on that very day. */
  which: 'all' | 'open' | 'ended' | 'opened';
  /** Only those in this stage, as the ledger knows it now. */
  stage?: string;
}

/** A form that units fill in every day: the event that files it, its figures, and where the ledger finds them. */
export interface Form {
  name: string;
  protocol: string;
  event: string;
  /** Field of the event that names the day. */
  day: string;
  /** Field of the event that says why a report is put right. */
  reason: string;
  /** Role that reports. */
  by: string;
  figures: Record<string, Counted>;
  balances: readonly Balance[];
}

const watched = ['close-contact', 'returnee'];

/** The daily report of the meeting of 30 January 2020; traced = released + observed as the province published it. */
export const dailyForm: Form = {
  name: 'daily',
  protocol: 'daily-report',
  event: 'report_filed',
  day: 'day',
  reason: 'reason',
  by: 'reporter',
  figures: {
    returned: { protocols: ['returnee'], which: 'opened' },
    traced: { protocols: watched, which: 'all' },
    observed: { protocols: watched, which: 'open' },
    released: { protocols: watched, which: 'ended' },
    febrile: { protocols: watched, which: 'open', stage: 'diagnose' },
  },
  balances: [{ total: 'traced', parts: ['released', 'observed'] }],
};

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
