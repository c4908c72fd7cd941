import { nearest } from '../../kernel/index.ts';
import { cite, key, mapOf, role, span } from '../definition.ts';
import { readMoment } from '../phrases.ts';
import { answered } from '../vocabulary.ts';
import { cited, idOf, type StateKey, type Written } from './place.ts';
import { readRole } from './role.ts';
import { compileExtend, extend, ladderOf, late } from './task.ts';

const handOffKeys = [
  key('to', '给', { zh: '移交给哪个角色。', en: 'The role it is offered to.' }, role(), true),
  key('due', '到期', { zh: '何时之前应答复。', en: 'By when an answer is due.' }, span, true),
  late,
  extend,
  key(
    'bounces',
    '可拒次数',
    {
      zh: '连续拒收几次之内按拒收（declined）处理；再拒即为推诿，按屡遭拒收（bounced）处理。',
      en: 'How many refusals in a row `declined` takes; the next is passing the buck, and `bounced` takes it.',
    },
    { type: 'integer', minimum: 0 },
  ),
  cite,
];

export const handOff: StateKey = {
  ...key(
    'hand_off',
    '移交',
    { zh: '请对方接手；对方接收之前，责任不变。', en: 'Offers the responsibility, which moves only when it is accepted.' },
    mapOf(handOffKeys),
  ),
  compile(value: Written, { state, path, written }, surroundings) {
    const { compilation } = surroundings;
    const here = [...path, 'hand_off'];
    const { role: to, of } = readRole(compilation, String(value.to), [...here, 'to']);
    const ladder = ladderOf(surroundings, value, here);
    const on = (written.on ?? {}) as Written;
    // An answer that is misspelt is shown there, as an event nobody declares.
    const answers = [...Object.keys(compilation.scope.events), ...Object.keys(answered)];
    const isThere = (answer: string) =>
      Object.hasOwn(on, answer) || Object.keys(on).some((event) => !answers.includes(event) && nearest(event, answers) === answer);
    if (!isThere('accepted')) compilation.keyProblem('no-accepted', here);
    if (!isThere('declined')) compilation.keyProblem('no-declined', here);
    if (value.bounces !== undefined && !isThere('bounced')) compilation.keyProblem('no-bounced', [...here, 'bounces']);
    const due = compilation.phrase(readMoment(String(value.due), compilation.names), [...here, 'due'], compilation.knownNames());
    const bounces = value.bounces === undefined ? {} : { bounces: Number(value.bounces) };
    if (due)
      state.handOff = {
        id: `${idOf(state)}.hand_off`,
        to,
        ...(of !== undefined && { of }),
        due,
        ladder,
        ...compileExtend(compilation, value, here),
        ...bounces,
        ...cited(value),
      };
  },
};
