import { EvaluationError } from '@marcbachmann/cel-js';

/** Absence travels as an error, so that CEL's own absorption (`absent || true`) makes the logic of three values. */
class Absent extends Error {
  override readonly name = 'Absent';
}

/** The one absence: it carries nothing, and capturing a stack for each would be the slowest part of a guard. */
const ABSENT = new Absent('absent');

export function absent(): never {
  throw ABSENT;
}

/** Whether what was thrown says that something is not known, rather than that something went wrong. */
export function isAbsence(error: unknown): boolean {
  if (error === ABSENT) return true;
  return error instanceof EvaluationError && (error.code === 'no_such_key' || error.code === 'unknown_variable');
}

/** The code of an error of an expression, or else what it says. */
export function codeOf(error: unknown): string {
  if (error instanceof EvaluationError) return error.code;
  return error instanceof Error ? error.message.split('\n')[0]! : String(error);
}

/** An expression failed for a reason other than absence: the author's mistake, shown as attention on the case. */
export class GuardError extends Error {
  override readonly name = 'GuardError';
  /** The expression as the author wrote it. */
  readonly source: string;
  /** The code of what went wrong. */
  readonly why: string;

  constructor(message: string, source: string, why: string) {
    super(message);
    this.source = source;
    this.why = why;
  }
}
