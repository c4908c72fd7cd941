import type { Units } from '../../src/kernel/index.ts';
import { dailyReport } from '../../src/ledger/index.ts';

/** Villages of a town. */
const VILLAGES = 99;

export interface District {
  units: Units;
  /** Where people live. */
  villages: string[];
  /** The first town. */
  town: string;
}

/** A district of `count` units, itself and its towns included; every one of them files the daily report. */
export function districtOf(count: number): District {
  const units: Units['units'] = {};
  const add = (id: string, level: string, parent?: string) => {
    units[id] = { id, title: { zh: id, en: id }, level, roles: [dailyReport.by], ...(parent !== undefined && { parent }) };
  };
  add('district', 'district');
  const villages: string[] = [];
  for (let n = 1, of = ''; n < count; n++) {
    const first = (n - 1) % (VILLAGES + 1) === 0;
    const id = `${first ? 'town' : 'village'}-${n}`;
    add(id, first ? 'town' : 'village', first ? 'district' : of);
    if (first) of = id;
    else villages.push(id);
  }
  return { units: { name: 'bench', edition: '1', zone: 'Asia/Shanghai', roles: {}, units }, villages, town: 'town-1' };
}
