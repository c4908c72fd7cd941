import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testVerb } from '../../src/cli/commands/test.ts';
import { register } from '../../src/cli/verb.ts';
import { homeOf } from '../../src/temporal/index.ts';
import { protocolsFolder } from '../library.ts';

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'early-test-'));
  said = [];
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
  register(program, homeOf(import.meta.url), testVerb);
  said = [];
  await program.parseAsync(['node', 'early', 'test', '--lang', 'en', ...typed]);
  return { code: process.exitCode, out: said.join('\n') };
}

/** A copy of a protocol's folder, with its scenarios changed. */
function copyOf(name: string, change: (scenarios: string) => string): string {
  const copy = join(folder, name);
  cpSync(join(protocolsFolder, name), copy, { recursive: true });
  const file = join(copy, 'scenarios.yaml');
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
  return copy;
}
const wrong = (text: string) => text.replace('expect: { told: [grid_head] }', 'expect: { told: [ward] } # a comment');

describe('early test', () => {
  it('plays the protocols it is asked for, and says how many scenarios went as they say', async () => {
    const { code, out } = await early('supervision');
    expect(code).toBe(0);
    expect(out).toMatch(/✓ supervision: \d+ scenario\(s\), \d+ steps/);
    expect(out).not.toContain('close-contact');
  });

  it('shows what was expected and what there is, with the place of the expectation, in both languages', async () => {
    const copy = copyOf('close-contact', wrong);
    const { code, out } = await early(copy);
    expect(code).toBe(1);
    expect(out).toContain('a reading that nobody takes climbs the ladder');
    expect(out).toMatch(/scenarios\.yaml:\d+:17 {2}2020-01-25 23:00/);
    expect(out).toMatch(/told\n {6}expected ward\n {6}actual grid_head\n {6}missing ward\n {6}too many grid_head/);
    const chinese = await early(copy, '--lang', 'zh');
    expect(chinese.out).toMatch(/告知 told\n {6}预期 ward\n {6}实际 grid_head\n {6}缺少 ward\n {6}多出 grid_head/);
  });

  it('says in words why a step was refused that nothing expects to be', async () => {
    const { out } = await early(copyOf('close-contact', (text) => text.replace('refused: wrong_role, ', '')));
    expect(out).toContain('"village_doctor" may not report "release_noticed"');
  });

  it('names a mistake in a scenario before it plays any', async () => {
    const { code, out } = await early(copyOf('close-contact', (text) => text.replace('state: observed', 'state: obsreved')));
    expect(code).toBe(1);
    expect(out).toMatch(/error\[target-unknown\].*\n.*\n.*\^+\n {2}help: did you mean "observed"\?/);
  });

  it('distinguishes wrong usage and the environment by the exit code', async () => {
    expect(await early('clos-contact')).toMatchObject({
      code: 2,
      out: 'there is no protocol or file "clos-contact"; did you mean "close-contact"?',
    });
    expect((await early('close-contact', '--filter', 'no such words')).code).toBe(2);
    expect((await early('close-contact', '--coverage', '--min', 'much')).code).toBe(2);
    expect((await early('close-contact', '--watch', '--json')).code).toBe(2);
    expect((await early('close-contact', '--junit', join(folder, 'no', 'such', 'folder.xml'))).code).toBe(3);
  });

  it('plays only what the filter names', async () => {
    const { out } = await early('close-contact', '--filter', 'PAPER form');
    expect(out).toContain('close-contact: 1 scenario(s)');
  });

  it('gives programs JSON and JUnit', async () => {
    const copy = copyOf('close-contact', wrong);
    const file = join(folder, 'junit.xml');
    const { code, out } = await early(copy, '--json', '--junit', file, '--coverage');
    const result = JSON.parse(out);
    expect(code).toBe(1);
    expect(result).toMatchObject({ failed: 1, problems: [] });
    const [failed] = result.results.filter(({ failures }: { failures: object[] }) => failures.length > 0);
    expect(failed.failures).toMatchObject([{ key: 'told', at: '2020-01-25 23:00', expected: ['ward'], actual: ['grid_head'], col: 17 }]);
    expect(result.coverage[0]).toMatchObject({ protocol: 'close-contact', counts: { deadline: { of: 4 } } });
    const xml = readFileSync(file, 'utf8');
    expect(xml).toContain(`failures="1"`);
    expect(xml).toMatch(/<failure message="[^"<>]*told: expected ward, actual grid_head">/);
  });

  it('writes what there is into the expectations that do not hold, and nothing else', async () => {
    const copy = copyOf('close-contact', wrong);
    const { code, out } = await early(copy, '--update');
    expect(code).toBe(0);
    expect(out).toContain('1 expectation(s) rewritten');
    const file = join(copy, 'scenarios.yaml');
    const shipped = readFileSync(join(protocolsFolder, 'close-contact', 'scenarios.yaml'), 'utf8');
    expect(readFileSync(file, 'utf8')).toBe(wrong(shipped).replace('told: [ward]', 'told: [grid_head]'));
    await early(copy, '--update');
    expect(readFileSync(file, 'utf8')).toBe(wrong(shipped).replace('told: [ward]', 'told: [grid_head]'));
  });

  it('does not write what differs by edition or by day', async () => {
    const copy = copyOf(
      'close-contact',
      (text) => `${text}
- scenario: every evening
  protocol: close-contact
  open: { at: 2020-01-25 12:30, with: { exposed_on: 2020-01-24 } }
  steps:
    - { at: { from: 2020-01-25, to: 2020-01-26, at: "22:00" }, expect: { told: [ward] } }
`,
    );
    const { code, out } = await early(copy, '--update');
    expect(code).toBe(1);
    expect(out).toMatch(/differs by edition or by day; write it yourself/);
  });

  it('fails below the coverage that is asked for, and says what is not proved', async () => {
    const few = copyOf('close-contact', (text) => text.slice(0, text.indexOf('- scenario:', 10)));
    expect((await early(few, '--coverage')).code).toBe(0);
    const { code, out } = await early(few, '--coverage', '--min', '90');
    expect(code).toBe(1);
    expect(out).toMatch(/protocol\.yaml:\d+:\d+ step 4 of the ladder transfer: never happens/);
    expect(out).toContain('1 file(s) below 90 %');
  });

  it('lists the damages that no scenario notices, and takes only a reason that holds', async () => {
    const few = copyOf('supervision', (text) => text.slice(0, text.indexOf('- scenario: put right on paper only')));
    const bare = await early(few, '--mutate');
    expect(bare.code).toBe(1);
    const survivors = [...bare.out.matchAll(/"([^"]+)"$/gm)].map(([, id]) => id!);
    expect(survivors.length).toBeGreaterThan(0);
    const entries = [...survivors, 'no such mutant'].map(
      (id) => `- survivor: ${JSON.stringify(id)}\n  because: { zh: 样例, en: a sample }\n`,
    );
    writeFileSync(join(few, 'survivors.yaml'), entries.join(''));
    const { code, out } = await early(few, '--mutate');
    expect(code).toBe(1);
    expect(out).toContain('"no such mutant" is noticed, or there is no such mutant');
    expect(out).toContain('because a sample');
  });
});
