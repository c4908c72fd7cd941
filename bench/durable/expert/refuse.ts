import type { Data, Datum, Input, Refusal } from '../../../src/kernel/index.ts';
import { type Contact, dayOf, dayOfDate, startOf } from './contact.ts';

type Shape = Record<string, { type: 'number' | 'flag' | 'text' | 'date'; required: boolean; min?: number; max?: number; oneOf?: string[] }>;

const shapes: Record<string, Shape> = {
  opened: {
    exposed_on: { type: 'date', required: true },
    source: { type: 'text', required: false, oneOf: ['suspected', 'confirmed', 'mild', 'asymptomatic'] },
  },
  source_excluded: {},
  accepted: { reason: { type: 'text', required: false } },
  declined: { reason: { type: 'text', required: true } },
  temperature_taken: { celsius: { type: 'number', required: true, min: 34, max: 43 }, symptoms: { type: 'flag', required: true } },
  seen_by_clinic: { finding: { type: 'text', required: true, oneOf: ['suspected', 'other'] } },
  release_noticed: { number: { type: 'text', required: true } },
};

/** Facts of persons: who may report them and in which states they are expected; undefined: in all. */
const facts: Record<string, { by: string[]; in?: string }> = {
  temperature_taken: { by: ['village_doctor', 'grid_head'] },
  source_excluded: { by: ['case'] },
  seen_by_clinic: { by: ['fever_clinic'], in: 'at_clinic' },
  release_noticed: { by: ['county_cdc'], in: 'release_due' },
};

const no = (refused: Refusal['refused'], params: Refusal['params'] = {}): Refusal => ({ refused, params });

/** Why a person's fact is not taken, or undefined. */
export function refuse(contact: Contact, input: Extract<Input, { kind: 'event' }>): Refusal | undefined {
  const { event, at, by, data } = input;
  const recorded = Math.max(input.recorded, contact.now);
  const answer = event === 'accepted' || event === 'declined';
  const fact = facts[event];
  if (!fact && !answer) return no('unknown_event', { event });
  if (contact.status === 'ended') return no('ended', { outcome: contact.outcome!, case: contact.id });
  if (at > recorded) return no('in_the_future', { event });
  if (answer) {
    if (contact.state !== 'febrile' || contact.slots.length === 0) return no('no_offer', { event });
    if (by.role !== 'fever_clinic') return no('wrong_role', { event, role: by.role, roles: 'fever_clinic' });
    const misfit = misfitOf(event, data);
    if (misfit)
      return event === 'declined' && misfit.field === 'reason' ? no('reason_needed', { event }) : no('bad_data', { event, ...misfit });
    return undefined;
  }
  if (!fact!.by.includes(by.role)) return no('wrong_role', { event, role: by.role, roles: fact!.by.join(', ') });
  if (fact!.in !== undefined && contact.state !== fact!.in) return no('not_expected', { event, in: fact!.in, at: contact.state });
  if (at < (event === 'temperature_taken' ? startOf(dayOf(recorded) - 1) : contact.openedAt)) return no('too_old', { event });
  const misfit = misfitOf(event, data);
  return misfit && no('bad_data', { event, ...misfit });
}

/** The first way in which data do not fit an event. */
export function misfitOf(event: string, data: Data): { field: string; why: string; expected: string } | undefined {
  const shape = shapes[event]!;
  for (const field of Object.keys(data)) {
    if (!Object.hasOwn(shape, field)) return { field, why: 'unknown', expected: Object.keys(shape).join(', ') };
  }
  for (const [field, { type, required, min, max, oneOf }] of Object.entries(shape)) {
    const value = data[field];
    if (value === undefined || value === null) {
      if (required) return { field, why: 'missing', expected: type };
      continue;
    }
    if (!isOf(value, type)) return { field, why: 'type', expected: type };
    if (min !== undefined && Number(value) < min) return { field, why: 'too_small', expected: `≥ ${min} °C` };
    if (max !== undefined && Number(value) > max) return { field, why: 'too_large', expected: `≤ ${max} °C` };
    if (typeof value === 'string' && value.length > 2_000) return { field, why: 'too_long', expected: '≤ 2000' };
    if (oneOf && !oneOf.includes(String(value))) return { field, why: 'not_listed', expected: oneOf.join(', ') };
  }
  return undefined;
}

function isOf(value: Datum, type: Shape[string]['type']): boolean {
  if (type === 'number') return Number.isFinite(value);
  if (type === 'flag') return typeof value === 'boolean';
  return typeof value === 'string' && (type === 'text' || (/^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(dayOfDate(value))));
}
