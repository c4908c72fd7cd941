import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { KeyRing } from '../ledger/index.ts';
import { CaseCodec, type ProtocolStore } from './codec.ts';
import { reach } from './external.ts';

/** Encrypted payloads, and failures encoded by the built converter at `failureConverterPath`. */
export function converter(keys: KeyRing, failureConverterPath: string, store?: ProtocolStore): DataConverter {
  return { payloadCodecs: [new CaseCodec(keys, store)], failureConverterPath };
}

/** A client on a running server. Throws when nobody answers within 5 s. */
export async function connectClient(address: string, converter: DataConverter): Promise<{ client: Client; close(): Promise<void> }> {
  const { options, namespace } = reach(address);
  const { tls, apiKey, metadata } = options;
  const connection = await Connection.connect({
    address,
    connectTimeout: '5s',
    ...(tls !== undefined && { tls }),
    ...(apiKey !== undefined && { apiKey }),
    ...(metadata !== undefined && { metadata: metadata as Record<string, string> }),
  });
  return { client: new Client({ connection, namespace, dataConverter: converter }), close: () => connection.close() };
}
