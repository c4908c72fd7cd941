import type { Text } from '../../kernel/protocol.ts';
import type { FileProblem } from './problem.ts';

export type Encoding = 'UTF-8' | 'GB18030';

/**
 * The text of a file, without its byte-order mark, every line ending as `\n`, and in what it was written: UTF-8, else GB18030, as
 * spreadsheets in China save CSV. A UTF-8 file with damaged bytes is not taken for the other: it is refused with the place.
 */
export function decode(bytes: Uint8Array): { text: string; encoding: Encoding } | FileProblem {
  const utf8 = strictly('utf-8', bytes);
  if (utf8 !== undefined) return { text: lines(utf8), encoding: 'UTF-8' };
  const looks = looksLike(bytes);
  const gb = looks === undefined && !isMostlyUtf8(bytes) ? strictly('gb18030', bytes) : undefined;
  if (gb !== undefined && isWriting(gb)) return { text: lines(gb), encoding: 'GB18030' };
  return notText(bytes, looks);
}

const lines = (text: string) => text.replace(/\r\n?/g, '\n');

function strictly(encoding: 'utf-8' | 'gb18030', bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Chinese, and nothing that no keyboard writes: any bytes may by chance be two-byte characters. */
function isWriting(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /\p{Script=Han}/u.test(text) && !/[\x00-\x08\x0e-\x1f\p{Co}]/u.test(text);
}

/** Chinese in GB18030 is hardly ever valid UTF-8 for three bytes running; in a damaged UTF-8 file most characters still are. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(bytes);
  const damaged = (text.match(/\ufffd/g) ?? []).length;
  const whole = (text.match(/\p{Script=Han}/gu) ?? []).length;
  return whole > damaged;
}

function notText(bytes: Uint8Array, looks: Text | undefined): FileProblem {
  const offset = firstInvalid(bytes);
  let line = 1;
  for (let i = 0; i < offset; i++) if (bytes[i] === 0x0a) line++;
  return {
    code: 'not_text',
    file: 'data',
    line,
    zh: `不是 UTF-8 或 GB18030 文本：第 ${line} 行，第 ${offset} 字节（从 0 起）${looks ? `。看起来是${looks.zh}` : ''}，请另存为“CSV UTF-8”或 XLSX 后再导入`,
    en: `Text in neither UTF-8 nor GB18030: line ${line}, byte offset ${offset}${looks ? `. It looks like ${looks.en}` : ''}: save it as "CSV UTF-8" or XLSX and import again`,
  };
}

/** Decoding a prefix fails from the first wrong byte on and succeeds before it: halving finds it. The answer is where its character begins. */
function firstInvalid(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (valid(bytes.subarray(0, middle), middle <= bytes.length - 1)) good = middle;
    else bad = middle;
  }
  const whole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, good), { stream: true });
  return Buffer.byteLength(whole);
}

function valid(bytes: Uint8Array, goesOn: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: goesOn });
    return true;
  } catch {
    return false;
  }
}

function looksLike(bytes: Uint8Array): Text | undefined {
  const begins = (...signs: number[]) => signs.every((sign, i) => bytes[i] === sign);
  if (begins(0xff, 0xfe) || begins(0xfe, 0xff)) return { zh: ' UTF-16', en: 'UTF-16' };
  if (begins(0x89, 0x50, 0x4e, 0x47) || begins(0xff, 0xd8, 0xff)) return { zh: '图片', en: 'a picture' };
  if (begins(0x25, 0x50, 0x44, 0x46)) return { zh: ' PDF', en: 'PDF' };
  return undefined;
}
