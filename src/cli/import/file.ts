import { readFileSync } from 'node:fs';
import { exit, Stop } from '../terminal.ts';

/** The bytes of a file; stops in words when there are none. */
export function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new Stop(exit.usage, { zh: `无法读取文件 ${file}（${code}）`, en: `cannot read the file ${file} (${code})` });
  }
}

/** The same as text. */
export function textOf(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(file));
  } catch (error) {
    if (error instanceof Stop) throw error;
    throw new Stop(exit.findings, { zh: `${file}：不是 UTF-8 文本，请另存为 UTF-8`, en: `${file}: not UTF-8 text; save it as UTF-8` });
  }
}
