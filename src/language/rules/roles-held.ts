import { feetOf, holderOf, type Units } from '../../kernel/index.ts';
import type { Path } from '../source.ts';
import { eachWritten, type Rule } from './rule.ts';

/** Whoever is asked, offered or told is held by somebody as seen from every unit at the foot of the tree. Each role is named once. */
export const rolesHeld: Rule = ({ compilation, places }) => {
  const { units } = compilation.context;
  if (!units) return;
  const seen = new Set<string>();
  const check = (roles: string[], path: Path): void => {
    const name = roles.join(', ');
    if (seen.has(name)) return;
    seen.add(name);
    const without = withoutOf(units, roles, name);
    if (without.length === 0) return;
    compilation.problem('role-unheld', path, { name, units: without.join(', ') });
  };
  for (const { path, state } of places) {
    for (const { event, by, of } of state.tasks) if (of === undefined) check(by, [...path, 'tasks', event, 'by']);
    if (state.handOff && state.handOff.of === undefined) check([state.handOff.to], [...path, 'hand_off', 'to']);
  }
  for (const key of ['tell', 'against'])
    eachWritten(compilation.source.value, key, (roles, path) => {
      const list = [roles].flat();
      // Where a unit is named, it is not the place of the case from which the role is seen.
      for (const role of list)
        if (typeof role === 'string' && role !== 'asked' && !role.includes(' of '))
          check([role], list.length > 1 ? [...path, list.indexOf(role)] : path);
    });
};

/** Of each district, for the roles that are asked for one thing: the places from which nobody holds any. All protocols ask for much the same. */
const known = new WeakMap<Units, Map<string, string[]>>();

function withoutOf(units: Units, roles: string[], name: string): string[] {
  const of = known.get(units) ?? new Map<string, string[]>();
  known.set(units, of);
  // Of several who are asked for one thing, one is enough.
  const without = of.get(name) ?? feetOf(units).filter((place) => roles.every((role) => !holderOf(units, role, place)));
  of.set(name, without);
  return without;
}
