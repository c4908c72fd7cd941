import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keys for one purpose each, derived from one master key. */
export interface Keys {
  /** First 8 hex digits of a hash of the master key. */
  id: string;
  payload: Buffer;
  person: Buffer;
  duplicates: Buffer;
  authority: Buffer;
}

/** A key that cannot be used: says what to do, in both languages. */
export class KeyProblem extends Error {
  readonly zh: string;
  constructor(en: string, zh: string) {
    super(en);
    this.zh = zh;
  }
}

/**
 * The keys of an installation: from `EARLY_KEY` (32 bytes as base64 or hex), else from `key` in the folder, made at first use and
 * readable by its owner only. Throws KeyProblem.
 */
export function keyRing(env: Record<string, string | undefined>, folder: string): Keys {
  const master = env.EARLY_KEY ? parse(env.EARLY_KEY, 'EARLY_KEY') : fromFile(join(folder, 'key'));
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', master, 'six-earlies', purpose, 32));
  return {
    id: createHash('sha256').update(master).digest('hex').slice(0, 8),
    payload: derive('payload'),
    person: derive('person'),
    duplicates: derive('duplicates'),
    authority: derive('authority'),
  };
}

function parse(text: string, where: string): Buffer {
  const trimmed = text.trim();
  const bytes = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64');
  if (bytes.length === 32) return bytes;
  throw new KeyProblem(`${where} is not a key of 32 bytes in base64 or hex`, `${where} 不是 32 字节的 base64 或十六进制密钥`);
}

function fromFile(file: string): Buffer {
  if (!existsSync(file)) {
    mkdirSync(join(file, '..'), { recursive: true });
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
    chmodSync(fresh, 0o600);
    try {
      // Linking fails when another process was first: its key is the key.
      linkSync(fresh, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      unlinkSync(fresh);
    }
  }
  const mode = statSync(file).mode & 0o777;
  if (mode & 0o077) {
    const octal = mode.toString(8);
    throw new KeyProblem(`${file} can be read by others (mode ${octal}); run: chmod 600 ${file}`, `${file} 可被他人读取（权限 ${octal}）；请执行：chmod 600 ${file}`);
  }
  return parse(readFileSync(file, 'utf8'), file);
}

/** Encrypts with AES-256-GCM: nonce, tag and ciphertext in one buffer. */
export function seal(key: Buffer, plain: Buffer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Opens what `seal` made. Throws when it was damaged or made with another key. */
export function unseal(key: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
}

export function keyedHash(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}
