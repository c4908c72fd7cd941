import type { FileProblem } from './problem.ts';

/** The text of a file in strict UTF-8, without its byte-order mark, every line ending as `\n`; or where it stops being UTF-8. */
export function decode(bytes: Uint8Array): string | FileProblem {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch {
    return notUtf8(bytes);
  }
}

function notUtf8(bytes: Uint8Array): FileProblem {
  const offset = firstInvalid(bytes);
  let line = 1;
  for (let i = 0; i < offset; i++) if (bytes[i] === 0x0a) line++;
  const looks = looksLike(bytes);
  return {
    code: 'not_utf8',
    file: 'data',
    line,
    zh: `不是 UTF-8 文件：第 ${line} 行，第 ${offset} 字节（从 0 起）${looks ? `。看起来是 ${looks}，请另存为“CSV UTF-8”后再导入` : ''}`,
    en: `Not a UTF-8 file: line ${line}, byte offset ${offset}${looks ? `. It looks like ${looks}: save it as "CSV UTF-8" and import again` : ''}`,
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

function looksLike(bytes: Uint8Array): string | undefined {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return 'UTF-16';
  try {
    const text = new TextDecoder('gb18030', { fatal: true }).decode(bytes);
    return /\p{Script=Han}/u.test(text) ? 'GB18030' : undefined;
  } catch {
    return undefined;
  }
}
