/** One thing that happens to a contact: somebody reports a fact, or, without one, something falls due. */
export interface Beat {
  /** The case's instant, ms. */
  at: number;
  act?: { event: string; role: string; data: Record<string, string | number | boolean>; refused?: string; twice?: true };
}

const zone = '+08:00';
const instant = (day: string, time: string) => Date.parse(`2020-${day}T${time}:00${zone}`);

export const opened = instant('01-25', '10:30');
export const exposedOn = '2020-01-24';
export const place = 'sample-village';

const reading = (celsius: number, role = 'village_doctor') => ({ event: 'temperature_taken', role, data: { celsius, symptoms: false } });

/**
 * Fourteen days at home: two readings a day, one missed so that the ladder climbs until the grid head comes, fever, a slow clinic, an
 * acceptance by somebody who may not, a conclusion sent twice by a bad network, back home, released.
 */
export const story: Beat[] = (() => {
  const beats: Beat[] = [];
  for (let day = 0; day < 14; day++) {
    const date = `${day < 7 ? '01' : '02'}-${String(day < 7 ? 25 + day : day - 6).padStart(2, '0')}`;
    const celsius = 36.3 + (day % 5) / 10;
    if (day > 0)
      beats.push({
        at: instant(date, '08:05'),
        act: reading(date === '01-30' ? 38.1 : celsius, date === '01-29' ? 'grid_head' : undefined),
      });
    if (date === '01-28') beats.push({ at: instant(date, '21:00') }, { at: instant(date, '23:00') }, { at: instant('01-29', '03:00') });
    else beats.push({ at: instant(date, '17:10'), act: reading(celsius) });
    if (date === '01-30') {
      const back = beats.pop()!;
      const accepted = (role: string) => ({ event: 'accepted', role, data: {} });
      beats.push({ at: instant(date, '09:35') }, { at: instant(date, '10:05') }, { at: instant(date, '11:05') });
      beats.push({ at: instant(date, '11:35'), act: { ...accepted('village_doctor'), refused: 'wrong_role' } });
      beats.push({ at: instant(date, '11:45'), act: accepted('fever_clinic') });
      beats.push({
        at: instant(date, '15:00'),
        act: { event: 'seen_by_clinic', role: 'fever_clinic', data: { finding: 'other' }, twice: true },
      });
      beats.push(back);
    }
  }
  beats.push({ at: instant('02-08', '00:00') });
  beats.push({ at: instant('02-08', '09:10'), act: { event: 'release_noticed', role: 'county_cdc', data: { number: '1' } } });
  return beats;
})();
