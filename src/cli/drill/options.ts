import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Population } from '../../language/index.ts';
import { renderProblem } from '../../language/index.ts';
import type { Home } from '../../temporal/index.ts';
import { type CheckedFile, checkFiles } from '../check/check.ts';
import { gather } from '../check/gather.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';

const DAY = 86_400_000;
const spans: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: DAY };

/** What may stand on the command line of a drill. */
export interface DrillArguments {
  people?: string;
  until?: string;
  speed?: string;
  from?: string;
  seed?: string;
  population?: string;
  fresh?: boolean;
  pause?: boolean;
  resume?: boolean;
  jump?: boolean;
}

/** `15s`, `1m`, `90s`, `2h` in ms. Stops with a usage error naming `option` otherwise. */
export function spanFrom(option: string, text: string, example: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d)$/.exec(text.trim());
  const span = match ? Number(match[1]) * spans[match[2]!]! : 0;
  if (span > 0 && Number.isFinite(span)) return span;
  throw new Stop(exit.usage, {
    zh: `${option} 应为时长，如 ${example}，不是“${text}”`,
    en: `${option} is a length of time such as ${example}, not "${text}"`,
  });
}

/** Real time for a virtual day → virtual ms in a real one. */
export const rateFrom = (text: string) => DAY / spanFrom('--speed', text, '1m');

export function countFrom(option: string, text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new Stop(exit.usage, { zh: `${option} 应为正整数，不是“${text}”`, en: `${option} is a whole number above 0, not "${text}"` });
}

/** Reads the population of a drill; stops with its mistakes in words. */
export async function populationOf(
  home: Home,
  terminal: Terminal,
  given: string | undefined,
): Promise<{ population: Population; text: string; file: string }> {
  const file = given ?? join(home.protocols, 'populations', 'qinzhou.yaml');
  const { files, library } = await checkFiles(gather(home, [file]));
  const [{ text, findings }] = files as [CheckedFile];
  const [population] = library.populations;
  for (const finding of findings) terminal.warn(renderProblem(finding, text, terminal.locale));
  if (!population)
    throw new Stop(exit.findings, {
      zh: findings.length > 0 ? `${file} 有错误，演练没有开始` : `${file} 不是人口文件`,
      en: findings.length > 0 ? `${file} has mistakes; the drill did not start` : `${file} is not a population`,
    });
  return { population, text, file };
}

export function registerText(home: Home, population: Population): string {
  try {
    return readFileSync(join(home.protocols, population.register.file), 'utf8');
  } catch {
    return '';
  }
}
