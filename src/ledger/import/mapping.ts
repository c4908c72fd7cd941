import type { Text } from '../../kernel/protocol.ts';

/** How the columns of a register become persons and openings of a protocol. Written in YAML, documented in docs/import.md. */
export interface Mapping {
  mapping: string;
  title?: Text;
  protocol: string;
  /** Names the register, so that a row without a name is the same row in its next version. */
  source: string;
  /** Cells that say nothing, besides empty ones. */
  missing: string[];
  /** Date formats, e.g. `YYYY-MM-DD`, `YYYY年M月D日`. */
  dates: string[];
  person: PersonMapping;
  place: PlaceMapping;
  facts: Record<string, FactMapping>;
  checks: Check[];
  /** Of a list of leads: the column that says what was found. */
  outcome?: string;
}

export interface PersonMapping {
  /** Columns that together name a row of the register; used where nothing else identifies. */
  row?: string[];
  name?: string;
  phone?: string;
  identity?: string;
  address?: string;
  job?: string;
  sex?: Source;
  age?: string;
  birth_year?: string;
}

export type PlaceMapping = { unit: string } | { column: string; units?: Record<string, string>; otherwise?: string };

export type FactMapping = { is: string | number | boolean } | { from: Source[] };

export interface Source {
  column: string;
  /** What the column's words mean. */
  values?: Record<string, string | number | boolean>;
  /** Said when the value had to come from here. */
  warn?: Text;
}

export interface Check {
  /** The first date must not be after the second. */
  not_after: [string, string];
  else: 'warning' | 'refused';
  say?: Text;
}

export const defaultMissing = ['NA', 'N/A', '无', '不详', '未知'];
export const defaultDates = ['YYYY-MM-DD'];

/** Columns the mapping reads, each with its use. */
export function columnsOf(mapping: Mapping): string[] {
  const { person, place, facts, checks, outcome } = mapping;
  const { row, name, phone, identity, address, job, sex, age, birth_year } = person;
  return [
    ...(row ?? []),
    ...[name, phone, identity, address, job, sex?.column, age, birth_year].filter((column) => column !== undefined),
    ...('column' in place ? [place.column] : []),
    ...Object.values(facts).flatMap((fact) => ('from' in fact ? fact.from.map((source) => source.column) : [])),
    ...checks.flatMap((check) => check.not_after),
    ...(outcome === undefined ? [] : [outcome]),
  ];
}
