import { type ASTNode, TypeError as CelTypeError, ParseError } from '@marcbachmann/cel-js';
import { noSuchField, typeName } from './closed-lists.ts';
import type { Place } from './environment.ts';
import { nearest } from './nearest.ts';
import { functions, methods } from './reading.ts';
import type { ExpressionProblem, Scope } from './scope.ts';
import { unspell } from './spelling.ts';
import { syntaxWords } from './syntax.ts';
import { entryType } from './types.ts';

/** What the library found wrong while reading or typing, as a problem in words. */
export function problemOf(error: unknown, source: string, scope: Scope, place: Place): ExpressionProblem {
  if (!(error instanceof ParseError || error instanceof CelTypeError)) {
    const message = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    return { code: 'cel-type', message, zh: message, en: message, from: 0, to: Math.max(source.length, 1) };
  }
  const { code, range, node } = error;
  const message = error.summary;
  const from = Math.min(range?.start ?? 0, source.length);
  const at = { from, to: Math.max(range?.end ?? source.length, from + 1) };
  if (code === 'limit_exceeded')
    return {
      code: 'cel-forbidden',
      message,
      zh: '表达式过长或嵌套过深，请拆成几个事实',
      en: 'too long or too deeply nested; split it into facts',
      ...at,
    };
  if (error instanceof ParseError) return { code: 'cel-syntax', message, ...syntaxWords(error, source), ...at };
  const tree = node as ASTNode | undefined;
  if (code === 'no_such_key' && tree?.op === '.')
    return noSuchField(tree, tree.args[1], Object.keys(place.fields.get(typeName(tree.args[0]) ?? '') ?? {}));
  if (code === 'unknown_variable' && tree?.op === 'id') return { ...unknownName(unspell(tree.args), scope), message, ...at };
  if (code === 'no_matching_overload' && tree && (tree.op === 'call' || tree.op === 'rcall'))
    return { ...wrongCall(tree.args[0], tree.op === 'call' ? functions : methods, message, scope), message, ...at };
  const operator = /^no such overload: (.+) (\S+) (.+)$/.exec(message);
  if (operator) return { ...wrongOperands(operator[2]!, operator[1]!, operator[3]!, scope), message, ...at };
  return { code: 'cel-type', message, ...misplaced(code, message, scope), ...at };
}

/** What cannot be where it stands because of its type, which the library gives in quotes. */
function misplaced(code: string, message: string, scope: Scope): { zh: string; en: string } {
  const [given, other] = [...message.matchAll(/'([^']+)'/g)].map(([, type]) => words(type!, scope));
  const [zh, en] = given ?? ['此处', 'this'];
  switch (code) {
    case 'invalid_logical_operand':
      return { zh: `&& 与 || 连接条件，${zh}不是条件`, en: `&& and || join conditions; ${en} is none` };
    case 'invalid_condition_type':
      return { zh: `此处应为条件，${zh}不是`, en: `a condition belongs here, not ${en}` };
    case 'incompatible_ternary_branches':
      return {
        zh: `? 与 : 之后应为同一类，这里是${zh}与${other?.[0]}`,
        en: `both sides of ":" must be of one kind, not ${en} and ${other?.[1]}`,
      };
    case 'invalid_comprehension_range':
      return { zh: `只有列表才能逐条处理，${zh}不是列表`, en: `only a list can be gone through; ${en} is none` };
    case 'cannot_index_type':
      return { zh: `${zh}没有字段`, en: `${en} has no fields` };
    case 'invalid_index_type':
      return {
        zh: '列表没有字段；先用 first()、last() 取一条，或用 exists(…)、map(…) 逐条看',
        en: 'a list has no fields; take one with first() or last(), or go through it with exists(…) or map(…)',
      };
    case 'heterogeneous_list_element':
      return { zh: `列表里应为同一类，这里有${zh}与${other?.[0]}`, en: `a list holds things of one kind, not ${en} and ${other?.[1]}` };
    case 'no_such_overload':
      return { zh: '这个符号不能用于此处的类型', en: 'the sign does not fit what it stands before' };
    default:
      return { zh: '此处的类型不符', en: 'the types here do not fit' };
  }
}

type Words = Omit<ExpressionProblem, 'from' | 'to' | 'message'>;

function unknownName(name: string, scope: Scope): Words {
  if (name === 'data') return { code: 'cel-type', zh: 'data 只在事件到来时可用', en: '"data" can be read only where an event arrives' };
  const known = [...Object.keys(scope.events), ...Object.keys(scope.facts), 'values', ...(scope.data ? ['data'] : [])];
  const suggestion = heldIn(name, scope) ?? nearest(name, known);
  return {
    code: 'cel-type',
    zh: `没有名为“${name}”的事件或事实`,
    en: `there is no event or fact "${name}"`,
    ...(suggestion !== undefined && { suggestion }),
  };
}

/** What stands a level deeper than people think. */
function heldIn(name: string, { data, values }: Scope): string | undefined {
  if (data && Object.hasOwn(data, name)) return `data.${name}`;
  return Object.hasOwn(values, name) ? `values.${name}` : undefined;
}

function wrongCall(name: string, known: Set<string>, message: string, scope: Scope): Words {
  if (!known.has(name)) {
    const suggestion = nearest(name, known);
    return {
      code: 'cel-type',
      zh: `没有函数 ${name}()`,
      en: `there is no function ${name}()`,
      ...(suggestion !== undefined && { suggestion }),
    };
  }
  const given = /'(?:(.*)\.)?\w+\((.*)\)'$/.exec(message);
  const types = [given?.[1], ...(given?.[2] ?? '').split(', ')].filter((type) => type !== undefined && type !== '') as string[];
  const spelled = types.map((type) => words(type, scope));
  return {
    code: 'cel-type',
    zh: `${name}() 不能用于${spelled.map(([zh]) => zh).join('、') || '空'}`,
    en: `${name}() does not take ${spelled.map(([, en]) => en).join(', ') || 'nothing'}`,
  };
}

function wrongOperands(operator: string, left: string, right: string, scope: Scope): Words {
  if (left === 'null' || right === 'null')
    return { code: 'cel-type', zh: '缺失不是 null；请用 known(…)', en: 'what is absent is not null; write known(…)' };
  const [a, b] = [words(left, scope), words(right, scope)];
  // What can be said stands elsewhere in the language.
  const instead = operator === '+' && right === 'Span' ? { zh: '；请用 plus(…, …)', en: '; write plus(…, …)' } : { zh: '', en: '' };
  return {
    code: 'cel-type',
    zh: `“${operator}”不能用于${a[0]}与${b[0]}${instead.zh}`,
    en: `"${operator}" does not take ${a[1]} and ${b[1]}${instead.en}`,
  };
}

const typeWords: Record<string, [zh: string, en: string]> = {
  bool: ['真假值', 'a condition'],
  int: ['整数', 'a whole number'],
  double: ['数', 'a number'],
  string: ['文字', 'a text'],
  Date: ['日期', 'a date'],
  Instant: ['时刻', 'an instant'],
  Span: ['时长', 'a span'],
  Clock: ['钟点', 'a time of day'],
  Values: ['values', 'values'],
};

/** A type in the author's words. */
function words(type: string, scope: Scope): [zh: string, en: string] {
  const inner = /^list(?:<(.+)>)?$/.exec(type);
  if (inner) {
    const [zh, en] = inner[1] === undefined ? ['', ''] : words(inner[1], scope);
    return [zh === '' ? '列表' : `${zh}的列表`, en === '' ? 'a list' : `a list, each ${en}`];
  }
  const event = Object.keys(scope.events).find((name) => entryType(name) === type);
  if (event !== undefined) return [`“${event}”的记录`, `an entry of ${event}`];
  return Object.hasOwn(typeWords, type) ? typeWords[type]! : [type, type];
}
