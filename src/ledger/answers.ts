import { type Answered, MOST_REMEMBERED, REMEMBERED_FOR } from '../kernel/answers.ts';
import { chunks } from './chunks.ts';
import type { Ledger, Writing } from './open.ts';

const PER_INSERT = 500;

/** Writes what people were answered; a key that is there already was given its answer anew. */
export async function keepAnswers(tx: Writing, caseId: string, answers: readonly Answered[]): Promise<void> {
  const rows = answers.map(({ key, at, answer }) => ({ case_id: caseId, key, seq: answer.seq, at, answer: JSON.stringify(answer) }));
  for (const some of chunks(rows, PER_INSERT))
    await tx
      .insertInto('answers')
      .values(some)
      .onConflict((on) =>
        on
          .columns(['case_id', 'key'])
          .doUpdateSet((e) => ({ seq: e.ref('excluded.seq'), at: e.ref('excluded.at'), answer: e.ref('excluded.answer') })),
      )
      .execute();
}

/**
 * What a key was answered that a case itself may have forgotten by now; undefined: none, or the case must still know. A younger one is left
 * to the case: the ledger can hold a step that no history has, until the next one replaces it.
 */
export async function answerTo(ledger: Ledger, caseId: string, key: string): Promise<Answered['answer'] | undefined> {
  const found = await ledger.db
    .selectFrom('answers')
    .innerJoin('cases', 'cases.id', 'answers.case_id')
    .select(['answers.answer', 'answers.at', 'answers.seq', 'cases.now'])
    .where('answers.case_id', '=', caseId)
    .where('answers.key', '=', key)
    .executeTakeFirst();
  if (!found) return undefined;
  const isOld = Number(found.at) <= Number(found.now ?? 0) - REMEMBERED_FOR;
  if (!isOld) {
    const younger = await ledger.db
      .selectFrom('answers')
      .select('seq')
      .where('case_id', '=', caseId)
      .where('seq', '>', found.seq)
      .orderBy('seq')
      .offset(MOST_REMEMBERED - 1)
      .limit(1)
      .executeTakeFirst();
    if (!younger) return undefined;
  }
  return JSON.parse(found.answer);
}
