import { nearest } from '../../kernel/index.ts';
import { eachWritten, type Rule } from './rule.ts';

/** A message has a receiver: its link is named where cases are opened. */
export const links: Rule = ({ compilation }) => {
  const { value } = compilation.source;
  const named = new Set<string>();
  eachWritten(value, 'open', (open) => {
    const link = typeof open === 'object' && open !== null ? (open as { as?: unknown }).as : undefined;
    if (typeof link === 'string') named.add(link);
  });
  eachWritten(value, 'send', (send, path) => {
    const to = typeof send === 'object' && send !== null ? (send as { to?: unknown }).to : undefined;
    if (typeof to === 'string' && to !== 'opener' && !named.has(to))
      compilation.problem('link-unknown', [...path, 'to'], { name: to }, nearest(to, named));
  });
};
