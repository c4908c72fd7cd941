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
  const written = source.value as { order: string; title: unknown; needs: unknown }[];
  const orders = written.map(({ order: id, title, needs }) => ({ id, title: textOf(title), needs: textOf(needs) }));
  orders.forEach(({ id }, n) => {
    if (orders.findIndex((other) => other.id === id) < n) source.problems.add('duplicate-key', source.at([n, 'order']), { key: id });
  });
  return { orders, problems: source.problems.sorted() };
}
