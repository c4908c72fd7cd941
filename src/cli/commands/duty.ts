import { onDuty, type Roster, shiftAt, virtualAt } from '../../kernel/index.ts';
import { changeDuty, clock, dutyChanges, type Ledger, operator, revokeDutyChange } from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { civil, instantFrom } from '../civil.ts';
import { theDistrict } from '../district.ts';
import { theLedger } from '../house.ts';
import { known } from '../known.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

interface Options {
  away?: string;
  from?: string;
  until?: string;
  standIn?: string;
  revoke?: string;
  shifts: string;
}

/** `early duty [ROSTER]`: the coming shifts; with --away, leave is entered and who stands in; with --revoke, taken back. */
async function duty(home: Home, terminal: Terminal, name: string | undefined, options: Options): Promise<number> {
  const { ledger } = await theLedger(home);
  try {
    if (options.revoke !== undefined) return await revoke(ledger, terminal, options.revoke);
    const { rosters } = await theDistrict(home, ledger);
    const byName = Object.fromEntries(rosters.map((roster) => [roster.name, { ...roster, title: { zh: roster.name, en: roster.name } }]));
    const chosen = name === undefined ? rosters : [byName[known(name, byName, { zh: '值班表', en: 'roster' })]!];
    if (options.away !== undefined) {
      if (name === undefined || !chosen[0]) throw new Stop(exit.usage, { zh: '请指明值班表', en: 'say which roster' });
      return await enter(ledger, terminal, chosen[0], options.away, options);
    }
    const now = virtualAt(await clock(ledger), Date.now());
    const count = Number(options.shifts);
    if (!Number.isSafeInteger(count) || count < 1)
      throw new Stop(exit.usage, { zh: '--shifts 应为正整数', en: '--shifts is a whole number, 1 or more' });
    const shown = chosen.map((roster) => ({
      roster: roster.name,
      unit: roster.unit,
      role: roster.role,
      shifts: coming(roster, now, count),
    }));
    const changes = (await dutyChanges(ledger)).filter((change) => change.until > now && (name === undefined || change.roster === name));
    terminal.give({ now, rosters: shown, changes });
    for (const { roster, unit, role, shifts } of shown) {
      terminal.say(`${roster}  ${role}@${unit}`);
      for (const { from, until, on } of shifts)
        terminal.say({
          zh: `  ${civil(from)} 至 ${civil(until)}　${on.join('、') || '无人'}`,
          en: `  ${civil(from)} to ${civil(until)}  ${on.join(', ') || 'nobody'}`,
        });
    }
    for (const { id, roster, who, from, until, standIn } of changes) {
      terminal.say({
        zh: `${id}　${roster}：${who} ${civil(from)} 至 ${civil(until)} 不在岗，${standIn ? `${standIn} 替班` : '无人替班'}`,
        en: `${id}  ${roster}: ${who} is away from ${civil(from)} to ${civil(until)}; ${standIn ? `${standIn} stands in` : 'nobody stands in'}`,
      });
    }
    return shown.every(({ shifts }) => shifts.every(({ on }) => on.length > 0)) ? exit.ok : exit.findings;
  } finally {
    await ledger.close();
  }
}

/** Each shift from now on, with who is there once it has been handed over. */
function coming(roster: Roster, now: number, count: number) {
  const shifts: { from: number; until: number; on: string[] }[] = [];
  for (let at = now; shifts.length < count; ) {
    const shift = shiftAt(roster, at);
    if (!shift) break;
    const settled = Math.min(shift.until - 1, Math.max(at, shift.from + roster.handOver));
    shifts.push({ from: shift.from, until: shift.until, on: onDuty(roster, settled)! });
    at = shift.until;
  }
  return shifts;
}

async function enter(ledger: Ledger, terminal: Terminal, roster: Roster, who: string, options: Options): Promise<number> {
  const persons = Object.fromEntries(roster.turns.flat().map((id) => [id, { title: { zh: id, en: id } }]));
  known(who, persons, { zh: '轮值人员', en: 'person of this roster' });
  if (options.from === undefined || options.until === undefined)
    throw new Stop(exit.usage, { zh: '请用 --from 和 --until 写明起止', en: 'say from when and until when with --from and --until' });
  const [from, until] = [instantFrom(options.from), instantFrom(options.until)];
  if (until <= from) throw new Stop(exit.usage, { zh: '--until 应在 --from 之后', en: '--until must be after --from' });
  const change = { roster: roster.name, who, from, until, ...(options.standIn !== undefined && { standIn: options.standIn }) };
  const { id, isNew } = await changeDuty(ledger, change, operator);
  terminal.give({ id, isNew, ...change });
  terminal.say(
    isNew
      ? { zh: `已记入 ${id}，从下一次通知起生效`, en: `entered as ${id}; it holds from the next telling on` }
      : { zh: `已有同样的记录 ${id}`, en: `it is there already, as ${id}` },
  );
  if (options.standIn === undefined)
    terminal.warn({ zh: '无人替班：届时该岗位可能无人', en: 'nobody stands in: the post may be empty then' });
  return exit.ok;
}

async function revoke(ledger: Ledger, terminal: Terminal, id: string): Promise<number> {
  if (!(await revokeDutyChange(ledger, id, operator)))
    throw new Stop(exit.usage, {
      zh: `没有在生效的请假 ${id}（early duty 列出全部）`,
      en: `there is no leave ${id} in force (early duty lists them)`,
    });
  terminal.give({ revoked: id });
  terminal.say({ zh: `已撤销 ${id}`, en: `${id} is taken back` });
  return exit.ok;
}

export const dutyVerb: Verb = {
  name: 'duty',
  summary: 'the coming shifts; leave and who stands in / 值班、请假与替班',
  define(command, act) {
    command
      .argument('[roster]', 'one roster / 值班表')
      .option('--away <person>', 'who is away / 谁不在岗')
      .option('--from <time>', '"YYYY-MM-DD HH:MM" / 起')
      .option('--until <time>', '"YYYY-MM-DD HH:MM" / 止')
      .option('--stand-in <person>', 'who stands in / 谁替班')
      .option('--revoke <id>', 'take leave back / 撤销请假')
      .option('--shifts <n>', 'how many shifts / 显示几班', '3')
      .action(act(duty));
  },
};
