import { type Migration, type RawBuilder, sql } from 'kysely';
import type { Store } from '../store.ts';
import { personsCasesProtocols } from './001-persons-cases-protocols.ts';
import { countsByIndex } from './002-counts-by-index.ts';

/** The type of a column of text: in the order of its bytes on both engines. */
export type Words = 'text' | RawBuilder<string>;

/** The schema's history, oldest first, each step both ways. A step that has run anywhere is never edited. */
export function migrationsOf(engine: Store['engine']): Record<string, Migration> {
  const words: Words = engine === 'postgres' ? sql`text collate "C"` : 'text';
  return {
    '001-persons-cases-protocols': personsCasesProtocols(words),
    '002-counts-by-index': countsByIndex,
  };
}
