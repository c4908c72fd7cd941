import type { Effect, Slot } from '../../../src/kernel/index.ts';
import { type CaseEvidence, type Evidence, linesOf } from './evidence.ts';

/** Each slot as its last line leaves it, with how often it became late. */
function slotsOf(one: CaseEvidence): Map<string, { slot: Slot; late: number[] }> {
  const slots = new Map<string, { slot: Slot; late: number[] }>();
  for (const line of linesOf(one)) {
    if (line.kind !== 'task') continue;
    const known = slots.get(line.slot.id) ?? { slot: line.slot, late: [] };
    known.slot = line.slot;
    if (line.change === 'late') known.late.push(line.at);
    slots.set(line.slot.id, known);
  }
  return slots;
}

/** Every deadline fires once, at its instant: not twice, not before, and not never. */
export function deadlinesOnce({ cases, stopped }: Evidence): string[] {
  const violations: string[] = [];
  for (const one of cases.values()) {
    for (const [id, { slot, late }] of slotsOf(one)) {
      const due = slot.due === null ? null : Math.max(slot.due, slot.asked);
      if (late.length > 1) violations.push(`${one.id}: ${id} became late ${late.length} times`);
      if (late.length === 1 && due !== null && late[0]! < due) violations.push(`${one.id}: ${id} became late ${due - late[0]!} ms early`);
      const isOpen = slot.status === 'open' && slot.late === undefined;
      if (isOpen && due !== null && due <= stopped.virtual) violations.push(`${one.id}: ${id} was due and never became late`);
    }
  }
  return violations;
}

/** Nothing that time brings about is there before its time has come by the server's clock. */
export function neverEarly({ cases, stopped, virtualAt, grain }: Evidence): string[] {
  const violations: string[] = [];
  for (const { id, told } of cases.values()) {
    for (const { projection, at } of told.projected) {
      const clock = Math.max(virtualAt(at), at >= stopped.real - 1_000 ? stopped.virtual : Number.NEGATIVE_INFINITY);
      for (const line of projection.lines)
        if (!(line.at <= clock + 2 * grain))
          violations.push(`${id}: step ${line.seq} (${line.kind}) is of an instant ${line.at - clock} ms ahead of the clock`);
    }
  }
  return violations;
}

type LadderLine = Extract<Effect, { about: unknown }>;

/** Every step of a ladder happens once for each occurrence, in order, none left out. */
export function laddersInOrder({ cases }: Evidence): string[] {
  const violations: string[] = [];
  for (const one of cases.values()) {
    const steps = new Map<string, { step: number; seq: number; at: number }[]>();
    for (const line of linesOf(one)) {
      const about = (line as LadderLine).about;
      if (about?.reason !== 'ladder') continue;
      const known = steps.get(about.of) ?? [];
      // One step may tell several and open a file besides: that is one seq.
      if (known.at(-1)?.seq !== line.seq) known.push({ step: about.step!, seq: line.seq, at: line.at });
      steps.set(about.of, known);
    }
    for (const [of, happened] of steps) {
      const order = happened.map(({ step }) => step);
      if (order.some((step, n) => step !== n)) violations.push(`${one.id}: the ladder of ${of} went ${order.join(', ')}`);
      if (happened.some(({ at }, n) => n > 0 && at < happened[n - 1]!.at))
        violations.push(`${one.id}: the ladder of ${of} went back in time`);
    }
  }
  return violations;
}
