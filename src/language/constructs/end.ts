import { nearest } from '../../kernel/index.ts';
import { key, phrase } from '../definition.ts';
import type { Place, StateKey } from './place.ts';

export const end: StateKey = {
  ...key(
    'end',
    '结局',
    {
      zh: '以某结局结案；becomes 规程；或 track（本轨道结束）。',
      en: 'Ends the case with an outcome, `becomes PROTOCOL`, or ends this `track`.',
    },
    phrase,
  ),
  inside: true,
  compile(value: string, place, { compilation, places, outcomes }) {
    const { state } = place;
    const path = [...place.path, 'end'];
    const becomes = /^becomes ([\w\u4e00-\u9fff-]+)$/.exec(value)?.[1];
    if (state.kind !== 'leaf') compilation.keyProblem('end-not-leaf', path);
    if (value === 'track') {
      if (!insideTracks(places, place)) compilation.problem('end-without-tracks', path);
      state.end = { track: true };
    } else if (becomes) {
      compilation.across.push((known) => {
        if (!Object.hasOwn(known, becomes)) compilation.nameProblem('becomes-unknown', path, becomes, nearest(becomes, Object.keys(known)));
      });
      state.end = { becomes };
    } else if (outcomes.includes(value)) state.end = { outcome: value };
    else compilation.problem('outcome-unknown', path, { name: value }, nearest(value, outcomes));
  },
};

function insideTracks(places: Place[], { state }: Place): boolean {
  for (let at = places[state.parent]; at; at = places[at.state.parent]) if (at.state.kind === 'tracks') return true;
  return false;
}
