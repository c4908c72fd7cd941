import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { LedgerError } from './error.ts';
import type { KeyRing } from './keys.ts';

const IV = 12;
const TAG = 16;

/** A key of AES-256, with the name it is called by in what it seals. */
export interface SealingKey {
  id: string;
  secret: Buffer;
}

/**
 * AES-256-GCM, as `keyId.base64`. `context` (table, id, field) is authenticated with it, so that a sealed field
 * copied into another row does not open there.
 */
export function seal(key: SealingKey, plain: string, context: string): string {
  const iv = randomBytes(IV);
  const cipher = createCipheriv('aes-256-gcm', key.secret, iv).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return `${key.id}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')}`;
}

/** The text sealed for `context`. Throws LedgerError `key_unknown` for another key's, `sealed_damaged` when it was altered or moved. */
export function unseal(key: SealingKey, sealed: string, context: string): string {
  const [id, body] = sealed.split('.');
  if (id !== key.id) {
    throw new LedgerError('key_unknown', {
      zh: `该数据由另一把密钥（${id}）加密，当前密钥是 ${key.id}`,
      en: `This was sealed with another key (${id}); the present one is ${key.id}`,
    });
  }
  const bytes = Buffer.from(body ?? '', 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.secret, bytes.subarray(0, IV), { authTagLength: TAG })
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(IV, IV + TAG));
    return Buffer.concat([decipher.update(bytes.subarray(IV + TAG)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new LedgerError('sealed_damaged', { zh: '加密数据已损坏或被移动', en: 'A sealed field was altered or moved' }, { cause });
  }
}

/** The keyed hash by which a text is recognised again without being kept. */
export function fingerprint(keys: KeyRing, text: string): string {
  return createHmac('sha256', keys.duplicates).update(text).digest('hex');
}
