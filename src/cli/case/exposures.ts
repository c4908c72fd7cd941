import type { Text } from '../../kernel/index.ts';
import type { ContactLink, RecordedExposure } from '../../ledger/index.ts';

/** To whom, where and when a person was exposed, and who was exposed to him: opaque ids only, a line each. */
export function exposureLines(exposures: readonly RecordedExposure[], contacts: readonly ContactLink[]): Text[] {
  const lines = exposures.map(({ source, place, first, last, case: told, voided }): Text => {
    const days = first === last ? first : `${first} – ${last}`;
    const to = source ?? place;
    const by = told === undefined ? '' : ` (${told})`;
    return {
      zh: `  ${days}  ${to === undefined ? '来源不明' : `接触 ${to}`}${by}${voided ? `，已撤回：${voided.why}` : ''}`,
      en: `  ${days}  ${to === undefined ? 'to an unknown source' : `to ${to}`}${by}${voided ? `, taken back: ${voided.why}` : ''}`,
    };
  });
  const met = [...new Set(contacts.map((link) => link.to))];
  return [
    ...(lines.length > 0 ? [{ zh: '暴露：', en: 'exposed:' }, ...lines] : []),
    ...(met.length > 0 ? [{ zh: `密切接触者：${met.join('、')}`, en: `exposed to this person: ${met.join(', ')}` }] : []),
  ];
}
