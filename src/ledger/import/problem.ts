/** What is wrong with a row: `column` as the file's header has it; the words may hold what the cell held. */
export interface RowProblem {
  code: RowProblemCode;
  /** A warning is opened all the same. */
  weight: 'warning' | 'refused';
  column?: string;
  zh: string;
  en: string;
}

export type RowProblemCode =
  | 'malformed'
  | 'ragged'
  | 'cell_too_long'
  | 'control_character'
  | 'date_unreadable'
  | 'date_ambiguous'
  | 'date_impossible'
  | 'date_partial'
  | 'date_in_future'
  | 'time_unreadable'
  | 'number_unreadable'
  | 'not_listed'
  | 'fact_missing'
  | 'fact_unfit'
  | 'fallback'
  | 'contradiction'
  | 'unit_unknown'
  | 'unit_missing'
  | 'person_unknown'
  | 'identity_wrong'
  | 'digits_lost'
  | 'person_unnamed'
  | 'person_alike'
  | 'age_doubtful'
  | 'sex_unknown'
  | 'duplicate'
  | 'person_differs'
  | 'opening_differs'
  | 'start_failed'
  | 'not_tried'
  | 'stopped'
  | 'lead_word'
  | 'lead_contradicts'
  | 'lead_no_card'
  | 'lead_not_opened';

/** Why a file or its mapping is refused whole. Lines and columns count from 1. */
export interface FileProblem {
  code: FileProblemCode;
  file: 'data' | 'mapping';
  line?: number;
  col?: number;
  /** Of a mapping that is no YAML: what the parser says, for whoever has better words for it. */
  yaml?: { code: string; message: string };
  zh: string;
  en: string;
}

export type FileProblemCode =
  | 'not_text'
  | 'not_xlsx'
  | 'empty'
  | 'not_csv'
  | 'header_duplicate'
  | 'header_malformed'
  | 'header_missing'
  | 'column_unknown'
  | 'mapping_yaml'
  | 'mapping_shape'
  | 'mapping_protocol'
  | 'mapping_fact'
  | 'mapping_unit'
  | 'mapping_date';

/** Something worth knowing about the whole file. */
export interface FileNote {
  code: 'columns_unused' | 'no_rows' | 'read_as' | 'other_sheets';
  columns?: string[];
  zh: string;
  en: string;
}

export function refusal(code: RowProblemCode, column: string | undefined, zh: string, en: string): RowProblem {
  return { code, weight: 'refused', ...(column === undefined ? {} : { column }), zh, en };
}

export function warning(code: RowProblemCode, column: string | undefined, zh: string, en: string): RowProblem {
  return { code, weight: 'warning', ...(column === undefined ? {} : { column }), zh, en };
}

/** A cell's text, short enough for a message. */
export function excerpt(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
