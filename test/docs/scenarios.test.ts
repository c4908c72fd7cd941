import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectations, readScenarios } from '../../src/language/index.ts';
import { eventKeys, scenarioKeys, stepKeys } from '../../src/language/scenario/schema.ts';
import { playScenario } from '../../src/simulator/index.ts';
import { readLibrary } from '../library.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const { machines, editions, protocols, units, orders } = readLibrary();
const context = {
  protocols: new Map([...protocols].map(([name, list]) => [name, list.map(({ protocol }) => protocol)])),
  units,
  orders: orders.map(({ id }) => id),
};

/** The table of expectations, from their definitions. */
function table(locale: 'zh' | 'en'): string {
  const rows = expectations.map(({ key, zh, en }) =>
    locale === 'zh' ? `| \`${key}\` | ${zh.key} | ${zh.meaning} |` : `| \`${key}\` | ${en.meaning} |`,
  );
  const head = locale === 'zh' ? '| 键 | 中文键 | 含义 |\n|---|---|---|' : '| key | meaning |\n|---|---|';
  return `${head}\n${rows.join('\n')}`;
}

/** Where keys are written → each with its Chinese spelling. */
function spellings(): string {
  const rows = Object.entries({ 情景: scenarioKeys, 步骤: stepKeys, 事件: eventKeys }).map(
    ([where, keys]) => `| ${where} | ${keys.map(({ key, zh }) => `\`${key}\` ${zh.key}`).join('，')} |`,
  );
  return `| 写在 | 键 |\n|---|---|\n${rows.join('\n')}`;
}

describe.each([
  ['scenarios.md', 'en'],
  ['scenarios.zh.md', 'zh'],
] as const)('docs/%s', (name, locale) => {
  const text = readFileSync(join(docs, name), 'utf8');

  it('lists every expectation as it is defined (npm run docs)', async () => {
    const own = text
      .replace(/(<!-- expectations -->\n)[\s\S]*(<!-- \/expectations -->)/, (_, open, close) => `${open}${table(locale)}\n${close}`)
      .replace(/(<!-- keys -->\n)[\s\S]*(<!-- \/keys -->)/, (_, open, close) => `${open}${spellings()}\n${close}`);
    await expect(own).toMatchFileSnapshot(join(docs, name));
  });

  it('has no scenario that does not go as it says', () => {
    const blocks = [...text.matchAll(/```yaml\n(- scenario:[\s\S]*?)```/g)].map(([, block]) => block!);
    expect(blocks.length).toBeGreaterThan(1);
    for (const block of blocks) {
      const { scenarios, problems } = readScenarios(block, name, context);
      expect(problems).toEqual([]);
      for (const scenario of scenarios) expect(playScenario(scenario, [...machines, ...editions], units).failures).toEqual([]);
    }
  });
});
