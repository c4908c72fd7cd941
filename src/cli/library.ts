import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Units } from '../kernel/index.ts';
import { readUnits } from '../language/index.ts';
import type { Home } from '../temporal/index.ts';
import { exit, Stop } from './terminal.ts';

const unitsFile = (home: Home) => join(home.protocols, 'units', 'qinzhou.yaml');

/** The unit tree of the installation; undefined when it is not there or has mistakes. */
export function unitsOf(home: Home): Units | undefined {
  const file = unitsFile(home);
  return existsSync(file) ? readUnits(readFileSync(file, 'utf8'), file).units : undefined;
}

/** The same where nothing can be done without it. */
export function theUnits(home: Home): Units {
  const units = unitsOf(home);
  if (units) return units;
  const file = unitsFile(home);
  throw new Stop(exit.environment, {
    zh: `单位文件 ${file} 不存在或有错误：请执行 early check ${file}`,
    en: `the units in ${file} are missing or have mistakes: early check ${file} names them`,
  });
}
