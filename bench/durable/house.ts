import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, type Units } from '../../src/kernel/index.ts';
import { readProtocol, readUnits } from '../../src/language/index.ts';
import { type KeyRing, keyRing, type Ledger, openLedger, protocolByHash, publishProtocol } from '../../src/ledger/index.ts';
import { homeOf, type ProtocolStore } from '../../src/temporal/index.ts';

export const home = homeOf(import.meta.url, {});

/** Where one side keeps its things; the processes of that side are told by this. */
export interface Place {
  side: Side;
  address: string;
  /** Its ledger's file. */
  ledger: string;
  queue: string;
  /** Its workflow bundle. */
  bundle: string;
  /** Master key, base64; the same on both sides. */
  key: string;
}

export type Side = 'engine' | 'expert';
export const sides: Side[] = ['engine', 'expert'];

export interface House {
  ledger: Ledger;
  keys: KeyRing;
  store: ProtocolStore;
  units: Units;
}

export async function openHouse({ ledger: file, key }: Pick<Place, 'ledger' | 'key'>): Promise<House> {
  const keys = keyRing({ EARLY_KEY: key }, '');
  const ledger = await openLedger(file, keys);
  const { units } = readUnits(readFileSync(join(home.protocols, 'units', 'qinzhou.yaml'), 'utf8'), 'units');
  return { ledger, keys, units: units!, store: (hash) => protocolByHash(ledger, hash) };
}

/** Publishes the protocols of the story; the hash of close-contact. */
export async function publishLibrary({ ledger }: House): Promise<string> {
  const hashes = ['suspected-case', 'supervision', 'close-contact'].map(async (name) => {
    const { protocol } = readProtocol(readFileSync(join(home.protocols, name, 'protocol.yaml'), 'utf8'), name);
    if (!protocol) throw new Error(`${name} does not compile`);
    load(protocol, name);
    return (await publishProtocol(ledger, protocol)).hash;
  });
  return (await Promise.all(hashes)).at(-1)!;
}
