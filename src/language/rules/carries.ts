import { type Protocol, typeOfField } from '../../kernel/index.ts';
import type { Rule } from './rule.ts';

/** Whatever a case becomes gets the facts that its opening requires from those of the case. */
export const carries: Rule = ({ compilation, protocol, places }) => {
  for (const { path, state } of places) {
    const becomes = state.end && 'becomes' in state.end ? state.end.becomes : undefined;
    const outline = becomes === undefined ? undefined : compilation.context.protocols?.[becomes];
    const missing = outline?.required.filter((name) => !gives(protocol, name, outline.opened?.[name]));
    if (missing && missing.length > 0)
      compilation.problem('becomes-carries-no', [...path, 'end'], { name: becomes!, facts: missing.join(', ') });
  }
};

function gives({ facts }: Protocol, name: string, wanted: Parameters<typeof typeOfField>[0] | undefined): boolean {
  const type = facts.find((fact) => fact.name === name)?.type;
  if (type === undefined) return false;
  const field = wanted && typeOfField(wanted);
  return field === undefined || type === field || type === 'dyn' || (type === 'int' && field === 'double');
}
