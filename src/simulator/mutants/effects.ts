import type { EffectTemplate, Text } from '../../kernel/index.ts';
import { changed, type Mutant, without } from './mutant.ts';

/** Where something stands: in the compiled protocol, in the file, and how people call it. */
export interface Where {
  /** Start of the ids of its mutants. */
  id: string;
  words: Text;
  compiled: readonly (string | number)[];
  path: readonly (string | number)[];
  rule?: string;
}

export const mutant = ({ id, words, path, rule }: Where, what: string, said: Text, change: Mutant['change']): Mutant => ({
  id: `${id}: ${what}`,
  words: { zh: `${words.zh}：${said.zh}`, en: `${words.en}: ${said.en}` },
  path,
  ...(rule !== undefined && { rule }),
  change,
});

const verbs: Record<EffectTemplate['kind'], Text> = {
  tell: { zh: '不告知', en: 'does not tell' },
  open: { zh: '不立案', en: 'does not open' },
  send: { zh: '不发送', en: 'does not send' },
};

/** What an action does is left out: all of it, one of those told, one of the fields given along. */
export function* ofEffects(where: Where, effects: readonly EffectTemplate[]): Generator<Mutant> {
  for (const [n, effect] of effects.entries()) {
    const here = [...where.compiled, n];
    const { zh, en } = verbs[effect.kind];
    if (effect.kind === 'tell') {
      if (effect.of !== undefined)
        yield mutant(
          where,
          `tells at home (${effect.roles.join(', ')})`,
          { zh: '告知本地的角色', en: 'tells the roles at home' },
          (protocol) => without(protocol, [...here, 'of']),
        );
      for (const [i, role] of effect.roles.entries())
        yield mutant(where, `does not tell ${role}`, { zh: `${zh}“${role}”`, en: `${en} ${role}` }, (protocol) =>
          without(protocol, [...here, 'roles', i]),
        );
      continue;
    }
    const name = effect.kind === 'open' ? effect.protocol : effect.event;
    yield mutant(where, `does not ${effect.kind} ${name}`, { zh: `${zh}“${name}”`, en: `${en} ${name}` }, (protocol) =>
      without(protocol, here),
    );
    if (effect.kind === 'open' && effect.subject.kind === 'role' && effect.subject.of !== undefined)
      yield mutant(
        where,
        `opens ${name} at home`,
        { zh: `对本地的单位立“${name}”`, en: `opens ${name} against the unit at home` },
        (protocol) => without(protocol, [...here, 'subject', 'of']),
      );
    for (const field of Object.keys(effect.with))
      yield mutant(
        where,
        `${effect.kind} ${name} without ${field}`,
        { zh: `“${name}”不附带“${field}”`, en: `${name} comes without ${field}` },
        (protocol) => without(protocol, [...here, 'with', field]),
      );
  }
}

/** A copy with what stands at a place of the compiled protocol replaced. */
export const at =
  (where: Where, ...more: (string | number)[]) =>
  <T>(to: (old: T) => unknown): Mutant['change'] =>
  (protocol) =>
    changed(protocol, [...where.compiled, ...more], to as (old: never) => unknown);
