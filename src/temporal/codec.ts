import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Payload, PayloadCodec } from '@temporalio/common';
import type { Protocol } from '../kernel/index.ts';
import { canonicalJson, type KeyRing } from '../ledger/index.ts';
import type { Vouched } from '../workflow/contract.ts';
import { Trouble } from './trouble.ts';

const ENCODING = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
const MOST_PROTOCOLS = 128;
/** A payload from this size on is packed before it is sealed: what a long case takes along to its next run repeats itself very much. */
const PACKED_FROM = 8_192;
const PACKED = 'packed';
/** The server takes 2 MB at once, with what stands around it; of what is larger it terminates the case that sends it. */
const MOST_SEALED_BYTES = 2_000_000;

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const textOf = (data: Uint8Array | null | undefined) => Buffer.from(data ?? []).toString();

/** Where a protocol is found by its hash. */
export type ProtocolStore = (hash: string) => Promise<Protocol | undefined>;

/**
 * AES-256-GCM on every payload, with three things that only the Node side can do: a protocol travels as its hash and is added back on
 * decoding (claim check), an actor's warrant is verified, and a case is told how large what it took along has become. What cannot be read is no error: it reaches the case as
 * `{ $undecodable: { reason } }` and becomes an incident. Throws only when the store cannot be asked: then the workflow task is tried
 * again, for a case that was told its protocol is not there would go another way than its replay; and for what is too large to be sent.
 */
export class CaseCodec implements PayloadCodec {
  private readonly protocols = new Map<string, Protocol>();
  private readonly keys: KeyRing;
  private readonly store: ProtocolStore | undefined;

  constructor(keys: KeyRing, store?: ProtocolStore) {
    this.keys = keys;
    this.store = store;
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => this.seal(collapse(payload)));
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.all(payloads.map((payload) => this.open(payload)));
  }

  private seal(payload: Payload): Payload {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.keys.payload, nonce);
    const metadata = Object.fromEntries(
      Object.entries(payload.metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
    );
    const plain = Buffer.from(payload.data ?? []);
    const packed = plain.length >= PACKED_FROM;
    const head = Buffer.from(JSON.stringify(packed ? { ...metadata, [PACKED]: '' } : metadata));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(head.length);
    const body = Buffer.concat([
      cipher.update(Buffer.concat([length, head, packed ? deflateRawSync(plain, { level: 1 }) : plain])),
      cipher.final(),
    ]);
    if (body.length > MOST_SEALED_BYTES) throw tooLarge(body.length);
    return {
      metadata: { encoding: bytes(ENCODING), [KEY_ID]: bytes(this.keys.id) },
      data: new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body])),
    };
  }

  private async open(payload: Payload): Promise<Payload> {
    if (textOf(payload.metadata?.encoding) !== ENCODING) return undecodable('clear');
    if (textOf(payload.metadata?.[KEY_ID]) !== this.keys.id) return undecodable('key');
    const opened = this.unsealed(payload);
    return opened ? this.expand(opened, payload.data?.length ?? 0) : undecodable('damaged');
  }

  private unsealed(payload: Payload): Payload | undefined {
    try {
      const sealed = Buffer.from(payload.data ?? []);
      const decipher = createDecipheriv('aes-256-gcm', this.keys.payload, sealed.subarray(0, 12));
      decipher.setAuthTag(sealed.subarray(12, 28));
      const plain = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
      const end = 4 + plain.readUInt32BE(0);
      const { [PACKED]: packed, ...metadata } = JSON.parse(plain.subarray(4, end).toString()) as Record<string, string>;
      return {
        metadata: Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, new Uint8Array(Buffer.from(value, 'base64'))])),
        data: new Uint8Array(packed === undefined ? plain.subarray(end) : inflateRawSync(plain.subarray(end))),
      };
    } catch {
      return undefined;
    }
  }

  /** Adds the bodies of protocols, the verdict on actors and the size of it all, sealed, wherever they are asked for in a JSON payload. */
  private async expand(payload: Payload, size: number): Promise<Payload> {
    const text = textOf(payload.data);
    // A marker can also be spelled with escapes: whatever holds one is looked into, or a forged verdict would pass unseen.
    if (textOf(payload.metadata?.encoding) !== 'json/plain' || !/"\$(protocol|actor|weighed)"|\\u/i.test(text)) return payload;
    const value = jsonOf(text);
    if (value === undefined) return undecodable('damaged');
    const visit = async (inner: unknown): Promise<void> => {
      if (typeof inner !== 'object' || inner === null) return;
      if ('$protocol' in inner) {
        const body = await this.protocol(String(inner.$protocol));
        for (const name of Object.keys(inner)) if (name !== '$protocol') Reflect.deleteProperty(inner, name);
        if (body) Object.assign(inner, { body });
        return;
      }
      if ('$weighed' in inner) Object.assign(inner, { $weighed: size });
      if ('$actor' in inner) Object.assign(inner, { verified: isVouched(this.keys, inner as Vouched) });
      for (const part of Object.values(inner)) await visit(part);
    };
    await visit(value);
    return { ...payload, data: bytes(JSON.stringify(value)) };
  }

  private async protocol(hash: string): Promise<Protocol | undefined> {
    const known = this.protocols.get(hash);
    if (known || !this.store) return known;
    const found = await this.store(hash);
    if (!found) return undefined;
    if (this.protocols.size >= MOST_PROTOCOLS) this.protocols.delete(this.protocols.keys().next().value!);
    this.protocols.set(hash, found);
    return found;
  }
}

const tooLarge = (size: number) =>
  new Trouble({
    zh: `一次发送的内容有 ${size} 字节，至多 ${MOST_SEALED_BYTES}：没有发出；请分几次报告`,
    en: `${size} bytes at once are too many to be sent, ${MOST_SEALED_BYTES} at most: nothing was sent; report it in several parts`,
  });

/** What a JSON text says; undefined when it is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function undecodable(reason: string): Payload {
  return { metadata: { encoding: bytes('json/plain') }, data: bytes(JSON.stringify({ $undecodable: { reason } })) };
}

/** Leaves the hash where a whole protocol stands, so that no history carries one. */
function collapse(payload: Payload): Payload {
  const text = textOf(payload.data);
  if (textOf(payload.metadata?.encoding) !== 'json/plain' || !text.includes('"$protocol"')) return payload;
  const value: unknown = JSON.parse(text, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && '$protocol' in inner ? { $protocol: inner.$protocol } : inner,
  );
  return { ...payload, data: bytes(JSON.stringify(value)) };
}

/** Vouches that somebody acts as a role for a place, for one action on one case. */
export function vouch(keys: KeyRing, statement: Pick<Vouched, '$actor' | 'case' | 'key'>): Vouched {
  const { $actor, key } = statement;
  return { $actor, case: statement.case, key, warrant: warrantOf(keys, statement).toString('base64url') };
}

function warrantOf(keys: KeyRing, { $actor, case: id, key }: Pick<Vouched, '$actor' | 'case' | 'key'>): Buffer {
  return createHmac('sha256', keys.authority)
    .update(canonicalJson({ $actor, case: id, key }))
    .digest();
}

function isVouched(keys: KeyRing, statement: Vouched): boolean {
  if (typeof statement.warrant !== 'string') return false;
  const given = Buffer.from(statement.warrant, 'base64url');
  const right = warrantOf(keys, statement);
  return given.length === right.length && timingSafeEqual(given, right);
}
