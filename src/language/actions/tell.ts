import type { Action } from './action.ts';

const oneOrMore = { if: { type: 'array' }, then: { items: { type: 'string' }, minItems: 1 }, else: { type: 'string' } };

export const tell: Action = {
  key: 'tell',
  zh: { key: '告知', meaning: '通知担任某角色的单位；阶梯中的 asked 指被要求者。' },
  en: { meaning: 'Tells the units that hold a role; in a ladder `asked` is whoever was asked.' },
  example: 'tell: [township_government, township_health_centre]',
  schema: oneOrMore,
  compile(value: string | string[], { compilation, path }) {
    const roles = [value].flat();
    for (const role of roles) if (role !== 'asked') compilation.role(role, [...path, 'tell']);
    return [{ kind: 'tell', roles }];
  },
};
