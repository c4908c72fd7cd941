import type { Datum, Text } from '../../kernel/index.ts';

/** How long something takes: lognormal, by its median (minutes) and the standard deviation of its logarithm. */
export interface Spread {
  median: number;
  sigma: number;
}

/** Something that befalls a share of them, and how long it takes or lasts then. */
export interface Sometimes {
  share: number;
  by: Spread;
}

/** How the posts of a role work. */
export interface Manner {
  /** How many people take turns at each post. */
  people: number;
  /** Around the civil time of a repeating task: standard deviation in minutes. */
  about: number;
  /** From being asked for anything else, or told in a ladder, to doing it. */
  takes: Spread;
  /** After the due instant. */
  late?: Sometimes;
  /** Share of what is asked that is not done before its ladder has been climbed to the end. */
  silent: number;
  /** Share of the posts that stand empty once in the exercise, and for how long. */
  away?: Sometimes;
  /** Done in time on paper, entered later. */
  paper?: Sometimes;
  /** Share of hand-offs turned down, and the reasons given. */
  declines?: { share: number; because: string[] };
  /** Told by a ladder of what others did not do, and allowed to do it: the share in which they do. */
  stepsIn: number;
  /** Share of the forms with a number mistyped at first. */
  slips: number;
}

/** What the body of a person would show: a closed list. */
export const bodySigns = ['temperature', 'symptoms', 'suspicious', 'result', 'better', 'imaging'] as const;
export type BodySign = (typeof bodySigns)[number];

/** How one field of a report is filled in. */
export type Answer =
  | { is: Datum }
  /** A sign, or what is written for its yes and no. */
  | { body: BodySign; yes?: Datum; no?: Datum }
  | { choose: [value: string, weight: number][] }
  /** A share of yes. */
  | { chance: number }
  /** A whole number, ends included. */
  | { between: [number, number] }
  /** So many days after the day of the report, as a date. */
  | { days: number }
  /** A field of the last report of an event, or `at`: when that occurred. */
  | { last: string; field: string }
  /** `{who}` and `{n}` are filled in: the person's or unit's name in the register, and which one it is of the event, from 1. */
  | { text: string };

/** How health goes among the people of the register. */
export interface Health {
  /** The date among the opening facts from which the incubation counts. */
  since: string;
  /** Secondary attack rate by the kind of contact in the register. */
  attack: Record<string, number>;
  incubation: Spread;
  fever: Spread;
  /** From onset until clearly better. */
  better: Spread;
  /** From onset until the virus is found no more. */
  clears: Spread;
  /** Share of infected samples that a test finds. */
  detected: number;
  /** Share of the others who run a fever of another cause within two weeks. */
  otherFever: number;
  /** Share of such fevers that the clinic takes for suspected cases. */
  mistaken: number;
}

/** The register an exercise takes its people from, and which of its columns say what the import does not read. */
export interface Register {
  file: string;
  mapping: string;
  columns: { number: string; found: string; contact: string };
}

/** Who lives in an exercise and how they behave; everything else follows from it, the register and a seed. */
export interface Population {
  name: string;
  edition: string;
  title: Text;
  /** `YYYY-MM-DD HH:MM` in the zone of the units. */
  begins: string;
  register: Register;
  /** Protocol under which the register's people are opened. */
  protocol: string;
  health: Health;
  staff: Record<string, Manner>;
  answers: Record<string, Record<string, Answer>>;
}
