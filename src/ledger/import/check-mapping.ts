import { misfitOf } from '../../kernel/payload.ts';
import type { Field, Protocol } from '../../kernel/protocol.ts';
import type { Units } from '../../kernel/units.ts';
import { datePattern } from './date.ts';
import { columnsOf, type Mapping } from './mapping.ts';
import type { FileNote, FileProblem } from './problem.ts';
import { type Place, readMapping } from './read-mapping.ts';
import { didYouMean } from './suggestion.ts';

/** The shape of what a protocol opens with. */
export function openingShape(protocol: Protocol): Record<string, Field> {
  return protocol.events.opened?.data ?? {};
}

/** Everything in a mapping that cannot fit its protocol, units and date formats, before any row is read. */
export function checkMapping(mapping: Mapping, place: Place, protocol: Protocol, units: Units): FileProblem[] {
  const problems: FileProblem[] = [];
  const add = (code: FileProblem['code'], at: ReturnType<Place>, zh: string, en: string) =>
    problems.push({ code, file: 'mapping', ...at, zh, en });
  if (mapping.protocol !== protocol.protocol) {
    add(
      'mapping_protocol',
      place(['protocol']),
      `该映射用于规程“${mapping.protocol}”，不是“${protocol.protocol}”`,
      `This mapping is for the protocol ${mapping.protocol}, not ${protocol.protocol}`,
    );
  }
  const shape = openingShape(protocol);
  const known = Object.keys(shape);
  for (const name of Object.keys(mapping.facts)) {
    if (Object.hasOwn(shape, name)) continue;
    const hint = didYouMean(name, known);
    add(
      'mapping_fact',
      place(['facts', name], 'key'),
      `规程 ${protocol.protocol} 的 opened 没有“${name}”${hint.zh}`,
      `${protocol.protocol} does not open with "${name}"${hint.en}`,
    );
  }
  for (const [name, field] of Object.entries(shape)) {
    if (!field.required || Object.hasOwn(mapping.facts, name)) continue;
    add(
      'mapping_fact',
      place(['facts'], 'key'),
      `规程要求“${name}”，映射没有给出`,
      `The protocol needs "${name}", and the mapping does not give it`,
    );
  }
  for (const [name, fact] of Object.entries(mapping.facts)) {
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined;
    const misfit = field && 'is' in fact ? misfitOf({ [name]: fact.is }, { [name]: field }) : undefined;
    if (!misfit) continue;
    const { why, expected } = misfit;
    add(
      'mapping_fact',
      place(['facts', name]),
      `“${name}”的固定值不合规程（${why}，应为 ${expected}）`,
      `The fixed value of "${name}" does not fit the protocol (${why}, expected ${expected})`,
    );
  }
  for (const [path, unit] of unitsNamed(mapping)) {
    if (Object.hasOwn(units.units, unit)) continue;
    const hint = didYouMean(unit, Object.keys(units.units));
    add('mapping_unit', place(path), `不认识的单位“${unit}”${hint.zh}`, `Unknown unit "${unit}"${hint.en}`);
  }
  for (const [i, format] of mapping.dates.entries()) {
    if (datePattern(format)) continue;
    add(
      'mapping_date',
      place(['dates', i]),
      `“${format}”不是日期格式：需要 YYYY、M 或 MM、D 或 DD`,
      `"${format}" is not a date format: it needs YYYY, M or MM, and D or DD`,
    );
  }
  return problems;
}

/** Every mistake in the text of a mapping, held against the protocol that it names. */
export function mappingProblems(text: string, protocols: readonly Protocol[], units: Units): FileProblem[] {
  const read = readMapping(text);
  if (Array.isArray(read)) return read;
  const { mapping, place } = read;
  const protocol = protocols.find((each) => each.protocol === mapping.protocol);
  if (protocol) return checkMapping(mapping, place, protocol, units);
  const names = protocols.map((each) => each.protocol);
  const hint = didYouMean(mapping.protocol, names);
  const zh = `没有规程“${mapping.protocol}”${hint.zh}`;
  return [
    { code: 'mapping_protocol', file: 'mapping', ...place(['protocol']), zh, en: `There is no protocol "${mapping.protocol}"${hint.en}` },
  ];
}

function unitsNamed({ place }: Mapping): [path: string[], unit: string][] {
  if ('unit' in place) return [[['place', 'unit'], place.unit]];
  const table = Object.entries(place.units ?? {}).map(([word, unit]): [string[], string] => [['place', 'units', word], unit]);
  return place.otherwise === undefined ? table : [...table, [['place', 'otherwise'], place.otherwise]];
}

/** Columns the mapping reads and the file lacks refuse it whole; columns nobody reads are noted once. */
export function checkColumns(mapping: Mapping, header: readonly string[]): { problems: FileProblem[]; notes: FileNote[] } {
  const read = [...new Set(columnsOf(mapping))];
  const absent = read.filter((column) => !header.includes(column));
  const unused = header.filter((column) => column !== '' && !read.includes(column));
  if (absent.length === read.length && read.length > 0) {
    const problem: FileProblem = {
      code: 'header_missing',
      file: 'data',
      line: 1,
      zh: `第一行不是表头，或这不是该映射的文件：${read.join('、')} 一个都没有`,
      en: `The first line is not a header, or this is not the mapping's file: none of ${read.join(', ')} is there`,
    };
    return { problems: [problem], notes: [] };
  }
  const problems = absent.map((column): FileProblem => {
    const hint = didYouMean(column, unused);
    return {
      code: 'column_unknown',
      file: 'data',
      line: 1,
      zh: `文件没有“${column}”列${hint.zh}`,
      en: `The file has no column "${column}"${hint.en}`,
    };
  });
  if (unused.length === 0) return { problems, notes: [] };
  const note = { zh: `未使用的列：${unused.join('、')}`, en: `Columns not used: ${unused.join(', ')}` };
  return { problems, notes: [{ code: 'columns_unused', columns: unused, ...note }] };
}
