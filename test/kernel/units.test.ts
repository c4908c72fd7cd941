import { describe, expect, it } from 'vitest';
import { feetOf, holderOf, inTree, seatedAt, wayUp } from '../../src/kernel/index.ts';
import { readUnits } from '../../src/language/index.ts';
import { readLibrary } from '../library.ts';

const text = `
units: sample
edition: "1"
zone: Asia/Shanghai
levels: [county, township, village, grid]
roles:
  grid_head: { title: 网格员, line: government }
  village_doctor: { title: 村医, line: health }
  health_centre: { title: 卫生院, line: health, each: township }
  county_cdc: { title: 疾控, line: health }
  fever_clinic: { title: 发热门诊, line: health }
  covering_leader: { title: 包抓领导, line: government, each: township }
tree:
  county:
    title: 县
    level: county
    units:
      east:
        title: 东镇
        level: township
        units:
          upper: { title: 上村, level: village, holds: [village_doctor, grid_head], units: { upper-1: { title: 一网格, level: grid, holds: grid_head } } }
          lower: { title: 下村, level: village, holds: [village_doctor, grid_head] }
      west: { title: 西镇, level: township, holds: [village_doctor, grid_head] }
lines:
  health:
    title: 卫生
    units:
      commission:
        title: 卫健局
        level: county
        serves: county
        units:
          cdc: { title: 疾控, level: county, holds: county_cdc }
          hospital: { title: 医院, level: county, serves: [east, west], units: { clinic: { title: 门诊, level: county, holds: fever_clinic } } }
          east-centre: { title: 东镇卫生院, level: township, serves: east, holds: health_centre }
          west-centre: { title: 西镇卫生院, level: township, serves: west, holds: health_centre }
  government:
    title: 政府
    units:
      committee: { title: 县委, level: county, serves: county }
      congress: { title: 人大, level: county, serves: county }
answers:
  - { who: committee, as: covering_leader, for: east }
  - { who: congress, as: covering_leader, for: [west] }
`;
const { units, problems } = readUnits(text, 'units.yaml');
const asked = (role: string, place: string) => holderOf(units!, role, place);

describe('who holds a role', () => {
  it('is read without a problem', () => expect(problems).toEqual([]));

  it.each([
    ['grid_head', 'upper-1', 'upper-1', 'the grid itself comes before the village above it'],
    ['grid_head', 'upper', 'upper', 'of a village, not of the grid below it'],
    ['village_doctor', 'upper-1', 'upper', 'the nearest above'],
    ['health_centre', 'upper-1', 'east-centre', 'of the line that serves the town on the way up'],
    ['health_centre', 'west', 'west-centre', 'of the place itself'],
    ['county_cdc', 'lower', 'cdc', 'of the whole county, by what its line serves'],
    ['fever_clinic', 'west', 'clinic', 'served together by the unit above it'],
    ['covering_leader', 'lower', 'committee', 'who answers for the town beside the tree'],
    ['covering_leader', 'west', 'congress', 'each for his own'],
    ['covering_leader', 'county', undefined, 'nobody for the county'],
    ['village_doctor', 'county', undefined, 'never downwards'],
    ['county_cdc', 'clinic', 'cdc', 'as seen from a unit of a line'],
    ['covering_leader', 'east-centre', 'committee', 'as seen from a unit of a line, over the place it serves'],
    ['covering_leader', 'clinic', undefined, 'of what serves two towns: what is above both'],
    ['village_doctor', 'nowhere', undefined, 'in no place'],
    ['county_cdc', '__proto__', undefined, 'in no place of an odd name'],
  ])('%s as seen from %s is %s: %s', (role, place, holder, _why) => expect(asked(role, place)).toBe(holder));

  it('depends on where the person is, not on where he is registered', () => {
    expect([asked('village_doctor', 'upper'), asked('village_doctor', 'lower')]).toEqual(['upper', 'lower']);
  });

  it('goes up from a unit of a line through what it serves', () => {
    expect(wayUp(units!, 'east-centre')).toEqual(['east-centre', 'east', 'county']);
    expect(wayUp(units!, 'cdc')).toEqual(['cdc', 'commission', 'county']);
    expect(wayUp(units!, 'clinic')).toEqual(['clinic', 'hospital', 'county']);
    expect(wayUp(units!, 'upper-1')).toEqual(['upper-1', 'upper', 'east', 'county']);
    expect(feetOf(units!)).toEqual(['upper-1', 'lower', 'west']);
  });
});

describe('the sample district', () => {
  const { units: qinzhou, problems: found } = readLibrary();
  const territory = Object.values(qinzhou.units).filter(({ line }) => line === undefined);

  it('has the 16 towns and 7 streets of Qinzhou, each with a code of its own, and no problem', () => {
    expect(found.filter(({ file }) => file.includes('units'))).toEqual([]);
    const towns = territory.filter(({ level }) => level === 'township');
    expect(towns.filter(({ title }) => title.zh.endsWith('镇'))).toHaveLength(16);
    expect(towns.filter(({ title }) => title.zh.endsWith('街道'))).toHaveLength(7);
    expect(new Set(towns.map(({ code }) => code)).size).toBe(23);
    for (const { code, parent } of towns) expect([code?.slice(0, 6), parent]).toEqual([qinzhou.units.qinzhou!.code, 'qinzhou']);
  });

  it('answers every role from every place where people live', () => {
    for (const foot of feetOf(qinzhou)) {
      for (const [role, { each }] of Object.entries(qinzhou.roles)) {
        if (each === 'building' || each === 'ten_households') continue;
        expect(holderOf(qinzhou, role, foot), `${role} from ${foot}`).toBeDefined();
      }
    }
    for (const { id, level } of territory) {
      if (level === 'building') expect(holderOf(qinzhou, 'building_head', id)).toBe(id);
      if (level === 'ten_households') expect(holderOf(qinzhou, 'ten_household_head', id)).toBe(id);
    }
  });

  it('has one unit for each post, and one leading body for each town', () => {
    for (const { id } of territory)
      for (const role of Object.keys(qinzhou.roles)) expect(seatedAt(qinzhou, role, id).length, `${role} at ${id}`).toBeLessThan(2);
    const covered = qinzhou.answers!.flatMap((answer) => answer.for);
    expect(covered.length).toBe(23);
    expect(new Set(covered).size).toBe(23);
  });
});

it('units are listed from the top down, each before those below it, however their file was kept', () => {
  const { units } = readUnits(text, 'units.yaml');
  const order = [
    'county',
    'east',
    'upper',
    'upper-1',
    'lower',
    'west',
    'commission',
    'cdc',
    'hospital',
    'clinic',
    'east-centre',
    'west-centre',
    'committee',
    'congress',
  ];
  expect(inTree(units!)).toEqual(order);
  const sorted = { ...units!, units: Object.fromEntries(Object.entries(units!.units).sort()) };
  const listed = inTree(sorted);
  expect([...listed].sort()).toEqual([...order].sort());
  for (const [id, { parent }] of Object.entries(units!.units))
    if (parent !== undefined) expect(listed.indexOf(parent)).toBeLessThan(listed.indexOf(id));
  expect(listed[0]).toBe('county');
});
