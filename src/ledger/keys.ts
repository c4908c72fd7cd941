import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerError } from './error.ts';

const BYTES = 32;

/** Keys derived from one master key; `id` names the master in what they seal, without telling it. */
export interface KeyRing {
  id: string;
  /** Temporal payloads. */
  payload: Buffer;
  /** Seals the key of each person. */
  person: Buffer;
  /** Keyed hash by which the same person is recognised. */
  duplicates: Buffer;
  /** The chain of the audit. */
  audit: Buffer;
  /** Signatures of "acts as ROLE for PLACE". */
  authority: Buffer;
}

/**
 * The keys of this installation: the master is `EARLY_KEY` (32 bytes, base64 or hex) or the file `key` in `varDir`, made at first use.
 * Two processes that start together end with the same key. Throws LedgerError `key_malformed` or `key_exposed`.
 */
export function keyRing(env: Record<string, string | undefined>, varDir: string): KeyRing {
  const given = env.EARLY_KEY;
  return ringOf(given !== undefined && given !== '' ? decode(given, 'EARLY_KEY') : masterIn(varDir));
}

function ringOf(master: Buffer): KeyRing {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', master, 'six-earlies', use, BYTES));
  return {
    id: createHash('sha256').update(derive('key id')).digest('hex').slice(0, 8),
    payload: derive('payload'),
    person: derive('person'),
    duplicates: derive('duplicates'),
    audit: derive('audit'),
    authority: derive('authority'),
  };
}

function masterIn(varDir: string): Buffer {
  const path = join(varDir, 'key');
  mkdirSync(varDir, { recursive: true, mode: 0o700 });
  return read(path) ?? make(path);
}

function read(path: string): Buffer | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const mode = fstatSync(file).mode & 0o777;
    if (mode & 0o077) {
      throw new LedgerError('key_exposed', {
        zh: `密钥文件 ${path} 可被他人读取（权限 ${mode.toString(8)}）：请执行 chmod 600 ${path}，并考虑密钥是否已泄露`,
        en: `The key file ${path} can be read by others (mode ${mode.toString(8)}): run chmod 600 ${path}, and consider whether the key has leaked`,
      });
    }
    return decode(readFileSync(file, 'utf8').trim(), path);
  } finally {
    closeSync(file);
  }
}

/** A complete file appears under the name at once or not at all; who comes second reads the first one's key. */
function make(path: string): Buffer {
  const draft = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeFileSync(file, `${randomBytes(BYTES).toString('base64')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(draft, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  const key = read(path);
  if (!key) throw new Error(`${path} vanished while it was made`);
  return key;
}

function decode(text: string, where: string): Buffer {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : base64(text);
  if (key?.length === BYTES) return key;
  throw new LedgerError('key_malformed', {
    zh: `${where} 中的密钥格式不对：需要 ${BYTES} 字节，写成 base64（44 个字符）或十六进制（64 个字符）`,
    en: `The key in ${where} is malformed: it must be ${BYTES} bytes, as base64 (44 characters) or hex (64 characters)`,
  });
}

function base64(text: string): Buffer | undefined {
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
