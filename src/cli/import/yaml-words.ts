import type { YAMLError } from 'yaml';

const known: Partial<Record<YAMLError['code'], { zh: string; en: string }>> = {
  TAB_AS_INDENT: { zh: '缩进不能用制表符，请用空格', en: 'a tab cannot indent; use spaces' },
  BAD_INDENT: { zh: '缩进与上下行不一致', en: 'the indentation does not fit the lines around it' },
  MISSING_CHAR: { zh: '缺少引号、冒号、逗号或括号', en: 'a quote, colon, comma or bracket is missing' },
  MULTILINE_IMPLICIT_KEY: { zh: '键必须在一行之内；是否缺少冒号？', en: 'a key must fit on one line; is a colon missing?' },
  BLOCK_AS_IMPLICIT_KEY: {
    zh: '一行里有两个“: ”；请给文字加引号，或另起一行',
    en: 'there are two ": " on one line; put the text in quotes or start a new line',
  },
  MULTIPLE_DOCS: { zh: '一个文件只写一份，不用“---”分隔', en: 'one file holds one document; take out the "---"' },
  TAG_RESOLVE_FAILED: { zh: '不使用 YAML 标签“!”', en: 'YAML tags ("!") are not used here' },
  UNEXPECTED_TOKEN: { zh: '此处不应有这些字符', en: 'these characters do not belong here' },
};

/** What is wrong with a YAML text, in words; the parser's own where we have none. */
export function yamlWords({ code, message }: { code: string; message: string }): { zh: string; en: string } {
  const own = message.split('\n')[0] ?? code;
  return (Object.hasOwn(known, code) ? known[code as YAMLError['code']] : undefined) ?? { zh: own, en: own };
}
