import { dateOf, type Instant, instantOf, plusDays, type Unit, type Units } from '../../kernel/index.ts';
import { type Draw, draw } from './chance.ts';

/** The columns of a synthetic register, as a screening ledger of the time had them. */
export const registerColumns = [
  '编号',
  '姓名',
  '性别',
  '年龄',
  '电话',
  '区划代码',
  '乡镇街道',
  '村社区',
  '户号',
  '接触方式',
  '末次接触日期',
  '发现时间',
] as const;

const surnames = '王李张刘陈杨马赵黄周吴徐孙朱胡郭何高林罗';
const given = '文玉明秀建国芳军丽平红伟霞强娟勇艳军辉梅兰生花春成';
/** Found on which day of the exercise: the survey finds most people at its beginning. */
const byDay = [26, 22, 16, 12, 9, 7, 5, 3];
/** One in two is a contact of the household. */
const inHousehold = 0.5;
const household = [4, 3, 2, 1];

/** Makes `people` rows of invented contacts who live in the villages of `units` and are found from `begins` on; the same for the same seed. */
export function syntheticRegister(units: Units, { seed, people, begins }: { seed: string; people: number; begins: Instant }): string[][] {
  // By id, so that the order of the file does not matter.
  const villages = Object.values(units.units)
    .filter(({ level, parent }) => level === 'village' && parent !== undefined)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const members: Member[] = [];
  for (let family = 1; members.length < people; family++) {
    const chance = draw(seed, 'family', family);
    const village = villages[Math.floor(chance.uniform() * villages.length)]!;
    const contact = chance.uniform() < inHousehold ? '家庭' : '其他';
    const surname = surnames[Math.floor(chance.uniform() * surnames.length)]!;
    const found = foundAt(units.zone, begins, chance);
    const exposed = plusDays(dateOf(units.zone, found), -Math.min(9, Math.max(1, Math.round(3 * Math.exp(0.6 * chance.normal())))));
    const size = household[Math.floor(chance.uniform() * household.length)]!;
    for (let n = 0; n < size && members.length < people; n++)
      members.push({ village, surname, family, contact, exposed, found: found + n * 900_000, chance });
  }
  // Entered as they are found.
  return members.sort((a, b) => a.found - b.found).map((made, n) => rowOf(units, made, n + 1));
}

function foundAt(zone: string, begins: Instant, chance: Draw): Instant {
  let rest = chance.uniform() * byDay.reduce((sum, weight) => sum + weight, 0);
  const day = byDay.findIndex((weight) => {
    rest -= weight;
    return rest < 0;
  });
  const minute = Math.floor(chance.uniform() ** 2 * 10 * 60);
  return instantOf(zone, plusDays(dateOf(zone, begins), Math.max(0, day)), '08:10') + minute * 60_000;
}

interface Member {
  village: Unit;
  surname: string;
  family: number;
  contact: string;
  exposed: string;
  found: Instant;
  chance: Draw;
}

function rowOf(units: Units, { village, surname, family, contact, exposed, found, chance }: Member, number: number): string[] {
  const town = units.units[village.parent!]!;
  const letter = () => given[Math.floor(chance.uniform() * given.length)]!;
  const serial = String(number).padStart(3, '0');
  const minutes = Math.round((found - instantOf(units.zone, dateOf(units.zone, found))) / 60_000);
  const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return [
    `QZ-${serial}`,
    surname + letter() + (chance.uniform() < 0.6 ? letter() : ''),
    chance.uniform() < 0.5 ? '男' : '女',
    String(3 + Math.floor(chance.uniform() * 82)),
    // No number of the country begins like this: nobody is called by mistake.
    `100${String(number).padStart(8, '0')}`,
    town.code ?? '',
    town.title.zh,
    village.title.zh,
    `H${String(family).padStart(3, '0')}`,
    contact,
    exposed,
    `${dateOf(units.zone, found)} ${time}`,
  ];
}
