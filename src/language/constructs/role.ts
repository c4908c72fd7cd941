import { nearest, type Whose } from '../../kernel/index.ts';
import type { Compilation } from '../compilation.ts';
import type { Path } from '../source.ts';

/** A role, and from where it is seen when not from the place of the case. */
export interface RoleSaid {
  role: string;
  of?: Whose;
}

/** `ROLE` or `ROLE of UNIT`, where UNIT is a fact that names one, or the element of the list at hand (`element`). */
export function readRole(compilation: Compilation, written: string, path: Path, element?: string): RoleSaid {
  const [, role = written, of] = /^(\S+) of (\S+)$/.exec(written) ?? [];
  compilation.role(role, path);
  if (of === undefined) return { role };
  if (of === element) return { role, of: 'each' };
  const { facts } = compilation.scope;
  const type = Object.hasOwn(facts, of) ? facts[of] : undefined;
  if (type !== 'string' && type !== 'dyn') {
    const known = Object.keys(facts).filter((name) => facts[name] === 'string');
    compilation.nameProblem('place-unknown', path, of, nearest(of, element === undefined ? known : [...known, element]));
  }
  return { role, of };
}

/** Several roles that are asked together: all are seen from one place. */
export function readRoles(
  compilation: Compilation,
  written: string | string[],
  path: Path,
  element?: string,
): { by: string[]; of?: Whose } {
  const said = [written].flat().map((role) => readRole(compilation, role, path, element));
  const [first] = said;
  if (said.some(({ of }) => of !== first?.of)) compilation.problem('places-differ', path);
  return { by: said.map(({ role }) => role), ...(first?.of !== undefined && { of: first.of }) };
}
