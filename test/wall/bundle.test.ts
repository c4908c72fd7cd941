import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { lookedUpOnce } from '../../bundle.js';

it("the workflow bundle keeps no name that Temporal gives a case of its own: its clock would be the machine's", () => {
  const file = createRequire(import.meta.url).resolve('@temporalio/workflow/lib/global-overrides.js');
  const replaced = [...readFileSync(file, 'utf8').matchAll(/\bglobal(?:This)?\.(\w+) = /g)].map(([, name]) => name);
  expect(replaced).toEqual(expect.arrayContaining(['Date', 'setTimeout', 'WeakRef']));
  expect(lookedUpOnce.filter((name) => replaced.includes(name))).toEqual([]);
});
