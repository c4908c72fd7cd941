import pc from 'picocolors';
import type { Locale, Terminal } from '../terminal.ts';
import { type CheckedFile, type Finding, totalsOf } from './check.ts';

/** How findings can be printed. */
export const formats = { text, json, github, sarif: asSarif };
export type Format = keyof typeof formats;

/** For people: each finding with its line and a caret, then the totals. */
async function text(terminal: Terminal, files: readonly CheckedFile[]): Promise<void> {
  // What shows findings is loaded when there are some.
  const first = files.some(({ findings }) => findings.length > 0) ? await show(terminal, files) : undefined;
  const { files: count, errors, warnings } = totalsOf(files);
  terminal.say({
    zh: `检查 ${count} 个文件：${errors} 个错误，${warnings} 个警告`,
    en: `${count} file(s) checked: ${errors} error(s), ${warnings} warning(s)`,
  });
  if (first !== undefined)
    terminal.say({
      zh: pc.dim(`为何如此、怎样改：early explain ${first}`),
      en: pc.dim(`why, and how to put it right: early explain ${first}`),
    });
}

/** Prints the findings; gives the first code that can be explained. */
async function show(terminal: Terminal, files: readonly CheckedFile[]): Promise<string | undefined> {
  const { explain, renderProblem } = await import('../../language/index.ts');
  for (const { text, findings } of files)
    for (const finding of findings) terminal.say(`${renderProblem(finding, text, terminal.locale)}\n`);
  return files.flatMap(({ findings }) => findings.map(({ code }) => code)).find((code) => explain(code));
}

function json(_: Terminal, files: readonly CheckedFile[]): void {
  console.log(JSON.stringify({ ...totalsOf(files), problems: files.flatMap(({ findings }) => findings) }, null, 2));
}

/** Annotations of a pull request: the workflow commands of GitHub Actions. */
function github(terminal: Terminal, files: readonly CheckedFile[]): void {
  for (const { text, findings } of files) for (const finding of findings) console.log(annotation(finding, text, terminal.locale));
}

function annotation({ file, line, col, from, to, severity, code, suggestion, ...words }: Finding, text: string, locale: Locale): string {
  const help = locale === 'zh' ? `；是否想写“${suggestion}”？` : `; did you mean "${suggestion}"?`;
  const message = `${words[locale]}${suggestion === undefined ? '' : help}`;
  const end = text.slice(from, to).includes('\n') ? {} : { endLine: line, endColumn: col + to - from };
  const properties = Object.entries({ file, line, col, ...end, title: code }).map(([name, value]) => `${name}=${escaped(String(value))}`);
  return `::${severity} ${properties.join(',')}::${escapedMessage(message)}`;
}

const escapedMessage = (text: string) => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
const escaped = (text: string) => escapedMessage(text).replace(/:/g, '%3A').replace(/,/g, '%2C');

async function asSarif({ locale }: Terminal, files: readonly CheckedFile[]): Promise<void> {
  const { sarif } = await import('./sarif.ts');
  console.log(JSON.stringify(sarif(files, locale), null, 2));
}
