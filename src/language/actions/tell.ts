import { readRole } from '../constructs/role.ts';
import { roles } from '../definition.ts';
import { addressees } from '../vocabulary.ts';
import type { Action } from './action.ts';

export const tell: Action = {
  key: 'tell',
  zh: { key: '告知', meaning: '通知担任某角色的单位；“角色 属 单位”从该单位找起；阶梯中的 asked 指被要求者。' },
  en: {
    meaning:
      'Tells the units that hold a role, or `ROLE of UNIT` as seen from a unit that a fact names; in a ladder `asked` is whoever was asked.',
  },
  example: 'tell: [township_government, township_health_centre]',
  schema: roles(addressees),
  compile(value: string | string[], { compilation, path, ladder }) {
    const here = [...path, 'tell'];
    const told = new Map<string | undefined, string[]>();
    for (const written of [value].flat()) {
      if (written === 'asked' && !ladder) compilation.nameProblem('asked-nobody', here, written);
      const { role, of } = written === 'asked' ? { role: written } : readRole(compilation, written, here);
      told.set(of, [...(told.get(of) ?? []), role]);
    }
    return [...told].map(([of, roles]) => ({ kind: 'tell', roles, ...(of !== undefined && { of }) }));
  },
};
