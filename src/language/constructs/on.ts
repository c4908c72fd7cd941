import { anyTo, key } from '../definition.ts';
import { answered } from '../vocabulary.ts';
import { armsSchema, compileArms } from './arm.ts';
import { idOf, type StateKey, type Written } from './place.ts';

export const on: StateKey = {
  ...key('on', '遇', { zh: '某事件到来时怎么办。', en: 'What follows when an event arrives.' }, anyTo(armsSchema, answered)),
  compile(value: Written, place, surroundings) {
    for (const [event, arms] of Object.entries(value)) {
      const path = [...place.path, 'on', event];
      const offered = place.written.hand_off as Written | undefined;
      const isAnswer = (event === 'lapsed' && offered) || (event === 'bounced' && offered?.bounces !== undefined);
      if (!isAnswer && !surroundings.compilation.declared(event, path)) continue;
      // A refusal too many says what a refusal says.
      const saying = event === 'bounced' ? 'declined' : event;
      place.state.on[event] = compileArms(surroundings, arms, { place, path, id: `${idOf(place.state)}.on.${event}`, event: saying });
    }
  },
};
