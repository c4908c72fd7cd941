import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testVerb } from '../../src/cli/commands/test.ts';
import { register } from '../../src/cli/verb.ts';
import { homeOf } from '../../src/temporal/index.ts';
import { protocol, scenarios, units } from '../simulator/watch.ts';

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'early-test-'));
  const put = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  put('protocols/units/sample.yaml', units);
  put('protocols/watch/protocol.yaml', protocol);
  put('protocols/watch/scenarios.yaml', scenarios);
  put('protocols/other/protocol.yaml', protocol.replace('protocol: watch', 'protocol: other'));
  put('protocols/other/scenarios.yaml', scenarios.replaceAll('protocol: watch', 'protocol: other'));
  vi.spyOn(console, 'log').mockImplementation((line) => void said.push(String(line)));
  vi.spyOn(console, 'error').mockImplementation((line) => void said.push(String(line)));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
  rmSync(folder, { recursive: true, force: true });
});

/** Types `early test …`; gives the exit code and what was printed. */
async function early(...typed: string[]): Promise<{ code: unknown; out: string }> {
  const program = new Command('early').exitOverride();
  register(program, homeOf(import.meta.url, { EARLY_PROTOCOLS: join(folder, 'protocols') }), testVerb);
  said = [];
  await program.parseAsync(['node', 'early', 'test', '--lang', 'en', ...typed]);
  return { code: process.exitCode, out: said.join('\n') };
}

const file = () => join(folder, 'protocols', 'watch', 'scenarios.yaml');

/** Changes the scenarios of the protocol under test. */
function change(from: string, to: string): string {
  const changed = scenarios.replace(from, to);
  expect(changed).not.toBe(scenarios);
  writeFileSync(file(), changed);
  return changed;
}

describe('early test', () => {
  it('plays the protocols it is asked for, or all, and says how many scenarios went as they say', async () => {
    expect(await early('watch')).toEqual({ code: 0, out: expect.stringMatching(/^✓ watch: 3 scenario\(s\), 5 steps$/) });
    expect((await early()).out.split('\n')).toHaveLength(2);
    expect((await early(join(folder, 'protocols', 'watch'))).out).toContain('watch: 3');
    expect((await early(file(), '--lang', 'zh')).out).toBe('✓ watch：3 个情景，5 步');
  });

  it('plays a folder elsewhere in place of the protocol of that name', async () => {
    mkdirSync(join(folder, 'drafts', 'watch'), { recursive: true });
    writeFileSync(join(folder, 'drafts', 'watch', 'protocol.yaml'), protocol);
    writeFileSync(join(folder, 'drafts', 'watch', 'scenarios.yaml'), scenarios.slice(0, scenarios.indexOf('- scenario:', 5)));
    expect((await early(join(folder, 'drafts', 'watch'))).out).toContain('watch: 1 scenario(s)');
  });

  it('shows what was expected and what there is, with the place of the expectation, in both languages', async () => {
    change('told: [leader, clinic]', 'told: [leader, doctor]');
    const { code, out } = await early();
    expect(code).toBe(1);
    expect(out).toContain('✗ nobody takes a reading');
    expect(out).toMatch(/scenarios\.yaml:18:17 {2}2020-01-26 10:00\n {2}18 │ expect: \{ told: \[leader, doctor\] \}/);
    expect(out).toMatch(/told\n {6}expected leader, doctor\n {6}actual leader, clinic\n {6}missing doctor\n {6}too many clinic/);
    const chinese = await early('--lang', 'zh');
    expect(chinese.out).toMatch(/✗ 无人测温/);
    expect(chinese.out).toMatch(/告知 told\n {6}预期 leader, doctor\n {6}实际 leader, clinic\n {6}缺少 doctor\n {6}多出 clinic/);
  });

  it('says in words why a step was refused that nothing expects to be', async () => {
    change('refused: wrong_role, ', '');
    const { out } = await early('watch');
    expect(out).toContain('refused: wrong_role  (the step was refused, which nothing expects)');
    expect(out).toContain('"clinic" may not report "reading"');
  });

  it('names a mistake in a scenario before it plays any', async () => {
    change('state: moved', 'state: mooved');
    const { code, out } = await early('watch');
    expect(code).toBe(1);
    expect(out).toMatch(/error\[target-unknown\].*\n.*\n.*\^+\n {2}help: did you mean "moved"\?/);
    expect(await early('other')).toMatchObject({ code: 0, out: expect.stringContaining('1 error(s) elsewhere') });
  });

  it('distinguishes wrong usage and the environment by the exit code', async () => {
    expect(await early('wacth')).toEqual({ code: 2, out: 'there is no protocol or file "wacth"; did you mean "watch"?' });
    expect((await early('watch', '--filter', 'no such words')).code).toBe(2);
    expect((await early('watch', '--coverage', '--min', 'much')).code).toBe(2);
    expect((await early('watch', '--watch', '--json')).code).toBe(2);
    expect((await early('watch', '--junit', join(folder, 'no', 'such', 'folder.xml'))).code).toBe(3);
    rmSync(file());
    expect(await early('watch')).toMatchObject({ code: 2, out: expect.stringContaining('there are no scenarios here') });
  });

  it('plays only what the filter names, in either language', async () => {
    expect((await early('--filter', 'FEVER')).out).toContain('watch: 1 scenario(s)');
    expect((await early('--filter', '无人')).out).toContain('watch: 1 scenario(s)');
  });

  it('gives programs JSON and JUnit', async () => {
    change('told: [leader, clinic]', 'told: [leader, doctor]');
    const xmlFile = join(folder, 'junit.xml');
    const { code, out } = await early('watch', '--json', '--junit', xmlFile, '--coverage');
    const result = JSON.parse(out);
    expect(code).toBe(1);
    expect(result).toMatchObject({ scenarios: 3, failed: 1, problems: [] });
    const [failed] = result.results.filter(({ failures }: { failures: object[] }) => failures.length > 0);
    expect(failed).toMatchObject({ title: 'nobody takes a reading', protocol: 'watch', line: 11 });
    expect(failed.failures).toMatchObject([
      { key: 'told', expected: ['leader', 'doctor'], actual: ['leader', 'clinic'], line: 18, col: 17 },
    ]);
    expect(result.coverage[0]).toMatchObject({ protocol: 'watch', counts: { step: { proved: 0, of: 2 }, answer: { proved: 1, of: 2 } } });
    const xml = readFileSync(xmlFile, 'utf8');
    expect(xml).toContain('<testsuites name="early test" tests="3" failures="1">');
    expect(xml).toMatch(/<failure message="[^"<>]*told: expected leader, doctor, actual leader, clinic">/);
  });

  it('writes what there is into the expectations that do not hold, and nothing else', async () => {
    const wrong = change('told: [clinic], offered: clinic }', 'told: [clinic, leader], offered: doctor }');
    const { code, out } = await early('watch', '--update');
    expect(code).toBe(0);
    expect(out).toContain('2 expectation(s) rewritten');
    const right = wrong.replace('told: [clinic, leader], offered: doctor }', 'told: [clinic], offered: [clinic] }');
    expect(readFileSync(file(), 'utf8')).toBe(right);
    expect((await early('watch', '--update')).out).not.toContain('rewritten');
    expect(readFileSync(file(), 'utf8')).toBe(right);
  });

  it('does not write what differs from day to day', async () => {
    const wrong = change(
      '    - at: 2020-01-26 10:00\n      expect: { told: [leader, clinic] }',
      '    - { at: { from: 2020-01-26, to: 2020-01-27, at: "10:00" }, expect: { told: [leader, clinic] } }',
    );
    const { code, out } = await early('watch', '--update');
    expect(code).toBe(1);
    expect(out).toMatch(/scenarios\.yaml:17:\d+ differs by edition or by day; write it yourself \(under\)/);
    expect(readFileSync(file(), 'utf8')).toBe(wrong);
  });

  it('fails below the coverage that is asked for, and says what is not proved and where', async () => {
    expect((await early('watch', '--coverage')).code).toBe(0);
    const { code, out } = await early('watch', '--coverage', '--min', '90');
    expect(code).toBe(1);
    expect(out).toMatch(/protocol\.yaml:39:\d+ declined in moved: never happens/);
    expect(out).toContain('1 file(s) below 90 %');
    expect((await early('watch', '--min', '20')).code).toBe(0);
  });

  it('lists the damages that no scenario notices, and takes only a reason that holds', async () => {
    const bare = await early('watch', '--mutate');
    expect(bare.code).toBe(1);
    const survivors = [...bare.out.matchAll(/"([^"]+)"$/gm)].map(([, id]) => id!);
    expect(survivors).toContain('moved.on declined: ignored');
    const entries = [...survivors, 'no such mutant'].map(
      (id) => `- survivor: ${JSON.stringify(id)}\n  because: { zh: 样例, en: a sample }\n`,
    );
    const list = join(folder, 'protocols', 'watch', 'survivors.yaml');
    writeFileSync(list, entries.join(''));
    const { code, out } = await early('watch', '--mutate');
    expect(code).toBe(1);
    expect(out).toMatch(/survivors\.yaml:\d+:13 "no such mutant" is noticed, or there is no such mutant/);
    expect(out).toContain('because a sample');
  });

  it('plays again when a file changes, until it is interrupted', async () => {
    const listeners = process.rawListeners('SIGINT');
    const watching = early('watch', '--watch');
    const plays = () => said.filter((line) => line.includes('plays again when a file changes')).length;
    await vi.waitFor(() => expect(plays()).toBe(1));
    change('told: [leader, clinic]', 'told: [leader, doctor]');
    await vi.waitFor(() => expect(said.join('\n')).toContain('too many clinic'), { timeout: 5_000 });
    // Only what the command itself listens with: the test runner is not to be interrupted.
    for (const listener of process.rawListeners('SIGINT')) if (!listeners.includes(listener)) listener();
    expect((await watching).code).toBe(0);
  });
});
