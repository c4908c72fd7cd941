export type RefusalCode =
  | 'unknown_event'
  | 'wrong_role'
  | 'not_expected'
  | 'bad_data'
  | 'must'
  | 'in_the_future'
  | 'too_old'
  | 'same_person'
  | 'said_before'
  | 'ended'
  | 'no_offer'
  | 'reason_needed'
  | 'protocol_missing'
  | 'unknown_attention'
  | 'unknown_entry'
  | 'fixed_value'
  | 'not_supervisor'
  | 'other_unit'
  | 'no_task'
  | 'not_extendable'
  | 'beyond_bound'
  | 'in_the_past'
  | 'not_ended'
  | 'unknown_state'
  | 'merged'
  | 'open_elsewhere'
  | 'archived'
  | 'not_whole'
  | 'not_mapped'
  | 'not_migrated'
  | 'moved_on'
  | 'too_large'
  | 'full'
  | 'ledger_behind'
  | 'undecodable'
  | 'unsigned';

/** The kernel's "no": nothing was written. `params` fill the words. */
export interface Refusal {
  refused: RefusalCode;
  params: Record<string, string | number>;
}
