/** The ledger (台账): the only place with personal data; cases as read model; published protocols. */
export { canonicalJson, contentHash } from './canonical.ts';
export { keyedHash, KeyProblem, type Keys, keyRing, seal, unseal } from './keys.ts';
export { type CaseListing, digestOf, familyOf, Ledger, type Person, type Reservation } from './ledger.ts';
