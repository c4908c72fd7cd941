import type { Text } from '../kernel/index.ts';
import { key, listOf, mapOf, text } from './definition.ts';
import type { Problem } from './problem.ts';
import { checkShape } from './shape.ts';
import { Source, textOf } from './source.ts';

/** One order of the founding meeting: what was asked, and what of this system answers it. */
export interface Order {
  id: string;
  title: Text;
  needs: Text;
  /** What no scenario shows of it: proved elsewhere, or by nothing. */
  beyond?: Text;
}

const orderKeys = [
  key(
    'order',
    '要求',
    { zh: '要求的代号，情景的 tags 用它。', en: 'Its id, by which the tags of scenarios name it.' },
    { type: 'string', pattern: '^[a-z][a-z0-9-]*$' },
    true,
  ),
  key('title', '标题', { zh: '会议的要求。', en: 'What the meeting ordered.' }, text, true),
  key('needs', '系统', { zh: '系统为此须做到的。', en: 'What it asks of the system.' }, text, true),
  key(
    'beyond',
    '情景之外',
    { zh: '情景没有演到的：由什么证明，或者没有。', en: 'What no scenario shows of it: what proves it, or that nothing does.' },
    text,
  ),
];

export const ordersSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Six Earlies orders',
  ...listOf(mapOf(orderKeys)),
};

/** Reads the orders of the founding meeting (`protocols/orders.yaml`). */
export function readOrders(text: string, file: string): { orders: Order[]; problems: Problem[] } {
  const source = new Source(text, file);
  if (!checkShape(source, ordersSchema)) return { orders: [], problems: source.problems.sorted() };
  const written = source.value as { order: string; title: unknown; needs: unknown; beyond?: unknown }[];
  const orders = written.map(({ order: id, title, needs, beyond }) => ({
    id,
    title: textOf(title),
    needs: textOf(needs),
    ...(beyond !== undefined && { beyond: textOf(beyond) }),
  }));
  orders.forEach(({ id }, n) => {
    if (orders.findIndex((other) => other.id === id) < n) source.problems.add('duplicate-key', source.at([n, 'order']), { key: id });
  });
  return { orders, problems: source.problems.sorted() };
}
