import type { Protocol } from '../../src/kernel/protocol.ts';
import type { Units } from '../../src/kernel/units.ts';

export const KEY = `${'00'.repeat(31)}2a`;
/** 30 January 2020, 10:00 in Shanghai. */
export const NOW = Date.UTC(2020, 0, 30, 2);

const text = (en: string) => ({ zh: en, en });

export const closeContact: Protocol = {
  format: 1,
  protocol: 'close-contact',
  edition: '2020-01-28',
  title: text('Close contact'),
  subject: 'person',
  zone: 'Asia/Shanghai',
  sources: {},
  values: {},
  facts: [],
  events: {
    opened: {
      name: 'opened',
      title: text('Opened'),
      by: ['case'],
      data: { exposed_on: { type: 'date', required: true, title: { zh: '接触日期', en: 'Date of exposure' } } },
      must: [],
      notBy: [],
    },
  },
  ladders: {},
  outcomes: { released: text('Released') },
  states: [{ id: '', key: '', parent: -1, depth: 0, kind: 'leaf', children: [], tasks: [], on: {}, once: [], entry: [], stage: 'isolate' }],
};

const unit = (id: string, zh: string, en: string, parent?: string) => ({
  id,
  title: { zh, en },
  level: 'village',
  roles: ['village_doctor'],
  ...(parent ? { parent } : {}),
});

export const units: Units = {
  name: 'sample',
  edition: '1',
  zone: 'Asia/Shanghai',
  roles: {},
  units: {
    'sample-town': unit('sample-town', '样本镇', 'Sample town'),
    'sample-village': unit('sample-village', '样本村', 'Sample village', 'sample-town'),
    'upper-village': unit('upper-village', '上村', 'Upper village', 'sample-town'),
  },
};
