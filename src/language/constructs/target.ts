import { nearest, type Target } from '../../kernel/index.ts';
import type { Path } from '../source.ts';
import type { Place, Surroundings } from './place.ts';

/** What `to: [last|again] NAME` means from a state, or undefined after reporting why not. */
export function targetOf({ compilation, places }: Surroundings, place: Place, text: string, path: Path): Target | undefined {
  const match = /^(?:(last|again) )?([\w.\u4e00-\u9fff-]+)$/.exec(text);
  const how = (match?.[1] ?? 'enter') as Target['how'];
  const name = match?.[2] ?? text;
  const found = find(places, place, name);
  if (found === undefined) {
    const keys = places.flatMap(({ state }) => (state.key ? [state.key] : []));
    compilation.nameProblem('target-unknown', path, name, nearest(name, keys));
    return undefined;
  }
  if (found === place.index && how === 'enter') {
    compilation.problem('self-target', path, { name });
    return undefined;
  }
  return { state: found, how };
}

/** The nearest state of that name: inside, beside, then outward. */
function find(places: Place[], from: Place, name: string): number | undefined {
  const [first, ...rest] = name.split('.');
  const childOf = (index: number, key: string | undefined) =>
    places[index]!.state.children.find((child) => places[child]!.state.key === key);
  for (let at: Place | undefined = from; at; at = places[at.state.parent]) {
    let found = childOf(at.index, first);
    for (const key of rest) found = found === undefined ? undefined : childOf(found, key);
    if (found !== undefined) return found;
  }
  return undefined;
}
