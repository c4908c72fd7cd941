import type { OnceRule } from '../../kernel/index.ts';
import { anyTo, key, phrase } from '../definition.ts';
import { readMoment } from '../phrases.ts';
import type { Path } from '../source.ts';
import { moments } from '../vocabulary.ts';
import { armsSchema, compileArms } from './arm.ts';
import { idOf, type Place, type StateKey, type Surroundings, type Written } from './place.ts';

export const once: StateKey = {
  ...key(
    'once',
    '一旦',
    {
      zh: '某时刻到来、某判断成立，或各轨道都结束（done，全部结束）时怎么办；判断写是否类事实的名称，不写表达式。',
      en: 'What follows once a moment comes, a flag (the name of a fact, not an expression) holds, or all tracks are `done`.',
    },
    { ...anyTo(armsSchema, moments), propertyNames: phrase },
  ),
  compile(value: Written, place, surroundings) {
    Object.entries(value).forEach(([text, arms], n) => {
      const path = [...place.path, 'once', text];
      const id = `${idOf(place.state)}.once.${n}`;
      const trigger = triggerOf(surroundings, place, text, path);
      const compiled = compileArms(surroundings, arms, { place, path, id });
      if (trigger) place.state.once.push({ id, trigger, arms: compiled, text });
    });
  },
};

function triggerOf({ compilation }: Surroundings, place: Place, text: string, path: Path): OnceRule['trigger'] | undefined {
  if (text === 'done') {
    if (place.state.kind !== 'tracks') compilation.keyProblem('done-without-tracks', path);
    return { done: true };
  }
  if (compilation.factType(text) === 'bool') return { flag: text };
  const moment = compilation.keyPhrase(readMoment(text, compilation.names), path, compilation.knownNames());
  return moment && { moment };
}
