import { type Evidence, linesOf } from './evidence.ts';

/** Responsibility goes from hand to hand: whoever gives it had it, and at the end one has it, the same one everywhere. */
export function oneHolder({ cases }: Evidence): string[] {
  const violations: string[] = [];
  for (const one of cases.values()) {
    let holder: unknown;
    for (const line of linesOf(one)) {
      if (line.kind !== 'record' || line.note.note !== 'holder') continue;
      const { from, to } = line.note;
      if (holder !== undefined && JSON.stringify(holder) !== JSON.stringify(from))
        violations.push(`${one.id}: ${JSON.stringify(from)} gave away what ${JSON.stringify(holder)} held`);
      holder = to;
    }
    const rows = [one.live?.row, one.held?.row].filter((row) => row !== undefined);
    const held = new Set(rows.map(({ holderPlace, holderRole }) => `${holderRole ?? ''}@${holderPlace}`));
    if (holder !== undefined) {
      const { place, role } = holder as { place: string; role?: string };
      held.add(`${role ?? ''}@${place}`);
    }
    if (rows.length > 0 && held.size !== 1) violations.push(`${one.id}: held by ${[...held].join(' and ')}`);
  }
  return violations;
}
