import type { Result } from './run.ts';

/** Lines shown of one invariant that does not hold. */
const MOST = 8;

/** A run's result for people; the last line is the total. */
export function render({ seed, faults, skipped, cases, runs, actions, fired, repaired, fell, violations }: Result): string {
  const counts = new Map<string, number>();
  for (const { name } of faults) counts.set(name, (counts.get(name) ?? 0) + 1);
  const lines = [...counts].map(([name, n]) => `${String(n).padStart(4)} × ${name}`);
  for (const line of skipped) lines.push(`   skipped: ${line}`);
  for (const line of fell) lines.push(`   ended by itself: ${line}`);
  const all = Object.values(violations).flat();
  for (const [name, found] of Object.entries(violations)) {
    lines.push(`${found.length === 0 ? 'held    ' : 'VIOLATED'} ${name}`);
    for (const line of found.slice(0, MOST)) lines.push(`         ${line}`);
    if (found.length > MOST) lines.push(`         … and ${found.length - MOST} more`);
  }
  const hits = faults.filter(({ hit }) => hit).length;
  const share = faults.length === 0 ? 0 : Math.round((100 * hits) / faults.length);
  lines.push(
    `${actions.acknowledged} actions acknowledged in ${actions.tries} tries, ${actions.refused} refused, ${actions.repeated} asked again later; ` +
      `${fired.late} deadlines and ${fired.ladder} ladder messages fired; ${repaired} rows repaired by reconciliation`,
  );
  lines.push(
    `${faults.length} faults, ${hits} (${share} %) with an Update or workflow task in flight, ${cases} cases in ${runs} runs, ${all.length} violations (seed ${seed})`,
  );
  return lines.join('\n');
}
