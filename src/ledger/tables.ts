/** The tables as kysely sees them. Instants are milliseconds; JSON is text, so that the same statements run on PostgreSQL. */
export interface Tables {
  persons: PersonTable;
  person_keys: { person_id: string; sealed: string };
  person_marks: { kind: string; mark: string; person_id: string };
  exposures: ExposureTable;
  audit: AuditTable;
  audit_head: { one: number; seq: number; hash: string; mac: string };
  findings: FindingTable;
  reports: ReportTable;
  report_sums: SumTable;
  leads: LeadTable;
  nights: NightTable;
  cases: CaseTable;
  case_labels: LabelTable;
  balances: BalanceTable;
  /** The same of the cases that are late. */
  late_balances: BalanceTable;
  case_units: CaseUnitTable;
  late_units: LateUnitTable;
  /** Which units are above one, itself included: the published tree. */
  unit_above: { unit: string; above: string };
  tasks: TaskTable;
  timeline: TimelineTable;
  answers: AnswerTable;
  case_links: { case_id: string; seq: number; line: number; name: string; linked: string };
  messages: MessageTable;
  protocols: ProtocolTable;
  publications: PublicationTable;
  duty_changes: DutyChangeTable;
  settings: { name: string; value: string };
  imports: ImportTable;
  import_rows: ImportRowTable;
}

export interface PersonTable {
  id: string;
  /** Sealed with the person's own key, which stands in `person_keys`. */
  name: string | null;
  phone: string | null;
  identity: string | null;
  address: string | null;
  job: string | null;
  sex: string | null;
  birth_year: number | null;
  age: number | null;
  /** The unit that answers for the person. */
  home: string | null;
  created_at: number;
  erased_at: number | null;
  /** The person he turned out to be, who is nobody else himself. */
  same_as: string | null;
  /** The case that was merged, and the step; they stay when it is taken back. */
  same_case: string | null;
  same_seq: number | null;
}

export interface ExposureTable {
  id: string;
  person_id: string;
  source_id: string | null;
  place: string | null;
  setting: string;
  /** Civil dates. */
  first_on: string;
  last_on: string;
  /** Sealed with the key of the exposed person. */
  note: string | null;
  recorded_at: number;
  voided_at: number | null;
  voided_why: string | null;
  /** The case that was told of it, and the step; null: entered by itself. */
  case_id: string | null;
  seq: number | null;
}

/** Append-only; see audit.ts for the chain. */
export interface AuditTable {
  seq: number;
  at: number;
  by_role: string;
  by_place: string;
  by_person: string | null;
  action: string;
  about: string;
  detail: string;
  hash: string;
}

export interface FindingTable {
  id: string;
  /** The same matter again is the same finding. */
  matter: string;
  kind: string;
  unit: string | null;
  case_id: string | null;
  detail: string;
  opened_at: number;
  closed_at: number | null;
  closed_why: string | null;
}

/** Nightly reconciliations. */
export interface NightTable {
  started_at: number;
  ended_at: number;
  compared: number;
  count: number;
  /** JSON: the first differences. */
  differences: string;
  audit_lines: number;
  audit_hash: string;
  /** JSON: where the audit does not hold; null: it does. */
  audit_fault: string | null;
}

export interface ReportTable {
  form: string;
  day: string;
  unit: string;
  version: number;
  /** 1: the one that counts. */
  latest: number;
  /** JSON: figure → number. */
  figures: string;
  reason: string | null;
  by_role: string;
  by_place: string;
  by_person: string | null;
  recorded_at: number;
  /** The case that filed it, the step and the entry; null: it came without one. */
  case_id: string | null;
  seq: number | null;
  entry: number | null;
  /** The step that corrected or withdrew the entry: this version no longer counts. */
  voided_seq: number | null;
}

/** A sum that a unit has confirmed, with the versions of the reports it was made of (JSON: unit → version). */
export interface SumTable {
  form: string;
  day: string;
  unit: string;
  version: number;
  figures: string;
  basis: string;
  by_role: string;
  by_place: string;
  by_person: string | null;
  recorded_at: number;
}

/** What became of a lead. */
export interface LeadTable {
  /** Keyed hash of whom it names. */
  lead: string;
  source: string;
  outcome: string;
  subject: string | null;
  case_id: string | null;
  finding: string | null;
  at: number;
}

export interface CaseTable {
  id: string;
  /** The protocol it was reserved for: one open case for each (family, subject). Null: never reserved. */
  family: string | null;
  subject: string;
  place: string;
  /** Reserved: a start was begun. Running: started. Closed: the kernel ended it. */
  life: 'reserved' | 'running' | 'closed';
  reserved_at: number | null;
  /** Opening data of the reservation, JSON. */
  opening: string | null;
  /** From here on: the projection; null until the first one. */
  digest: string | null;
  run: string | null;
  seq: number | null;
  hash: string | null;
  protocol: string;
  edition: string | null;
  status: string | null;
  outcome: string | null;
  /** JSON lists. */
  states: string | null;
  stages: string | null;
  /** The first of its stages, by which it is counted. */
  stage: string | null;
  holder_place: string | null;
  holder_role: string | null;
  opened_at: number | null;
  ended_at: number | null;
  now: number | null;
  next_wake: number | null;
  attention: number;
  /** Refusals in a row by those it was handed to. */
  bounces: number;
  /** Earliest due instant of an open slot. */
  earliest_due: number | null;
  /** 1: something was due by the case's own `now`, and is open. */
  late: number;
}

/** How many cases of a kind are in, or held by, a unit or one below it; '' for what is null, and for everywhere. */
export interface BalanceTable {
  unit: string;
  protocol: string;
  life: 'open' | 'closed';
  status: string;
  outcome: string;
  /** JSON list, as of the case. */
  stages: string;
  n: number;
}

/** Each unit a case stands in, for lists in the order of their ids: once with each of its stages, and once with '' for any. */
export interface CaseUnitTable {
  unit: string;
  stage: string;
  case_id: string;
}

/** Each unit a late case stands in, for lists in the order of what is longest overdue. */
export interface LateUnitTable {
  unit: string;
  /** Its `earliest_due`. */
  due: number;
  case_id: string;
}

/** Each stage and state a case is in, for lists. */
export interface LabelTable {
  case_id: string;
  kind: 'stage' | 'state';
  label: string;
}

export interface TaskTable {
  case_id: string;
  slot_id: string;
  ordinal: number;
  event: string;
  status: string;
  due: number | null;
  /** The whole Slot, JSON. */
  slot: string;
}

export interface TimelineTable {
  case_id: string;
  seq: number;
  line: number;
  at: number;
  kind: string;
  /** The whole Effect, JSON. */
  effect: string;
}

export interface AnswerTable {
  case_id: string;
  key: string;
  seq: number;
  /** The case's time. */
  at: number;
  /** JSON. */
  answer: string;
}

export interface MessageTable {
  /** `case:seq:index`. */
  message_key: string;
  role: string;
  case_id: string;
  /** Unit that held the role when it was told; null: nobody did. */
  unit: string | null;
  place: string;
  about: string;
  at: number;
  /** JSON: ids of those on duty there then; null: no roster covered it. */
  duty: string | null;
}

/** Units and rosters as they were published; one of each name is in force. */
export interface PublicationTable {
  kind: string;
  name: string;
  hash: string;
  edition: string;
  in_force: number;
  compiled: string;
  published_at: number;
}

export interface DutyChangeTable {
  id: string;
  roster: string;
  who: string;
  from_at: number;
  until_at: number;
  stand_in: string | null;
  recorded_at: number;
  revoked_at: number | null;
}

export interface ProtocolTable {
  hash: string;
  protocol: string;
  edition: string;
  zone: string;
  /** `YYYY-MM-DD`; null: always. */
  effective_from: string | null;
  compiled: string;
  published_at: number;
}

export interface ImportTable {
  id: string;
  file_hash: string;
  mapping_hash: string;
  protocol: string;
  source: string;
  totals: string;
  at: number;
}

export interface ImportRowTable {
  import_id: string;
  line: number;
  fate: string;
  case_id: string | null;
  /** Codes and columns only: what the cells held may be personal. */
  problems: string;
}
