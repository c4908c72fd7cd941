import { roles } from '../definition.ts';
import { addressees } from '../vocabulary.ts';
import type { Action } from './action.ts';

export const tell: Action = {
  key: 'tell',
  zh: { key: '告知', meaning: '通知担任某角色的单位；阶梯中的 asked 指被要求者。' },
  en: { meaning: 'Tells the units that hold a role; in a ladder `asked` is whoever was asked.' },
  example: 'tell: [township_government, township_health_centre]',
  schema: roles(addressees),
  compile(value: string | string[], { compilation, path, ladder }) {
    const roles = [value].flat();
    for (const role of roles) {
      if (role !== 'asked') compilation.role(role, [...path, 'tell']);
      else if (!ladder) compilation.nameProblem('asked-nobody', [...path, 'tell'], role);
    }
    return [{ kind: 'tell', roles }];
  },
};
