import type { Text } from '../../kernel/index.ts';
import type { Path } from '../source.ts';
import type { Expect } from './expect.ts';

/** Where something stands in a file of scenarios: 1-based, with the path that leads there. */
export interface Place {
  path: Path;
  line: number;
  col: number;
}

/** How a case opens, as its author wrote it: times are civil, in the protocol's zone. */
export interface ScenarioOpening {
  with: Record<string, unknown>;
  subject?: string;
  home: string;
  by: string;
  from?: string;
}

/** One moment of a scenario: at most one thing happens to one case, then what must be so. */
export interface ScenarioStep {
  /** Its number in the scenario, from 0. */
  index: number;
  /** Civil time `YYYY-MM-DD HH:MM[:SS]`. */
  at: string;
  /** The case it is about; undefined: the one the scenario opens. */
  case?: string;
  open?: ScenarioOpening & { as: string; protocol: string };
  event?: { name: string; data: Record<string, unknown>; by: string; person?: string; place?: string; occurred?: string };
  message?: { name: string; from: string; data: Record<string, unknown>; occurred?: string };
  correct?: {
    event: string;
    nth: number;
    with: Record<string, unknown>;
    occurred?: string;
    because: string;
    by: string;
    person?: string;
    withdraw: boolean;
  };
  override?: ScenarioOverride;
  resolve?: { attention: string; because: string; by: string; retry?: boolean; to?: string };
  expect: Expect;
  /** Where each expectation stands. */
  places: Partial<Record<keyof Expect, Place>>;
  place: Place;
  line: number;
}

/** What a supervisor does in a step: as the kernel takes it, but that times are civil and cases go by their names. */
export type ScenarioOverride = { by: string; because: string } & (
  | { kind: 'extend'; task: string; key?: string; to: string }
  | { kind: 'reassign'; task: string; key?: string; to: string; role?: string }
  | { kind: 'recall' | 'void' }
  | { kind: 'offer'; to?: string }
  | { kind: 'reopen'; in?: string }
  | { kind: 'merge'; into?: string }
);

/** A story of one case, and of those around it, under one edition of its protocol. */
export interface Scenario {
  /** In English, with the edition where it is played under several; unique in its file. */
  title: string;
  titles: Text;
  protocol: string;
  /** Undefined: the one in force when the case opens. */
  edition?: string;
  /** Orders of the founding meeting that it proves. */
  tags: string[];
  open: ScenarioOpening & { at: string };
  steps: ScenarioStep[];
  file: string;
  place: Place;
}
