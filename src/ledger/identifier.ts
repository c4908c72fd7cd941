import { randomBytes } from 'node:crypto';

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

/** An opaque random id, 80 bits: `p-…` a person, `c-…` a case, `i-…` an import, `x-…` an exposure, `f-…` a finding, `d-…` a change of duty, `m-…` a migration. It says nothing, so it may stand in clear in Temporal. */
export function newId(kind: 'p' | 'c' | 'i' | 'x' | 'f' | 'd' | 'm'): string {
  let id = '';
  for (const byte of randomBytes(16)) id += LETTERS[byte & 31];
  return `${kind}-${id}`;
}
