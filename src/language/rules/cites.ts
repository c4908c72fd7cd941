import { nearest } from '../../kernel/index.ts';
import { eachWritten, type Rule } from './rule.ts';

/** What is cited can be looked up. */
export const cites: Rule = ({ compilation, protocol }) => {
  const known = Object.keys(protocol.sources);
  eachWritten(compilation.source.value, 'cite', (name, path) => {
    if (typeof name === 'string' && !known.includes(name)) compilation.problem('cite-unknown', path, { name }, nearest(name, known));
  });
};
