#!/usr/bin/env node
// What `npx early` runs. It is part of the checkout: npm, asked once for a command whose file is still to be built, never finds it again.
import { existsSync } from 'node:fs';

const built = new URL('../dist/early.js', import.meta.url);
if (!existsSync(built)) await import('../.ci/prepare.js');
await import(built.href);
