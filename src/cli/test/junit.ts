import { writeFileSync } from 'node:fs';
import { exit, Stop } from '../terminal.ts';
import type { Result, Run } from './run.ts';
import { written } from './words.ts';

const escaped = (text: string) =>
  text
    .replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
    // Characters that XML cannot hold at all.
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '\ufffd');

/** The results as JUnit XML: a suite for each file, a case for each scenario. */
export function junit(results: readonly Result[]): string {
  const files = [...new Set(results.map(({ scenario }) => scenario.file))];
  const suites = files.map((file) => {
    const own = results.filter(({ scenario }) => scenario.file === file);
    const cases = own.map(({ scenario, failures }) => {
      const head = `    <testcase classname="${escaped(scenario.protocol)}" name="${escaped(scenario.title)}" file="${escaped(file)}" line="${scenario.place.line}"`;
      if (failures.length === 0) return `${head}/>`;
      const lines = failures.map(
        ({ key, keys, at, place, expected, actual }) =>
          `${file}:${place.line}:${place.col} ${at} ${[key, ...keys].join(' ')}: expected ${written(expected)}, actual ${written(actual)}`,
      );
      return `${head}>\n      <failure message="${escaped(lines[0]!)}">${escaped(lines.join('\n'))}</failure>\n    </testcase>`;
    });
    return `  <testsuite name="${escaped(file)}" tests="${own.length}" failures="${own.filter(failed).length}">\n${cases.join('\n')}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="early test" tests="${results.length}" failures="${results.filter(failed).length}">\n${suites.join('\n')}\n</testsuites>\n`;
}

const failed = ({ failures }: Result) => failures.length > 0;

/** Writes them to a file, or says why that cannot be. */
export function writeJunit(file: string, { results }: Run): void {
  try {
    writeFileSync(file, junit(results));
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Stop(exit.environment, { zh: `${file}：无法写入（${why}）`, en: `${file}: cannot be written (${why})` });
  }
}
