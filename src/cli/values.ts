import type { Datum, Field, Text } from '../kernel/index.ts';
import { civil } from './civil.ts';
import { listed, same, type Titles, withId } from './titles.ts';

/** A datum as people read it. */
export function valueWords(value: Datum, field: Field | undefined): Text {
  if (Array.isArray(value)) return listed(value.map((item) => valueWords(item, field)));
  if (value === null) return same('–');
  if (typeof value === 'boolean') return value ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' };
  if (field?.titles && Object.hasOwn(field.titles, String(value))) return field.titles[String(value)]!;
  if (field?.type === 'time' && typeof value === 'number') return same(civil(value));
  return same(`${value}${field?.unit ? ` ${field.unit}` : ''}`);
}

/** The data of an event: each field by its title. */
export function dataWords(titles: Titles, event: string, data: Record<string, Datum>): Text {
  return listed(
    Object.entries(data).map(([name, value]) => {
      const title = titles.fieldTitle(event, name);
      const words = valueWords(value, titles.field(event, name));
      return { zh: `${title.zh} ${words.zh}`, en: `${title.en} ${words.en}` };
    }),
  );
}

/** What a field takes, as it is typed. */
export function shapeWords(field: Field): Text {
  const { zh, en } = itemWords(field);
  return field.many ? { zh: `${zh},…`, en: `${en},…` } : { zh, en };
}

function itemWords({ type, unit, min, max, oneOf, titles }: Field): Text {
  if (oneOf)
    return listed(
      oneOf.map((word) => withId(titles?.[word] ?? same(word), word)),
      '|',
    );
  switch (type) {
    case 'number':
    case 'integer': {
      const range = min === undefined ? (max === undefined ? '' : `≤${max}`) : max === undefined ? `≥${min}` : `${min}–${max}`;
      const text = [range, unit].filter(Boolean).join(' ');
      return text ? same(text) : { zh: '数', en: 'number' };
    }
    case 'flag':
      return { zh: '是|否', en: 'yes|no' };
    case 'date':
      return same('YYYY-MM-DD');
    case 'time':
      return same('"YYYY-MM-DD HH:MM"');
    case 'text':
      return { zh: '文字', en: 'text' };
    case 'person':
      return same('p-…');
    case 'case':
      return same('c-…');
    case 'unit':
      return { zh: '单位编号', en: 'unit' };
    default:
      return type satisfies never;
  }
}
