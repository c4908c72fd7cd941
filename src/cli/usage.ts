import type { Text } from '../kernel/index.ts';

/** What commander says of a command line that it cannot read, in Chinese. */
const chinese: [RegExp, string][] = [
  [/^unknown command '(.*)'/s, '没有命令“$1”；early --help 列出全部命令'],
  [/^unknown option '(.*)'/s, '没有选项“$1”；--help 列出全部选项'],
  [/^missing required argument '(.*)'/s, '缺少参数“$1”'],
  [/^required option '(.*)' not specified/s, '缺少选项“$1”'],
  [/^option '(.*)' argument missing/s, '选项“$1”缺少值'],
  [/^option '(.*)' argument '(.*)' is invalid\. Allowed choices are (.*)\./s, '选项“$1”不能是“$2”；可选：$3'],
  [/^too many arguments.* but got (\d+).*$/s, '参数太多：给出了 $1 个'],
];
const near = /\n?\(Did you mean (?:one of )?(.*)\?\)/s;

/** A usage error of commander's in both languages. */
export function usageWords(message: string): Text {
  const en = message.trim().replace(/^error: /, '');
  const meant = near.exec(en)?.[1];
  for (const [pattern, words] of chinese) {
    if (!pattern.test(en)) continue;
    const zh = en.replace(near, '').replace(pattern, words);
    return { zh: meant === undefined ? zh : `${zh}；是不是“${meant}”？`, en: en.replace(/\n/g, ' ') };
  }
  return { zh: en, en };
}

/** Of a text `English / 中文` the half in this language; the whole where there is but one. */
export function half(text: string, locale: 'zh' | 'en'): string {
  const at = text.lastIndexOf(' / ');
  if (at < 0) return text;
  return locale === 'zh' ? text.slice(at + 3) : text.slice(0, at);
}

/** The headings of a help text. */
export const headings: Record<string, string> = { 'Usage:': '用法：', 'Options:': '选项：', 'Commands:': '命令：', 'Arguments:': '参数：' };
