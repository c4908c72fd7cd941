import { nearest, type Units } from '../../kernel/index.ts';

/** The role meant by a word that is none: the one with this title (`村医` → `village_doctor`), or the nearest by its name. */
export function roleMeant(word: string, roles: Units['roles']): string | undefined {
  const titled = Object.keys(roles).filter(
    (id) => roles[id]!.title.zh === word || roles[id]!.title.en.toLowerCase() === word.toLowerCase(),
  );
  return titled.length === 1 ? titled[0] : nearest(word, Object.keys(roles));
}
