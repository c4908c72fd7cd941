import { writeFileSync } from 'node:fs';
import pc from 'picocolors';
import { Memory, mended, type Problem } from '../../language/index.ts';
import type { Terminal } from '../terminal.ts';
import { type CheckedFile, checkFiles, type Finding } from './check.ts';
import type { Gathered } from './gather.ts';

/** A file that was changed: the lines before and after, by number. */
interface Fixed {
  name: string;
  lines: { line: number; before: string; after: string }[];
}

/**
 * Writes into the files what needs no decision of the author's. A change stays only if its problem is gone and no other has come; a
 * change is of words within a line, so that comments and layout stay.
 */
export async function fix(gathered: readonly Gathered[]): Promise<Fixed[]> {
  const memory = new Memory();
  const texts = new Map<string, string>();
  const tried = new Set<string>();
  const origins = new Map<string, string>();
  for (;;) {
    const { files } = await checkFiles(gathered, { memory, texts });
    const next = files.flatMap((file) => file.findings.map((finding) => ({ file, finding }))).find(isUntried(tried));
    if (!next) break;
    const { file, finding } = next;
    tried.add(signOf(file, finding));
    const text = mended(finding as Problem, file.text);
    if (text === undefined) continue;
    const { files: after } = await checkFiles(gathered, { memory, texts: new Map(texts).set(file.file, text) });
    if (!isBetter(files, after, finding)) continue;
    if (!origins.has(file.file)) origins.set(file.file, file.text);
    texts.set(file.file, text);
  }
  for (const [file, text] of texts) writeFileSync(file, text);
  return [...texts].map(([file, text]) => ({
    name: gathered.find((each) => each.file === file)!.name,
    lines: changedLines(origins.get(file)!, text),
  }));
}

/** Before and after, as a diff shows it. */
export function showFixes(terminal: Terminal, fixed: readonly Fixed[]): void {
  for (const { name, lines } of fixed) {
    for (const { line, before, after } of lines)
      terminal.say(`${name}:${line}\n${pc.red(`- ${before.trim()}`)}\n${pc.green(`+ ${after.trim()}`)}\n`);
  }
  const count = fixed.reduce((sum, { lines }) => sum + lines.length, 0);
  terminal.say({ zh: `已改正 ${count} 行`, en: `${count} line(s) put right` });
}

const signOf = ({ name, text }: CheckedFile, { code, from, to }: Finding) => `${name} ${code} ${from} ${text.slice(from, to)}`;

const isUntried = (tried: Set<string>) => (each: { file: CheckedFile; finding: Finding }) => !tried.has(signOf(each.file, each.finding));

/** One problem fewer of this code, and none that was not there; of what could not be read, that it can be now. */
function isBetter(before: readonly CheckedFile[], after: readonly CheckedFile[], { code }: Finding): boolean {
  if (code === 'yaml-syntax') return true;
  const countOf = (files: readonly CheckedFile[]) => {
    const counts = new Map<string, number>();
    for (const { findings } of files) for (const finding of findings) counts.set(finding.code, (counts.get(finding.code) ?? 0) + 1);
    return counts;
  };
  const [old, now] = [countOf(before), countOf(after)];
  // What could not be read is checked only now: a file that had one mistake in its way may show others.
  const couldNotBeRead = before.some(({ findings }) => findings.some((finding) => finding.code === code && hiding.has(code)));
  return (now.get(code) ?? 0) < old.get(code)! && (couldNotBeRead || [...now].every(([each, count]) => count <= (old.get(each) ?? 0)));
}

/** Codes after which the rest of a file is not looked at. */
const hiding = new Set(['yaml-comma', 'mixed-language', 'unknown-key', 'closed-list', 'wrong-type', 'bad-name', 'missing-key']);

function changedLines(before: string, after: string): Fixed['lines'] {
  const lines = after.split('\n');
  return before.split('\n').flatMap((line, n) => (line === lines[n] ? [] : [{ line: n + 1, before: line, after: lines[n]! }]));
}
