import type { Tables } from '../tables.ts';

/** Every table, those that others point to first. */
export const TABLES: readonly (keyof Tables)[] = [
  'persons',
  'person_keys',
  'person_marks',
  'exposures',
  'cases',
  'case_labels',
  'tasks',
  'timeline',
  'answers',
  'case_links',
  'messages',
  'findings',
  'reports',
  'report_sums',
  'leads',
  'nights',
  'protocols',
  'publications',
  'duty_changes',
  'settings',
  'imports',
  'import_rows',
  'audit',
  'audit_head',
];

/** What follows from the others, and is made anew by a restore. */
export const DERIVED: readonly (keyof Tables)[] = ['balances', 'late_balances', 'unit_above', 'case_units', 'late_units'];

/** Tables of earlier schemas, which their backups hold. */
export const FORMER_TABLES: readonly string[] = ['protocols_in_force'];

/**
 * The first line of a backup; then for each table a line with its columns and a line of values for each row; then the last line. JSON,
 * gzipped: the same on both stores, so that a ledger can also move from one to the other. Names, phones and numbers are in it as the
 * ledger keeps them, sealed; the installation's key is not.
 */
export interface Header {
  format: 'six-earlies-ledger';
  version: 1;
  /** Last step of the schema. */
  schema: string;
  /** Which installation's key it is sealed with. */
  key: string;
  at: number;
}

export interface TableLine {
  table: string;
  columns: string[];
}

export interface Trailer {
  end: true;
  rows: Record<string, number>;
  /** SHA-256 of every line before. */
  digest: string;
}
