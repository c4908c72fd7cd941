import { type Actor, holderOf, type Units } from '../../kernel/index.ts';
import { known } from '../known.ts';
import { exit, Stop } from '../terminal.ts';

/** Who acts, from `ROLE@UNIT`, ids or titles. Stops when there is no such role or unit, or others hold the role as seen
 * from the `places` of which the event speaks. */
export function actorFrom(text: string, places: readonly string[], units: Units, person: string | undefined): Actor {
  const actor = officerFrom(text, units, person);
  const { role, place } = actor;
  const responsible = [...new Set(places.map((each) => holderOf(units, role, each)).filter((id) => id !== undefined))];
  if (!responsible.includes(place)) {
    throw new Stop(exit.findings, {
      zh: `此案的“${role}”是“${responsible.join('、') || '无'}”，不是“${place}”`,
      en: `for this case "${role}" is "${responsible.join('" or "') || 'nobody'}", not "${place}"`,
    });
  }
  return actor;
}

/** The same whatever place it is about: whether it is theirs is asked of each. */
export function officerFrom(text: string, units: Units, person: string | undefined): Actor {
  const [role, unit] = text.split('@') as [string, string | undefined];
  if (!role || !unit)
    throw new Stop(exit.usage, {
      zh: '--as 应写作 角色@单位，如 village_doctor@sample-village',
      en: '--as is ROLE@UNIT, for instance village_doctor@sample-village',
    });
  const holder = known(unit, units.units, { zh: '单位', en: 'unit' });
  const held = known(role, units.roles, { zh: '角色', en: 'role' });
  const { title, roles } = units.units[holder]!;
  if (!roles.includes(held)) {
    throw new Stop(exit.findings, {
      zh: `“${title.zh}”不担任“${held}”；担任：${roles.join('、')}`,
      en: `"${title.en}" does not hold "${held}"; it holds: ${roles.join(', ')}`,
    });
  }
  return { role: held, place: holder, ...(person !== undefined && { person }) };
}
