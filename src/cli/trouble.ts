import type { Text } from '../kernel/index.ts';
import { LedgerError } from '../ledger/index.ts';
import { NoTemporal } from '../temporal/index.ts';

/** What the machine can say against us, by code, in words for whoever has to mend it. */
const troubles: Record<string, Text> = {
  EACCES: { zh: '没有权限', en: 'no permission' },
  EPERM: { zh: '没有权限', en: 'no permission' },
  EROFS: { zh: '所在磁盘只读', en: 'its disk is read-only' },
  ENOSPC: { zh: '磁盘已满', en: 'the disk is full' },
  ENOTDIR: { zh: '路径中有一段不是目录', en: 'part of the path is not a folder' },
  EEXIST: { zh: '此处已有一个文件，需要的是目录', en: 'a file stands where a folder is needed' },
  ENOENT: { zh: '不存在', en: 'it does not exist' },
  EMFILE: { zh: '打开的文件太多', en: 'too many open files' },
  SQLITE_READONLY: { zh: '台账文件只读', en: 'the ledger file cannot be written' },
  SQLITE_CANTOPEN: { zh: '台账文件打不开', en: 'the ledger file cannot be opened' },
  SQLITE_NOTADB: { zh: '台账文件不是数据库', en: 'the ledger file is not a database' },
  SQLITE_CORRUPT: { zh: '台账文件已损坏', en: 'the ledger file is damaged' },
  SQLITE_FULL: { zh: '磁盘已满，台账写不下', en: 'the disk is full, the ledger cannot grow' },
};

/** What went wrong with the machine, in words; undefined for a fault of ours. */
export function troubleWords(error: unknown): Text | undefined {
  if (error instanceof LedgerError) return error.text;
  if (error instanceof NoTemporal) return { zh: error.zh, en: error.message };
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const code = String(error.code);
  const known = Object.hasOwn(troubles, code)
    ? code
    : Object.keys(troubles).find((each) => each.startsWith('SQLITE') && code.startsWith(each));
  if (known === undefined) return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  const { zh, en } = troubles[known]!;
  return path === undefined ? { zh, en: `${en}` } : { zh: `${path}：${zh}`, en: `${path}: ${en}` };
}
