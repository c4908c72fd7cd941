import type { Protocol } from '../../kernel/index.ts';
import { known } from '../known.ts';

/** The id of a state in which a case can go on, by id, last part or title. */
export function stateCalled(text: string, protocol: Protocol | undefined): string {
  const states = (protocol?.states ?? []).filter(({ id, end }) => id !== '' && !end);
  const named = states.filter(({ id }) => id === text || id.endsWith(`.${text}`));
  if (named.length === 1) return named[0]!.id;
  return known(text, Object.fromEntries(states.map(({ id, title }) => [id, { title }])), { zh: '状态', en: 'state' });
}
