import type { ParseError } from '@marcbachmann/cel-js';

interface Words {
  zh: string;
  en: string;
  suggestion?: string;
}

/** What people write out of habit from elsewhere, and what it is called here. */
const habits: Record<string, string> = {
  and: '&&',
  or: '||',
  not: '!',
  '=': '==',
  '&': '&&',
  '|': '||',
  '＆': '&&',
  '＝': '==',
  '≥': '>=',
  '≤': '<=',
  '≠': '!=',
  '＞': '>',
  '＜': '<',
  '！': '!',
  '（': '(',
  '）': ')',
  '，': ',',
  '：': ':',
  '。': '.',
  '“': '"',
  '”': '"',
};

const symbols: Record<string, string> = {
  LPAREN: '(',
  RPAREN: ')',
  LBRACKET: '[',
  RBRACKET: ']',
  LBRACE: '{',
  RBRACE: '}',
  DOT: '.',
  COMMA: ',',
  COLON: ':',
  QUESTION: '?',
};

/** What stands at the place of a syntax error and what belongs there, in words. */
export function syntaxWords({ code, summary, range }: ParseError, source: string): Words {
  const text = source.slice(range?.start ?? 0, range?.end ?? source.length).trim();
  switch (code) {
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
    case 'newline_in_string':
      return { zh: '引号没有成对', en: 'a quote is not closed' };
    case 'reserved_identifier':
      return { zh: `“${text}”是保留字，不能作名称`, en: `"${text}" is a reserved word and cannot be a name` };
    case 'invalid_macro_argument':
      return { zh: '循环的第一个参数是变量名，例如 filter(r, …)', en: 'the first argument names the variable, as in filter(r, …)' };
    case 'expected_token': {
      const wanted = symbols[/^Expected (\w+)/.exec(summary)?.[1] ?? ''];
      if (wanted !== undefined) return { zh: `此处缺少“${wanted}”`, en: `"${wanted}" is missing here` };
      break;
    }
  }
  if (text === '') return { zh: '表达式没有写完', en: 'the expression is not complete' };
  if (/^[\d\\]/.test(text) && code !== 'unexpected_token' && code !== 'unexpected_character')
    return { zh: `“${text}”写得不对`, en: `"${text}" is not written right` };
  const habit = text.toLowerCase();
  const suggestion = Object.hasOwn(habits, habit) ? habits[habit]! : undefined;
  return {
    zh: `“${text}”不能出现在此处`,
    en: `"${text}" cannot stand here`,
    ...(suggestion !== undefined && { suggestion }),
  };
}
