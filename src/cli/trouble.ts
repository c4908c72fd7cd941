import type { Text } from '../kernel/index.ts';
import { LedgerError } from '../ledger/index.ts';
import { Trouble } from '../temporal/index.ts';

/** What the machine can say against us, by code, in words for whoever has to mend it. */
const troubles: Record<string, Text> = {
  EACCES: { zh: '没有权限', en: 'no permission' },
  EPERM: { zh: '没有权限', en: 'no permission' },
  EROFS: { zh: '所在磁盘只读', en: 'its disk is read-only' },
  ENOSPC: { zh: '磁盘已满，请腾出空间', en: 'the disk is full: make room' },
  ENOTDIR: { zh: '路径中有一段不是目录', en: 'part of the path is not a folder' },
  EEXIST: { zh: '此处已有一个文件，需要的是目录', en: 'a file stands where a folder is needed' },
  ENOENT: { zh: '不存在', en: 'it does not exist' },
  EMFILE: { zh: '打开的文件太多', en: 'too many open files' },
  SQLITE_READONLY: {
    zh: '台账文件不能写：请检查数据目录的权限与磁盘',
    en: "the ledger's file cannot be written: look at the permissions of the data folder and at its disk",
  },
  SQLITE_CANTOPEN: {
    zh: '台账文件打不开：请检查数据目录的权限与磁盘',
    en: "the ledger's file cannot be opened: look at the permissions of the data folder and at its disk",
  },
  SQLITE_NOTADB: {
    zh: '台账文件不是数据库：请从备份恢复（early restore）',
    en: "the ledger's file is not a database: bring it back from a backup (early restore)",
  },
  SQLITE_CORRUPT: {
    zh: '台账文件已损坏：请从备份恢复（early restore）',
    en: "the ledger's file is damaged: bring it back from a backup (early restore)",
  },
  SQLITE_FULL: { zh: '磁盘已满，台账写不下：请腾出空间', en: 'the disk is full and the ledger cannot grow: make room' },
};

/** What went wrong with the machine, in words; undefined for a fault of ours. */
export function troubleWords(error: unknown): Text | undefined {
  if (error instanceof LedgerError) return error.text;
  if (error instanceof Trouble) return error.words;
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
