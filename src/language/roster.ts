import {
  type Away,
  dateOf,
  type Instant,
  instantOf,
  isDate,
  nearest,
  onDuty,
  plusDays,
  type Roster,
  shiftAt,
  timeOf,
  type Units,
} from '../kernel/index.ts';
import { key, listOf, mapOf, oneOrMore, span, title, words } from './definition.ts';
import { isProblem, readSpan } from './phrases.ts';
import type { Problem } from './problem.ts';
import { checkShape } from './shape.ts';
import { type Path, Source } from './source.ts';

const awayKeys = [
  key('who', '谁', { zh: '谁不在岗。', en: 'Who is away.' }, words, true),
  key('from', '起', { zh: '从何时起：日期，或日期和时刻。', en: 'From when: a date, or a date and time.' }, words, true),
  key('until', '止', { zh: '到何时止；只写日期则含当日。', en: 'Until when; a date alone includes that day.' }, words, true),
  key('stand_in', '替班', { zh: '谁替班。', en: 'Who stands in.' }, words),
];

const rosterKeys = [
  key('roster', '值班表', { zh: '值班表的名称。', en: 'The name of the roster.' }, { type: 'string', pattern: '^[a-z][a-z0-9-]*$' }, true),
  key('edition', '版本', { zh: '版本号或日期。', en: 'Its date or number.' }, words, true),
  title,
  key('unit', '单位', { zh: '哪个单位的值班。', en: 'The unit whose duty it is.' }, words, true),
  key('role', '角色', { zh: '值的是什么角色。', en: 'In which role.' }, words, true),
  key(
    'change',
    '换班',
    { zh: '每天换班的时刻；只有一个即 24 小时一班。', en: 'When shifts change; one time a day means shifts of 24 hours.' },
    oneOrMore,
    true,
  ),
  key('hand_over', '交接', { zh: '换班后两班同时在岗多久。', en: 'How long both shifts are there after a change.' }, span),
  key('from', '起', { zh: '第一班在哪一天开始。', en: 'The day on which the first shift begins.' }, words, true),
  key('until', '止', { zh: '最后一班在哪一天开始。', en: 'The last day on which a shift begins.' }, words),
  key(
    'turns',
    '轮值',
    { zh: '依次轮值的人员编号；同班多人写在括号里。', en: 'Ids of persons, shift by shift; several of one shift in brackets.' },
    listOf(oneOrMore),
    true,
  ),
  key('away', '不在岗', { zh: '请假与替班。', en: 'Leave, and who stands in.' }, listOf(mapOf(awayKeys))),
];

/** The shape of a duty roster, draft-07. */
export const rosterSchema = { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Six Earlies duty roster', ...mapOf(rosterKeys) };

interface Written {
  roster: string;
  edition: string;
  unit: string;
  role: string;
  change: string | string[];
  hand_over?: string;
  from: string;
  until?: string;
  turns: (string | string[])[];
  away?: { who: string; from: string; until: string; stand_in?: string }[];
}

/** Reads a duty roster against the district and the other rosters. */
export function readRoster(
  text: string,
  file: string,
  context: { units?: Units; others?: readonly Roster[] } = {},
): { roster?: Roster; problems: Problem[] } {
  const source = new Source(text, file);
  if (!checkShape(source, rosterSchema)) return { problems: source.problems.sorted() };
  const written = source.value as Written;
  const roster = rosterOf(source, written, context.units?.zone ?? 'Asia/Shanghai');
  if (context.units) checkPost(source, roster, context.units);
  if (!source.problems.failed) {
    checkAway(source, roster);
    checkOthers(source, roster, context.others ?? []);
  }
  return { ...(!source.problems.failed && { roster }), problems: source.problems.sorted() };
}

function rosterOf(source: Source, written: Written, zone: string): Roster {
  const changes = [written.change].flat();
  for (const [n, time] of changes.entries())
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time))
      source.problems.add('time', source.at(Array.isArray(written.change) ? ['change', n] : ['change']), { text: time });
  if (changes.some((time, n) => n > 0 && time <= changes[n - 1]!))
    source.problems.add('shift-order', source.at(['change']), { list: changes.join(', ') });
  for (const name of ['from', 'until'] as const) {
    const date = written[name];
    if (date !== undefined && !isDate(date)) source.problems.add('phrase', source.at([name]), { text: date, expected: '2020-01-30' });
  }
  const handOver = written.hand_over === undefined ? { elapsed: 0 } : readSpan(written.hand_over);
  if (isProblem(handOver)) source.problems.add(handOver.problem, source.at(['hand_over']), handOver.params);
  const away = (written.away ?? []).map(({ who, from, until, stand_in }, n): Away => {
    const [start, end] = [
      instantFrom(source, zone, from, ['away', n, 'from']),
      instantFrom(source, zone, until, ['away', n, 'until'], true),
    ];
    if (end <= start) source.problems.add('phrase', source.at(['away', n, 'until']), { text: until, expected: `> ${from}` });
    return { who, from: start, until: end, ...(stand_in !== undefined && { standIn: stand_in }) };
  });
  return {
    name: written.roster,
    edition: written.edition,
    zone,
    unit: written.unit,
    role: written.role,
    changes,
    from: written.from,
    ...(written.until !== undefined && { until: written.until }),
    turns: written.turns.map((turn) => [turn].flat()),
    handOver: 'elapsed' in handOver ? handOver.elapsed : 0,
    away,
  };
}

/** A date, or a date and time of day, in the district's zone; `end`: a date alone means the end of it. */
function instantFrom(source: Source, zone: string, text: string, path: Path, end = false): Instant {
  const [, date = '', time] = /^(\d{4}-\d{2}-\d{2})(?:[ T](([01]\d|2[0-3]):[0-5]\d))?$/.exec(text) ?? [];
  if (!isDate(date)) {
    source.problems.add('phrase', source.at(path), { text, expected: '2020-02-01, 2020-02-01 08:00' });
    return end ? 1 : 0;
  }
  return time === undefined && end ? instantOf(zone, plusDays(date, 1)) : instantOf(zone, date, time);
}

function checkPost(source: Source, { unit, role }: Roster, units: Units): void {
  if (!Object.hasOwn(units.units, unit))
    source.problems.add('unit-unknown', source.at(['unit']), { name: unit }, nearest(unit, Object.keys(units.units)));
  else if (!Object.hasOwn(units.roles, role))
    source.problems.add('role-unknown', source.at(['role']), { name: role }, nearest(role, Object.keys(units.roles)));
  else if (!units.units[unit]!.roles.includes(role) && !units.answers?.some(({ who, as }) => who === unit && as === role))
    source.problems.add('roster-not-held', source.at(['unit']), { unit, role });
}

function checkAway(source: Source, roster: Roster): void {
  const known = new Set([...roster.turns.flat(), ...roster.away.flatMap((each) => each.standIn ?? [])]);
  for (const [n, { who, from, until, standIn }] of roster.away.entries()) {
    const here = ['away', n];
    if (!known.has(who)) {
      source.problems.add('not-on-roster', source.at([...here, 'who']), { who }, nearest(who, known));
      continue;
    }
    for (const at of instantsOf(roster, from, until)) {
      const shift = shiftAt(roster, at)!;
      if (!shift.turn.includes(who)) continue;
      const when = `${dateOf(roster.zone, at)} ${timeOf(roster.zone, at)}`;
      if (onDuty(roster, at)!.length === 0) source.problems.add('roster-gap', source.key(here), { who, from: when });
      else if (standIn !== undefined && shift.turn.includes(standIn))
        source.problems.add('stand-in-on-turn', source.at([...here, 'stand_in']), { standIn, from: when });
      else continue;
      break;
    }
  }
}

const MOST_SHIFTS = 1_000;

/** Within a time: where it begins, where each shift does, and where somebody else goes or comes back. */
function instantsOf(roster: Roster, from: Instant, until: Instant): Instant[] {
  const instants = new Set([from, ...roster.away.flatMap((each) => [each.from, each.until])]);
  const first = Math.max(from, instantOf(roster.zone, roster.from, roster.changes[0]));
  for (let at = first, n = 0; at < until && n < MOST_SHIFTS; n++) {
    const shift = shiftAt(roster, at);
    if (!shift) break;
    instants.add(Math.max(from, shift.from));
    at = shift.until;
  }
  return [...instants].filter((at) => from <= at && at < until && shiftAt(roster, at)).sort((a, b) => a - b);
}

function checkOthers(source: Source, roster: Roster, others: readonly Roster[]): void {
  const { unit, role, from, until = '9999-12-31' } = roster;
  for (const other of others) {
    const meets = other.from <= until && from <= (other.until ?? '9999-12-31');
    if (other.name !== roster.name && other.unit === unit && other.role === role && meets)
      source.problems.add('roster-overlap', source.at(['from']), { other: other.name, unit, role });
  }
}
