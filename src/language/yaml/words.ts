import type { Text } from '../../kernel/index.ts';

/** What the parser says → what it means to an author; the first that fits. */
const known: [RegExp, Text][] = [
  [/^tab characters/, { zh: '缩进不能用制表符，请用空格', en: 'a tab cannot indent; use spaces' }],
  [/quoted scalar$/, { zh: '引号没有成对', en: 'this quote is not closed' }],
  [/within a flow collection$|^missed comma/, { zh: '缺少逗号或右括号', en: 'a comma or a closing bracket is missing' }],
  [/^bad indentation|^end of the stream or/, { zh: '缩进与上下行不一致', en: 'the indentation does not fit the lines around it' }],
  [
    /a colon is missed|multiline key/,
    { zh: '键必须在一行之内，后跟冒号；是否缺少冒号？', en: 'a key is on one line and ends in a colon; is it missing?' },
  ],
  [/^a whitespace character is expected/, { zh: '冒号之后要有空格', en: 'a space belongs after the colon' }],
  [
    /nested arrays|explicit mapping pair|^unexpected$|^expected the node/,
    { zh: '此处不应有这些字符', en: 'these characters do not belong here' },
  ],
  [
    /escape sequence|hexadecimal|JSON character/,
    { zh: '引号内“\\”之后的写法不对；请改用单引号', en: 'what follows "\\" is not right; use single quotes' },
  ],
  [/alias|anchor/, { zh: '“&”与“*”在 YAML 中另有含义；请给文字加引号', en: '"&" and "*" mean something in YAML; put the text in quotes' }],
  [/tag|node kind/, { zh: '“!”在 YAML 中另有含义；请给文字加引号', en: '"!" means something in YAML; put the text in quotes' }],
  [/single document/, { zh: '一个文件只写一份，不用“---”分隔', en: 'one file holds one document; take out the "---"' }],
  [/non-printable|null byte/, { zh: '有不可见的控制字符', en: 'there is an invisible control character' }],
  [/directive|%/, { zh: '不使用 YAML 指令“%”', en: 'YAML directives ("%") are not used here' }],
  [/block scalar|indentation width|chomping|line break/, { zh: '“|”或“>”的写法不对', en: 'what follows "|" or ">" is not right' }],
];

/** What is wrong with a YAML text, in words. */
export function syntaxWords(reason: string): Text {
  return known.find(([sign]) => sign.test(reason))?.[1] ?? { zh: '此处无法读懂', en: 'this cannot be read' };
}

export const tagWords: Text = syntaxWords('tag');
/** Of a dash that begins no item. */
export const swallowed: Text = {
  zh: '这一行比上一项缩进得深，就成了上一项的文字；请与上一项对齐',
  en: 'this line stands deeper than the item above, so it is read as the rest of its text; align the two',
};
/** Of a bracket, and of a quote, that the text goes on from without an end. */
export const unclosed: Text = { zh: '括号没有成对', en: 'this bracket is not closed' };
export const unclosedQuote: Text = syntaxWords('quoted scalar');
