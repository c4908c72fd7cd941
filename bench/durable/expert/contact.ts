import type { Actor, Attention, Data, Effect, Holder, Opening, Slot } from '../../../src/kernel/index.ts';

/** What the plan says of close contacts, written into the program (protocols/close-contact). */
export type State = 'observed' | 'febrile' | 'at_clinic' | 'release_due' | 'released' | 'source_cleared' | 'became_suspected';

export const stageOf: Record<State, string> = {
  observed: 'isolate',
  febrile: 'diagnose',
  at_clinic: 'diagnose',
  release_due: 'control',
  released: 'control',
  source_cleared: 'control',
  became_suspected: 'diagnose',
};

export const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** China has one zone and no summer time. */
const ZONE = 8 * HOUR;

export const dayOf = (at: number) => Math.floor((at + ZONE) / DAY);
export const startOf = (day: number) => day * DAY - ZONE;
/** Observation lasts to the end of the fourteenth day after the exposure. */
export const endOfObservation = (day: number) => startOf(day + 15);
export const dayOfDate = (date: string) => Date.parse(`${date}T00:00:00Z`) / DAY;

/** A contact's case: what the program has to remember. */
export interface Contact {
  id: string;
  subject: string;
  place: string;
  openedAt: number;
  seq: number;
  now: number;
  state: State;
  /** When the state was entered. */
  entered: number;
  exposures: { from: string; day: number }[];
  excluded: string[];
  /** When the clinic declined, and when it last accepted: refused three times in a row is passing the buck. */
  refusals: number[];
  accepted?: number;
  slots: Slot[];
  closed: Slot[];
  holder: Holder;
  status: 'running' | 'becoming' | 'ended';
  outcome?: string;
  endedAt?: number;
  nextWake: number | null;
  heard: Record<string, number>;
  attention: Attention[];
}

/** A fact as the ledger's timeline keeps it. */
export interface Fact {
  id: number;
  event: string;
  at: number;
  recorded: number;
  by: Actor;
  from?: string;
  data: Data;
}

export function blank({ id, subject, place, now }: Opening): Contact {
  return {
    id,
    subject,
    place,
    openedAt: now,
    seq: 0,
    now,
    state: 'observed',
    entered: now,
    exposures: [],
    excluded: [],
    refusals: [],
    slots: [],
    closed: [],
    holder: { place },
    status: 'running',
    nextWake: null,
    heard: {},
    attention: [],
  };
}

export type Ask = Effect extends infer E ? (E extends Effect ? Omit<E, 'seq' | 'index' | 'at'> : never) : never;

interface Step {
  offset: number;
  tell?: string[];
  /** Opens a supervision file against whoever was asked. */
  matter?: string;
}

const transfer: Step[] = [
  { offset: -HOUR / 2, tell: ['fever_clinic'] },
  { offset: 0, tell: ['fever_clinic', 'township_leader'] },
  { offset: HOUR, tell: ['county_cdc'] },
  { offset: 4 * HOUR, matter: 'transfer_refused' },
];

/** Escalation of each owed event, by its rule. */
export const ladders: Record<string, Step[]> = {
  'observed.temperature_taken': [
    { offset: 0, tell: ['village_doctor'] },
    { offset: 2 * HOUR, tell: ['grid_head'] },
    { offset: 6 * HOUR, tell: ['township_leader'] },
    { offset: 24 * HOUR, matter: 'missed_reading' },
  ],
  'febrile.hand_off': transfer,
  'at_clinic.seen_by_clinic': transfer,
  'release_due.release_noticed': [
    { offset: 0, tell: ['county_cdc'] },
    { offset: 24 * HOUR, matter: 'notice_late' },
  ],
};
