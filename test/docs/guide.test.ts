import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const early = `"${process.execPath}" "${join(root, 'dist', 'early.js')}"`;

interface Block {
  info: string;
  text: string;
  /** Where its text begins and ends in the page. */
  from: number;
  to: number;
}

/** Every fenced block of a page. */
const blocksOf = (page: string): Block[] =>
  [...page.matchAll(/^```(\S.*)\n([\s\S]*?)^```$/gm)].map(({ 1: info, 2: text, index }) => {
    const from = index + 3 + info!.length + 1;
    return { info: info!, text: text!, from, to: from + text!.length };
  });

/** Follows a page as a reader would: writes what it says to write, types what it says to type. Gives the page with what was answered. */
function follow(page: string, folder: string): { page: string; codes: string[] } {
  const answers: [Block, string][] = [];
  const codes: string[] = [];
  let answer = '';
  for (const block of blocksOf(page)) {
    const [, kind, file, key] = /^yaml (?:(in|at the end of) )?(\S+?)(?:, in place of (\S+))?$/.exec(block.info) ?? [];
    if (block.info === 'sh') {
      const said = type(block.text, folder);
      answer = said.answer;
      codes.push(...said.codes);
    } else if (block.info === 'text') answers.push([block, answer]);
    else if (kind === 'in' && file?.startsWith('protocols/')) continue;
    else if (file === undefined) throw new Error(`a reader does not know what to do with: ${block.info}`);
    else if (kind === undefined) write(join(folder, file), block.text);
    else if (kind === 'in') write(join(folder, file), replaced(readFileSync(join(folder, file), 'utf8'), key!, block.text));
    else appendFileSync(join(folder, file), block.text);
  }
  const answered = answers.toReversed().reduce((text, [{ from, to }, said]) => `${text.slice(0, from)}${said}${text.slice(to)}`, page);
  return { page: answered, codes };
}

/** Types each line; `# ends with 1` says how it ends when not with 0. */
function type(lines: string, folder: string): { answer: string; codes: string[] } {
  const typed = lines
    .trim()
    .split('\n')
    .map((line) => {
      const { stdout, stderr, status } = spawnSync('sh', ['-c', line.replace('npx early', early)], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C', NO_COLOR: '1', EARLY_VAR: join(folder, 'var') },
      });
      const wanted = Number(/# (?:ends with|退出码) (\d)/.exec(line)?.[1] ?? 0);
      return { said: `${stdout}${stderr}`, code: `${line}: ${status === wanted ? 'as said' : `${status}\n${stdout}${stderr}`}` };
    });
  return { answer: typed.map(({ said }) => `${said.trim()}\n`).join(''), codes: typed.map(({ code }) => code) };
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The text with what stands under the first such key replaced. */
function replaced(text: string, key: string, by: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.trimStart().startsWith(`${key}:`));
  if (start < 0) throw new Error(`there is no ${key}`);
  const indent = lines[start]!.search(/\S/);
  let end = start + 1;
  while (end < lines.length && lines[end]!.search(/\S/) > indent) end++;
  const own = by
    .trimEnd()
    .split('\n')
    .map((line) => `${' '.repeat(indent)}${line}`);
  return [...lines.slice(0, start), ...own, ...lines.slice(end)].join('\n');
}

describe.each(['guide.md', 'guide.zh.md', 'check.md', 'check.zh.md'])('docs/%s', (name) => {
  const file = join(root, 'docs', name);
  let folder: string;
  let followed: ReturnType<typeof follow>;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'early-guide-'));
    followed = follow(readFileSync(file, 'utf8'), folder);
  }, 240_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('every command ends as the page says', () => {
    expect(followed.codes.length).toBeGreaterThan(3);
    expect(followed.codes.filter((code) => !code.endsWith('as said'))).toEqual([]);
  });

  it('every answer on the page is what the command said (npm run docs)', async () => {
    await expect(followed.page).toMatchFileSnapshot(file);
  });
});
