import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkFiles } from '../../src/cli/check/check.ts';
import { gather } from '../../src/cli/check/gather.ts';
import { checkVerb } from '../../src/cli/commands/check.ts';
import { explainVerb } from '../../src/cli/commands/explain.ts';
import { register, type Verb } from '../../src/cli/verb.ts';
import { codes } from '../../src/language/index.ts';
import { homeOf } from '../../src/temporal/index.ts';
import { protocolsFolder } from '../library.ts';

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'early-check-'));
  for (const part of [
    'units',
    'calendars',
    'mappings',
    'populations',
    'registers',
    'rosters',
    'close-contact',
    'supervision',
    'suspected-case',
  ])
    cpSync(join(protocolsFolder, part), join(folder, part), { recursive: true });
  cpSync(join(protocolsFolder, 'orders.yaml'), join(folder, 'orders.yaml'));
  vi.spyOn(console, 'log').mockImplementation((line) => void said.push(String(line)));
  vi.spyOn(console, 'error').mockImplementation((line) => void said.push(String(line)));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
  rmSync(folder, { recursive: true, force: true });
});

/** Types `early VERB …`; gives the exit code and what was printed. */
async function typing(verb: Verb, typed: string[]): Promise<{ code: unknown; out: string }> {
  const program = new Command('early').exitOverride();
  register(program, homeOf(import.meta.url, { EARLY_PROTOCOLS: folder }), verb);
  said = [];
  process.exitCode = 0;
  await program.parseAsync(['node', 'early', verb.name, '--lang', 'en', ...typed]);
  return { code: process.exitCode, out: said.join('\n') };
}
const early = (...typed: string[]) => typing(checkVerb, typed);
const explained = (...typed: string[]) => typing(explainVerb, typed);

function change(path: string, from: string, to: string): void {
  const text = readFileSync(join(folder, path), 'utf8');
  expect(text).toContain(from);
  writeFileSync(
    join(folder, path),
    text.replace(from, () => to),
  );
}

describe('early check', () => {
  it('reads every file by its kind when nothing is named', async () => {
    change('mappings/qinzhou.yaml', 'exposed_on: ', 'exposed_an: ');
    change('populations/qinzhou.yaml', 'begins: "2020-01-24 08:00"', 'begins: "2020-01-24 8:00"');
    change('rosters/cdc-desk.yaml', 'role: ', 'role: x');
    const { code, out } = await early();
    expect(code).toBe(1);
    expect(out).toMatch(/mappings\/qinzhou\.yaml:18:3: error\[mapping_fact\].*did you mean "exposed_on"/);
    expect(out).toMatch(/populations\/qinzhou\.yaml:\d+:\d+: error\[time\]/);
    expect(out).toMatch(/rosters\/cdc-desk\.yaml:\d+:\d+: error\[/);
    change('units/qinzhou.yaml', 'holds: [grid_head', 'holds: [grid_hed');
    expect((await early()).out).toMatch(/units\/qinzhou\.yaml:\d+:\d+: error\[role-unknown\]/);
  });

  it('says how many files there were and what was found in them', async () => {
    expect(await early('close-contact')).toEqual({ code: 0, out: '4 file(s) checked: 0 error(s), 0 warning(s)' });
    const { files } = JSON.parse((await early('--json')).out);
    expect(files).toBeGreaterThan(15);
    expect((await early('close-contact', '--lang', 'zh')).out).toBe('检查 4 个文件：0 个错误，0 个警告');
  });

  it('finds nothing in the shipped library, not even a warning', async () => {
    expect((await checkFiles(gather(homeOf(import.meta.url, {}), []))).files.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it('looks at what is named only, against all the rest', async () => {
    change('supervision/protocol.yaml', 'matter:', 'mattr:');
    const { code, out } = await early('close-contact');
    expect(code).toBe(1);
    expect(out).not.toMatch(/^.*supervision\/protocol\.yaml:\d+/m);
    expect(out).toMatch(/close-contact\/protocol\.yaml:\d+:\d+: error\[open-/);
  });

  it('knows a file elsewhere by what it says', async () => {
    const file = join(folder, 'mine.yaml');
    writeFileSync(file, readFileSync(join(folder, 'close-contact', 'protocol.yaml'), 'utf8').replace('late: notice', 'late: notise'));
    const { code, out } = await early(file);
    expect(code).toBe(1);
    expect(out).toMatch(/error\[ladder-unknown\]/);
  });

  it('asks what was meant by a name that is no file', async () => {
    expect(await early('closecontact')).toEqual({ code: 2, out: expect.stringContaining('did you mean "close-contact"?') });
  });

  it('puts right what needs no decision, keeps comments, and shows each line before and after', async () => {
    const file = join(folder, 'close-contact', 'protocol.yaml');
    change('close-contact/protocol.yaml', 'late: notice', 'late: notise');
    change('close-contact/protocol.yaml', 'due: daily at 08:00 and 17:00', 'due: daily at 8:00 and 17:00');
    change('close-contact/protocol.yaml', 'subject: person', 'subject: persn   # who it is about');
    const { code, out } = await early('close-contact', '--fix');
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('subject: person   # who it is about');
    expect(text).toContain('late: notice');
    expect(text).toContain('due: daily at 08:00 and 17:00');
    expect(out).toContain('- subject: persn   # who it is about\n+ subject: person   # who it is about');
    expect(out).toContain('3 line(s) put right');
    expect(code).toBe(0);
    // A second time there is nothing left to do.
    expect((await early('close-contact', '--fix')).out).toContain('0 line(s) put right');
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('leaves to the author what could be meant in more than one way', async () => {
    change('close-contact/protocol.yaml', 'to: released', 'to: relay');
    const before = readFileSync(join(folder, 'close-contact', 'protocol.yaml'), 'utf8');
    const { code } = await early('close-contact', '--fix');
    expect(code).toBe(1);
    expect(readFileSync(join(folder, 'close-contact', 'protocol.yaml'), 'utf8')).toBe(before);
  });

  it('prints SARIF 2.1.0 that holds to its schema, and annotations for GitHub', async () => {
    change('close-contact/protocol.yaml', 'late: notice', 'late: notise');
    change('close-contact/protocol.yaml', 'subject: person', 'subject: persn');
    change('supervision/protocol.yaml', 'subject: ', 'subjct: ');
    const { $schema: _, id: __, ...schema } = createRequire(import.meta.url)('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
    const fits = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
    for (const lang of ['en', 'zh']) {
      const printed = JSON.parse((await early('--format', 'sarif', '--lang', lang)).out);
      expect(fits(printed), JSON.stringify(fits.errors)).toBe(true);
      const { results } = printed.runs[0];
      expect(results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(['closed-list', 'unknown-key']);
      expect(results[0].locations[0].physicalLocation.region.startLine).toBeGreaterThan(1);
    }
    const { out } = await early('--format', 'github');
    expect(out).toMatch(
      /^::error file=[^,]*close-contact\/protocol\.yaml,line=\d+,col=10,endLine=\d+,endColumn=15,title=closed-list::.*did you mean "person"/m,
    );
  });
});

describe('early explain', () => {
  it('tells why a finding matters, with the mistake and the same put right, in both languages', async () => {
    expect((await explained('no-late')).out).toContain('tasks: { seen: { by: clinic, due: 24h, late: slow } }');
    expect((await explained('no-late', '--lang', 'zh')).out).toMatch(/任务: \{ seen: \{ 由: clinic, 到期: 24小时, 逾期: slow \} \}/);
  });

  it('lists every code when none is named, and asks what was meant by one there is not', async () => {
    const { out } = await explained();
    for (const code of Object.keys(codes)) expect(out).toContain(code);
    expect(out).not.toMatch(/\{\w|\w\|/);
    expect(await explained('nolate')).toEqual({ code: 2, out: expect.stringContaining('did you mean "no-late"?') });
  });

  it('has no English sentence among its Chinese words, nor the other way round', () => {
    for (const [code, { zh, en, why }] of Object.entries(codes)) {
      // Words of the language stand as they are written; three Latin words in a row are a sentence of the wrong one.
      for (const words of [zh, why.zh]) {
        expect(words.replace(/\{[^}]*\}|“[^”]*”/g, ''), code).not.toMatch(/[A-Za-z]+ [A-Za-z]+ [A-Za-z]+/);
        if (words !== '{detail}') expect(words, code).toMatch(/[\u4e00-\u9fff]/);
      }
      for (const words of [en, why.en]) expect(words.replace(/\{[^}]*\}/g, ''), code).not.toMatch(/[\u4e00-\u9fff，。：；]/);
    }
  });
});
