import type { About } from '../kernel/effect.ts';
import { type Ledger, writingCase } from './open.ts';

/** That somebody was told: roles as the protocol names them, the unit that held each at that instant, and who was on duty there. */
export interface Told {
  /** `case:seq:index`. */
  key: string;
  caseId: string;
  roles: { role: string; unit: string | null; duty?: readonly string[] }[];
  place: string;
  about: About;
  at: number;
}

/** Keeps that roles were told; the same key again changes nothing, and says so. */
export function tell(ledger: Ledger, told: Told): Promise<'told' | 'already'> {
  return writingCase(ledger, told.caseId, async (tx) => {
    const before = await tx.selectFrom('messages').select('role').where('message_key', '=', told.key).executeTakeFirst();
    if (before || told.roles.length === 0) return before ? 'already' : 'told';
    const { caseId, place, at } = told;
    const about = JSON.stringify(told.about);
    const each = [...new Map(told.roles.map((asked) => [asked.role, asked])).values()];
    await tx
      .insertInto('messages')
      .values(
        each.map(({ role, unit, duty }) => ({
          message_key: told.key,
          role,
          case_id: caseId,
          unit,
          place,
          about,
          at,
          duty: duty ? JSON.stringify(duty) : null,
        })),
      )
      .execute();
    return 'told';
  });
}
