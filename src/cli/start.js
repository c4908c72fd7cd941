#!/usr/bin/env node
// Starts the command line (written in ASCII) with its compiled form, where that is of this version of Node.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { constants, Script } from 'node:vm';

const file = new URL('./early.cjs', import.meta.url);
const compiled = new URL('./early.cache', import.meta.url);
let cachedData;
try {
  cachedData = readFileSync(compiled);
} catch {
  // Not there: it is compiled as it runs.
}
const script = new Script(`(function (require, module, exports, __url) {${readFileSync(file, 'latin1')}\n})`, {
  filename: file.pathname,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  ...(cachedData && { cachedData }),
});
// A check is over before optimised code would have paid for itself; what V8 kept must be loaded first, as it was kept without this.
if (process.argv[2] === 'check' && !process.argv.includes('--watch') && !process.env.EARLY_COMPILED) setFlagsFromString('--no-opt');
const module = { exports: {} };
script.runInThisContext()(createRequire(import.meta.url), module, module.exports, import.meta.url);
// While it is built: what has run by the end is kept.
const keep = process.env.EARLY_COMPILED;
if (keep) process.on('exit', () => writeFileSync(keep, script.createCachedData()));
