import type { Text } from '../kernel/protocol.ts';

export type LedgerErrorCode =
  | 'key_malformed'
  | 'key_exposed'
  | 'key_unknown'
  | 'sealed_damaged'
  | 'ledger_busy'
  | 'ledger_newer'
  | 'ledger_unreachable'
  | 'ledger_not_empty'
  | 'backup_exists'
  | 'backup_damaged'
  | 'store_unknown'
  | 'person_in_care'
  | 'reason_missing'
  | 'unstorable'
  | 'totals_differ';

/** What the ledger cannot go on with: a code to search for, and both languages for people. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  readonly code: LedgerErrorCode;
  readonly text: Text;

  constructor(code: LedgerErrorCode, text: Text, options?: ErrorOptions) {
    super(text.en, options);
    this.code = code;
    this.text = text;
  }
}
