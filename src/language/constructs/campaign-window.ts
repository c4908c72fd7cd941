import { type CampaignWindow, isDate } from '../../kernel/index.ts';
import type { Compilation } from '../compilation.ts';
import { cite, key, mapOf, namesTo, title, words } from '../definition.ts';
import { textOf } from '../source.ts';

/** The stretches of a campaign: `windows: { later: { from: 2020-02-09 } }`. */
export const windows = key(
  'windows',
  '窗口期',
  {
    zh: '各阶段的起止日期，首尾两日都算在内；不写 to 则一直有效。',
    en: 'Stretches of the campaign, first and last day included; without `to` it lasts.',
  },
  namesTo(
    mapOf([
      key('from', '自', { zh: '第一天。', en: 'Its first day.' }, words, true),
      key('to', '至', { zh: '最后一天。', en: 'Its last day.' }, words),
      title,
      cite,
    ]),
  ),
);

export interface WrittenWindow {
  from: string;
  to?: string;
  title?: unknown;
  cite?: string;
}

/** The windows whose dates exist and are in order. */
export function compileWindows(compilation: Compilation, written: Record<string, WrittenWindow>): Record<string, CampaignWindow> {
  const windows: Record<string, CampaignWindow> = {};
  for (const [name, { from, to, title, cite }] of Object.entries(written)) {
    const path = ['windows', name];
    for (const [edge, day] of Object.entries({ from, to }))
      if (day !== undefined && !isDate(day)) compilation.problem('phrase', [...path, edge], { text: day, expected: '2020-02-08' });
    if (to !== undefined && to < from) compilation.problem('window-backwards', [...path, 'to'], { name });
    windows[name] = {
      from,
      ...(to !== undefined && { to }),
      ...(title !== undefined && { title: textOf(title) }),
      ...(cite !== undefined && { cite }),
    };
  }
  return windows;
}
