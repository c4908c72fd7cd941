import { Ajv, type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { kindOfText } from '../../src/language/index.ts';
import { schemaOf } from '../../src/language/kind.ts';
import { checkShape } from '../../src/language/shape.ts';
import { Source } from '../../src/language/source.ts';
import { compose } from '../../src/language/yaml/compose.ts';
import { type Node, plain } from '../../src/language/yaml/tree.ts';
import { libraryTexts } from '../library.ts';
import { damaged } from './damage.ts';

const texts = libraryTexts();
const damages = fc
  .record({ of: fc.constantFrom(...texts), seeds: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }) })
  .map(({ of: { text }, seeds }) => seeds.reduce(damaged, text));
const numRuns = Number(process.env.RUNS ?? 500);

/** The same text as the other library reads it, or undefined where it does not. */
function otherwise(text: string): unknown {
  const document = parseDocument(text, { uniqueKeys: false, merge: false, prettyErrors: false, logLevel: 'silent' });
  return document.errors.length > 0 || document.warnings.length > 0 ? undefined : (document.toJS() ?? null);
}

function everyNode(node: Node | undefined, see: (node: Node) => void): void {
  if (!node) return;
  see(node);
  if (node.kind === 'list') for (const item of node.items) everyNode(item, see);
  if (node.kind === 'map')
    for (const { key, value } of node.items) {
      everyNode(key, see);
      everyNode(value, see);
    }
}

describe('a YAML text', () => {
  it.each(texts)('of $path is read as the library that writes files reads it', ({ text }) => {
    const { root, traps } = compose(text);
    expect(traps).toEqual([]);
    expect(plain(root)).toEqual(otherwise(text));
  });

  it.each([
    ['a plain word', 'a: b c', ['a', 'b c']],
    ['a comment behind it', 'a: b  # c', ['a', 'b']],
    ['quotes', `a: "b \\" c"\nd: 'e''f'`, ['a', '"b \\" c"', 'd', `'e''f'`]],
    ['a text over two lines', 'a: b\n  c\nd: e', ['a', 'b\n  c', 'd', 'e']],
    ['a folded text', 'a: >\n  b\n  c\n\nd: e', ['a', '>\n  b\n  c', 'd', 'e']],
    ['brackets', 'a: { b: [c, "d"], e: f }', ['a', '{ b: [c, "d"], e: f }', 'b', '[c, "d"]', 'c', '"d"', 'e', 'f']],
    ['a list below', 'a:\n  - b\n  # c\n  - d: e\n', ['a', '- b\n  # c\n  - d: e', 'b', 'd: e', 'd', 'e']],
    ['lists in lists', '- - a\n  - b\n- c', ['- - a\n  - b\n- c', '- a\n  - b', 'a', 'b', 'c']],
    ['a byte order mark', '\ufeffa: b', ['a', 'b']],
    ['lines that end as in Windows', 'a: b\r\nc:\r\n  d: e\r\n', ['a', 'b', 'c', 'd: e', 'd', 'e']],
    ['Chinese and what is beyond', '名: 😀 乙\n值: "😀"', ['名', '😀 乙', '值', '"😀"']],
    ['a colon inside a word', 'a: [08:00, b]', ['a', '[08:00, b]', '08:00', 'b']],
    ['spaces before a colon', 'a : { b : c }', ['a', '{ b : c }', 'b', 'c']],
    ['a question mark at the end of a line', 'a: b?\nc:\n  - d ?\n  - e\n', ['a', 'b?', 'c', '- d ?\n  - e', 'd ?', 'e']],
  ])('keeps the place of everything: %s', (_, text, parts) => {
    const { root, traps } = compose(text);
    expect(traps).toEqual([]);
    const found: string[] = [];
    everyNode(root, ({ from, to }) => found.push(text.slice(from, to)));
    expect(found.slice(found[0] === parts[0] ? 0 : 1)).toEqual(parts);
    expect(plain(root)).toEqual(otherwise(text));
  });

  it.each([
    'a: 1\n? b\n',
    'a:\n  - ? { when: b, to: c }\n  - { otherwise: d }\n',
    'a:\n  - ? b\n',
    '? a\n: b\n',
    '?\n  a\n: b\n',
    'a: { ? b : c }\n',
    'a: { b: c, ? d }\n',
    '[? a]\n',
  ])('in which a question mark begins a key is refused there: %j', (text) => {
    const { traps } = compose(text);
    expect(traps.map(({ code }) => code)).toContain('yaml-syntax');
    for (const { from } of traps) expect(from).toBeGreaterThan(text.indexOf('?'));
  });

  it('is read in one sense by both libraries, however it is damaged, and what is wrong lies in it', () => {
    let read = 0;
    fc.assert(
      fc.property(damages, (text) => {
        const { root, traps } = compose(text);
        for (const { from, to } of traps) expect(to > from && from >= 0 && from <= text.length).toBe(true);
        if (traps.length > 0) return;
        const other = otherwise(text);
        if (other === undefined) return;
        read++;
        expect(plain(root)).toEqual(other);
        everyNode(root, (node) => {
          if (node.kind === 'scalar' && typeof node.value === 'string' && !/["'|>\n]/.test(text.slice(node.from, node.to)))
            expect(text.slice(node.from, node.to)).toBe(node.value);
        });
      }),
      { numRuns },
    );
    expect(read).toBeGreaterThan(numRuns / 100);
  }, 120_000);
});

describe('the shape of a file', () => {
  const ajv = new Ajv({ allErrors: true, strict: false });
  const validators = new Map<object, ValidateFunction>();
  const judge = (schema: object) => {
    const known = validators.get(schema) ?? ajv.compile(schema);
    validators.set(schema, known);
    return known;
  };

  it('is right or wrong as the JSON Schema for editors says, however it is damaged', () => {
    let wrong = 0;
    fc.assert(
      fc.property(damages, (text) => {
        const schema = schemaOf(kindOfText(text));
        const source = new Source(text, 'x.yaml');
        if (source.problems.failed) return;
        const fits = checkShape(source, schema);
        if (!fits) wrong++;
        if (fits !== judge(schema)(source.value))
          throw new Error(JSON.stringify([fits, source.problems.sorted().map(({ en, line }) => [en, line]), judge(schema).errors]));
      }),
      { numRuns },
    );
    expect(wrong).toBeGreaterThan(numRuns / 100);
  }, 120_000);
});
