import { describe, expect, it } from 'vitest';
import { mended } from '../../src/language/fixes.ts';
import { compose } from '../../src/language/yaml/compose.ts';
import { libraryTexts } from '../library.ts';
import { readers } from './reading.ts';

const problemsIn = (text: string) => readers.protocol(text, 'protocol.yaml');
/** What --fix makes of it, as far as it has to be read at all. */
function readable(text: string): string {
  const found = problemsIn(text).find(({ code }) => code === 'yaml-syntax');
  const next = found && mended(found, text);
  return next === undefined ? text : readable(next);
}
const contact = libraryTexts().find(({ path }) => path === 'close-contact/protocol.yaml')!.text;
const right = `规程: 探视
版本: "1"
标题: { zh: 探视：居家，每日, en: Visits }
对象: 人员
时区: Asia/Shanghai
参数:
  观察期: { 为: 2小时, 依据: 方案 }
状态:
  居家:
    阶段: 早隔离
`;

describe('a sign that a Chinese keyboard gives in place of YAML’s own is named where it stands, and put right by --fix', () => {
  it.each([
    ['a full-width colon after a key', '对象: 人员', '对象：人员', '：'],
    ['one inside braces', '{ 为: 2小时', '{ 为：2小时', '：'],
    ['a colon without its space', '对象: 人员', '对象:人员', ':'],
    ['a full-width comma before the next key', '2小时, 依据', '2小时，依据', '，'],
    ['a full-width brace', '观察期: {', '观察期: ｛', '｛'],
    ['full-width spaces before a line', '    阶段', '　　阶段', '　　'],
    ['a full-width space behind a colon', '对象: 人员', '对象:　人员', '　'],
  ])('%s', (_, good, bad, sign) => {
    const text = right.replace(good, bad);
    const [first] = problemsIn(text);
    expect(first).toMatchObject({ code: 'yaml-syntax', line: text.slice(0, text.indexOf(bad) + bad.indexOf(sign)).split('\n').length });
    expect(text.slice(first!.from, first!.to)).toBe(sign);
    expect(readable(text)).not.toBe(text);
  });

  it('a file typed without one half-width sign', () => {
    const typed = right
      .replaceAll(/: ?(?!每|居)/g, '：')
      .replaceAll(', ', '，')
      .replaceAll('{ ', '｛')
      .replaceAll(' }', '｝')
      .replaceAll(/^ +/gm, (spaces) => '　'.repeat(spaces.length / 2));
    expect(typed).toContain('　观察期：｛为：2小时，依据：方案｝');
    expect(readable(typed)).toBe(right.replaceAll('{ ', '{').replaceAll(' }', '}'));
  });

  it('but not in a text of the author’s', () => {
    expect(compose(right).traps).toEqual([]);
    expect(problemsIn(right.replace('对象: 人员', '对象: [人员'))[0]).toMatchObject({
      line: 4,
      zh: expect.stringContaining('括号没有成对'),
    });
  });
});

describe('a comma in braces that cuts a text or an expression in two is put in quotes by --fix', () => {
  const mend = (text: string) => {
    const found = problemsIn(text).find(({ code }) => code === 'yaml-comma');
    return found && mended(found, text);
  };
  it.each([
    ['{ zh: 终止, en: Stopped, it is well }', '{ zh: 终止, en: "Stopped, it is well" }'],
    ['{ is: seen.exists(s, s.well), title: 好 }', '{ is: "seen.exists(s, s.well)", title: 好 }'],
    ['{ is: a.exists(x, x.at >= plus(b, c)) && d, title: 好 }', '{ is: "a.exists(x, x.at >= plus(b, c)) && d", title: 好 }'],
    ['{ by: doctor, late }', undefined],
    ['{ is: "a", late }', undefined],
  ])('%s', (bad, good) => {
    expect(mend(right.replace('{ 为: 2小时, 依据: 方案 }', bad))).toBe(good && right.replace('{ 为: 2小时, 依据: 方案 }', good));
  });
});

describe('what a county officer writes without having read the reference', () => {
  const said = (text: string) => problemsIn(text).map(({ code, line, suggestion }) => [code, line, suggestion]);
  it('a length of time that cannot be read is said to be none where it stands, not where it is used', () => {
    for (const span of ['两小时', '2时', '1周', '2 hrs'])
      expect(said(right.replace('2小时', span)).filter(([code]) => code === 'phrase')).toEqual([['phrase', 7, undefined]]);
    expect(said(right.replace('2小时', '2个小时')).filter(([code]) => code === 'phrase')).toEqual([]);
  });

  it('a role by its title is found by it', () => {
    const text = contact.replace('by: village_doctor', 'by: 村医');
    expect(said(text)).toEqual([['role-unknown', text.slice(0, text.indexOf('村医')).split('\n').length, 'village_doctor']]);
  });

  it('a fact that cannot be read is said once, however many build on it', () => {
    const text = contact.replace('standing.map(o, o.exposed_on).max()', 'standing.map(o，o.exposed_on).max()');
    expect(text).not.toBe(contact);
    expect(said(text).map(([code]) => code)).toEqual(['cel-syntax']);
  });
});
