import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Document, isMap, isScalar, parseDocument, Scalar, visit } from 'yaml';
import { format, kindOfText, readProtocol, readScenarios, readUnits } from '../../src/language/index.ts';
import { libraryTexts } from '../library.ts';

const texts = libraryTexts();
const english = texts.filter(({ text }) => !/[\u4e00-\u9fff]:/.test(text.split('\n').slice(0, 3).join('\n')));

function formatted(text: string, to?: 'zh' | 'en'): string {
  const result = format(text, 'x.yaml', { ...(to && { to }) });
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.text;
}

const places = new Set(['place', 'places', 'line', 'col', 'from', 'to']);

/** What a file means, as far as one file can say it. */
function meaning(text: string): string {
  switch (kindOfText(text)) {
    case 'protocol':
      return JSON.stringify(protocolOf(text));
    case 'units':
      return JSON.stringify(readUnits(text, 'x.yaml').units);
    case 'scenarios':
      return JSON.stringify(readScenarios(text, 'x.yaml').scenarios, (key, value) => (places.has(key) ? 0 : value));
    default:
      return JSON.stringify(parseDocument(formatted(text, 'en')).toJS());
  }
}

/** A protocol whose ladders may stand in another file: what they do is of no matter here. */
function protocolOf(text: string) {
  const { protocol, problems } = readProtocol(text, 'x.yaml');
  if (protocol) return protocol;
  const shared = problems.filter(({ code }) => code === 'ladder-unknown').map(({ from, to }) => [text.slice(from, to), []]);
  return readProtocol(text, 'x.yaml', { ladders: Object.fromEntries(shared) }).protocol;
}

const commentsOf = (text: string) => [...text.matchAll(/(?:^|\s)#\s?(.*)$/gm)].map(([, words]) => words!.trim()).sort();

/** The same text in another layout: quotes, brackets, order of fixed keys, indentation, comments. */
function relaid(text: string, seed: number): string {
  let state = seed + 1;
  const chance = (odds: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % odds === 0;
  };
  const document: Document = parseDocument(text);
  visit(document, {
    Map: (_, map) => {
      if (chance(6)) map.flow = true;
      if (
        chance(5) &&
        isMap(map) &&
        map.items.every(({ key }) => ['by', 'due', 'late', 'to', 'tell', 'type', 'title', 'window', 'stage'].includes(String(key)))
      )
        map.items.reverse();
    },
    Pair: (_, { key }) => {
      if (chance(12) && isScalar(key)) key.commentBefore = ` a remark, number ${state}`;
    },
    Scalar: (_, scalar) => {
      if (typeof scalar.value !== 'string' || scalar.type === Scalar.BLOCK_FOLDED || scalar.type === Scalar.BLOCK_LITERAL) return;
      if (chance(5)) scalar.type = Scalar.QUOTE_DOUBLE;
      else if (chance(4)) scalar.type = Scalar.QUOTE_SINGLE;
    },
  });
  return document.toString({ indent: chance(2) ? 4 : 2, lineWidth: chance(2) ? 80 : 0 });
}

describe.each(texts)('$path in canonical form', ({ text }) => {
  it('means the same, keeps its comments, and is canonical', () => {
    const canonical = formatted(text);
    expect(meaning(text)).toBeDefined();
    expect(meaning(canonical)).toBe(meaning(text));
    expect(commentsOf(canonical)).toEqual(commentsOf(text));
    expect(formatted(canonical)).toBe(canonical);
  });

  it('can be turned over into Chinese and back', () => {
    const chinese = formatted(text, 'zh');
    expect(meaning(chinese)).toBe(meaning(text));
    expect(formatted(chinese)).toBe(chinese);
    expect(commentsOf(chinese)).toEqual(commentsOf(text));
    expect(formatted(chinese, 'en')).toBe(formatted(text, 'en'));
  });
});

it('means the same and is canonical after one step, however a file was laid out', () => {
  expect(english.length).toBeGreaterThan(3);
  fc.assert(
    fc.property(fc.constantFrom(...english), fc.nat(), fc.constantFrom('zh' as const, 'en' as const), ({ text }, seed, to) => {
      const untidy = relaid(text, seed);
      const tidy = formatted(untidy, to);
      expect(meaning(tidy)).toBe(meaning(text));
      expect(commentsOf(tidy)).toEqual(commentsOf(untidy));
      expect(formatted(tidy)).toBe(tidy);
    }),
    { numRuns: Number(process.env.RUNS ?? 25) },
  );
}, 120_000);

it('knows what a file is also where all of it stands in braces', () => {
  const text = '# who\n{\n  # where\n  population: x,\n  sources: { a: { zh: 甲, en: A } },\n  protocol: y\n}\n';
  expect(formatted(text, 'zh')).toMatch(/^来源:/m);
});

describe('the canonical form', () => {
  it.each([
    [
      'puts fixed keys in order, names stay',
      'units: x\nroles: { b: { line: l, title: B }, a: { title: A, line: l } }\n',
      'units: x\nroles: { b: { title: B, line: l }, a: { title: A, line: l } }\n',
    ],
    [
      'writes a span in one way',
      'protocol: x\nvalues: { a: { is: 14 days }, b: { is: 2小时 } }\n',
      'protocol: x\nvalues: { a: { is: 14d }, b: { is: 2h } }\n',
    ],
    [
      'writes a phrase in one way',
      'protocol: x\nstates: { a: { once: { "14天   从 x": { to: b } } } }\n',
      'protocol: x\nstates: { a: { once: { "14d from x": { to: b } } } }\n',
    ],
    [
      'keeps the head of a file at its head',
      '# yaml-language-server: $schema=x\n\n# on the edition\nedition: "1"\nprotocol: x\n',
      '# yaml-language-server: $schema=x\n\nprotocol: x\n# on the edition\nedition: "1"\n',
    ],
    [
      'has one kind of quotes',
      'protocol: \'x\'\nfacts: { a: { is: "b == \\"c\\"" } }\n',
      'protocol: "x"\nfacts: { a: { is: \'b == "c"\' } }\n',
    ],
    [
      'opens brackets that do not fit on their line',
      `protocol: x\ntitle: { zh: ${'长'.repeat(40)}, en: ${'l'.repeat(60)} }\n`,
      `protocol: x\ntitle:\n  zh: ${'长'.repeat(40)}\n  en: ${'l'.repeat(60)}\n`,
    ],
    [
      'measures a line without the remark above it',
      `protocol: x\nsubject: person\n# ${'a remark '.repeat(14).trim()}\ntitle: { zh: 题, en: Title }\n`,
      `protocol: x\n# ${'a remark '.repeat(14).trim()}\ntitle: { zh: 题, en: Title }\nsubject: person\n`,
    ],
    [
      'turns only what is fixed',
      'protocol: x\nevents: { seen: { by: case } }\nstates: { on: { on: { seen: { to: last on } } } }\n',
      '规程: x\n事件: { seen: { 由: 个案 } }\n状态: { on: { 遇: { seen: { 转到: 返回 on } } } }\n',
      'zh',
    ],
    [
      'turns the words of expressions that stand in the file',
      'protocol: x\nfacts: { a: { is: size(opened) > values.most } }\n',
      '规程: x\n事实: { a: { 为: size(立案) > 参数.most } }\n',
      'zh',
    ],
  ] as [string, string, string, 'zh'?][])('%s', (_, text, wanted, to) => {
    expect(formatted(text, to)).toBe(wanted);
  });

  it('is not made of what is no YAML', () => {
    expect(format('protocol: [', 'x.yaml')).toMatchObject({ problems: [{ code: 'yaml-syntax' }] });
  });
});
