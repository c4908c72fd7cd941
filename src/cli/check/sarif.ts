import { pathToFileURL } from 'node:url';
import { explain } from '../../language/index.ts';
import type { Locale } from '../terminal.ts';
import type { CheckedFile, Finding } from './check.ts';

/** The findings as SARIF 2.1.0 (OASIS), for tools that collect what checkers say. Columns count UTF-16 units, as ours do. */
export function sarif(files: readonly CheckedFile[], locale: Locale) {
  const findings = files.flatMap(({ text, findings }) => findings.map((finding) => ({ finding, text })));
  const ids = [...new Set(findings.map(({ finding }) => finding.code))];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'early', rules: ids.map((id) => ruleOf(id, locale)) } },
        columnKind: 'utf16CodeUnits',
        language: locale === 'zh' ? 'zh-CN' : 'en-US',
        originalUriBaseIds: { HERE: { uri: `${pathToFileURL(process.cwd())}/` } },
        results: findings.map(({ finding, text }) => resultOf(finding, text, ids.indexOf(finding.code), locale)),
      },
    ],
  };
}

function ruleOf(id: string, locale: Locale) {
  const known = explain(id);
  return { id, ...(known && { fullDescription: { text: known.why[locale] }, defaultConfiguration: { level: known.severity } }) };
}

function resultOf(finding: Finding, text: string, ruleIndex: number, locale: Locale) {
  const { code, severity, suggestion, related = [] } = finding;
  const help = locale === 'zh' ? `；是否想写“${suggestion}”？` : `; did you mean "${suggestion}"?`;
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: `${finding[locale]}${suggestion === undefined ? '' : help}` },
    locations: [{ physicalLocation: placeOf(finding, finding.file, text) }],
    ...(related.length > 0 && {
      relatedLocations: related.map((place, id) => ({
        id,
        message: { text: place.words[locale] },
        physicalLocation: placeOf(place, place.file ?? finding.file, place.file === undefined ? text : ''),
      })),
    }),
  };
}

function placeOf({ line, col, from, to }: Pick<Finding, 'line' | 'col' | 'from' | 'to'>, file: string, text: string) {
  const uri = file.split('/').map(encodeURIComponent).join('/');
  const marked = text.slice(from, to).split('\n');
  return {
    artifactLocation: file.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: 'HERE' },
    region: {
      startLine: line,
      startColumn: col,
      endLine: line + marked.length - 1,
      endColumn: marked.length > 1 ? marked.at(-1)!.length + 1 : col + Math.max(1, to - from),
    },
  };
}
