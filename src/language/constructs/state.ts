import { actionKeys, actionsIn, besideOpen } from '../actions/index.ts';
import { key, mapOf, oneOf, title } from '../definition.ts';
import { stages } from '../vocabulary.ts';
import { end } from './end.ts';
import { handOff } from './hand-off.ts';
import { on } from './on.ts';
import { once } from './once.ts';
import type { StateKey, Surroundings } from './place.ts';
import { tasks } from './task.ts';

const inside = {
  type: 'object',
  minProperties: 1,
  propertyNames: { pattern: '^[a-z\u4e00-\u9fff][a-z0-9_\u4e00-\u9fff-]*$' },
  additionalProperties: { $ref: '#/definitions/state' },
};

/** Every key of a state; the file itself is one too. */
export const stateKeys: readonly StateKey[] = [
  title,
  key('stage', '阶段', { zh: '六早之一；内层状态沿用外层的。', en: 'One of the six earlies; inner states inherit it.' }, oneOf(stages)),
  end,
  tasks,
  handOff,
  on,
  once,
  key('states', '状态', { zh: '先后相继的状态；第一个为初始。', en: 'States in sequence; the first is where it starts.' }, inside),
  key('tracks', '轨道', { zh: '同时并行的轨道。', en: 'Tracks side by side.' }, inside),
];

const [heading, below] = [stateKeys.slice(0, 3), stateKeys.slice(3)];
export const stateSchema = { ...mapOf([...heading, ...actionKeys, ...below]), ...besideOpen };

/** What the states say: tasks, hand-offs, arms, endings, and what is done on entering. */
export function compileStates(surroundings: Surroundings): void {
  const { compilation } = surroundings;
  for (const place of surroundings.places) {
    const { written, path, state } = place;
    // Names of its own events start so: an arm of such a state could be taken for one.
    if (state.key === 'xstate') compilation.keyProblem('reserved-name', path, { name: state.key });
    if (written.states !== undefined && written.tracks !== undefined) compilation.keyProblem('states-and-tracks', [...path, 'tracks']);
    if (place.index > 0) state.entry = actionsIn({ compilation, beside: written, path, ladder: false });
    for (const { key, compile } of stateKeys) if (Object.hasOwn(written, key)) compile?.(written[key] as never, place, surroundings);
  }
}
