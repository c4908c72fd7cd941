import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Order, Scenario } from '../../src/language/index.ts';
import { playScenario } from '../../src/simulator/index.ts';
import { readLibrary } from '../library.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const { machines, editions, scenarios, units, orders, protocols } = readLibrary();
const all = [...machines, ...editions];
type Locale = 'zh' | 'en';

const proofsOf = ({ id }: Order) => scenarios.filter(({ tags }) => tags.includes(id));

/** The scenarios of one protocol, each told once, whatever the editions under which it is played. */
function stories(own: Scenario[], locale: Locale): string {
  const suffix = (scenario: Scenario) =>
    scenario.edition === undefined ? '' : locale === 'zh' ? `（${scenario.edition}）` : ` (${scenario.edition})`;
  return [...new Set(own.map((scenario) => scenario.titles[locale].replace(suffix(scenario), '')))].join(locale === 'zh' ? '；' : '; ');
}

function proof(order: Order, locale: Locale): string {
  const proofs = proofsOf(order);
  return [...new Set(proofs.map(({ protocol }) => protocol))]
    .map((name) => {
      const title = protocols.get(name)![0]!.protocol.title[locale];
      return `[${title}](../protocols/${name}/scenarios.yaml)${locale === 'zh' ? '：' : ': '}${stories(
        proofs.filter(({ protocol }) => protocol === name),
        locale,
      )}`;
    })
    .join('<br>');
}

const words = {
  en: {
    title: 'What the founding meeting ordered, and what proves it',
    other: '中文：[coverage.zh.md](coverage.zh.md)',
    intro:
      'Generated from `protocols/orders.yaml` and the tags of the scenarios (`npm run docs`); a test fails when it is stale, or when an order has no\nscenario that goes as it says. `early test --filter ORDER` plays the scenarios of one order. In slanted type:\nwhat no scenario shows.',
    head: '| order | what was ordered | what it asks of the system | protocols and the scenarios that prove it |',
  },
  zh: {
    title: '会议的要求，以及由什么证明',
    other: 'English: [coverage.md](coverage.md)',
    intro:
      '由 `protocols/orders.yaml` 与情景的标签生成（`npm run docs`）；过时，或某项要求没有演得通的情景，测试就不通过。`early test --filter 代号` 演练一项要求的全部情景。斜体：情景没有演到的。',
    head: '| 代号 | 会议的要求 | 系统须做到的 | 规程与证明它的情景 |',
  },
};

function page(locale: Locale): string {
  const { title, other, intro, head } = words[locale];
  const rows = orders.map(
    (order) =>
      `| \`${order.id}\` | ${order.title[locale]} | ${order.needs[locale]} | ${proof(order, locale)}${order.beyond ? `<br>*${order.beyond[locale]}*` : ''} |`,
  );
  return `# ${title}\n\n${other}\n\n${intro}\n\n${head}\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

describe('the orders of the founding meeting', () => {
  it.each(orders)('$id is proved by scenarios that go as they say', (order) => {
    const proofs = proofsOf(order);
    expect(proofs.length).toBeGreaterThan(0);
    for (const scenario of proofs) expect(playScenario(scenario, all, units).failures, scenario.title).toEqual([]);
  });

  it.each(['en', 'zh'] as const)('stand in docs with what proves them, %s', async (locale) => {
    await expect(page(locale)).toMatchFileSnapshot(join(docs, locale === 'en' ? 'coverage.md' : 'coverage.zh.md'));
  });

  it('have no English sentence on the Chinese page, nor a Chinese one on the English', () => {
    // Words of the language itself stand in both.
    const bare = (text: string) => text.replace(/`[^`]*`|\([^)]*\)/g, '');
    expect(bare(page('zh')).match(/[A-Za-z]{3,}(?: [A-Za-z]+){2,}/g)).toBeNull();
    expect(bare(page('en').replace(words.en.other, '')).match(/[\u4e00-\u9fff]{3,}/g)).toBeNull();
  });
});
