import { type Asked, askedFor, type District, type Text, virtualAt, wayUp } from '../../kernel/index.ts';
import { clock } from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { civil, instantFrom } from '../civil.ts';
import { theDistrict } from '../district.ts';
import { theLedger } from '../house.ts';
import { known } from '../known.ts';
import { exit, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early who [ROLE] --of UNIT [--at TIME]`: who would be asked or told now, as seen from where somebody is. */
async function who(home: Home, terminal: Terminal, role: string | undefined, options: { of: string; at?: string }): Promise<number> {
  const { ledger } = await theLedger(home);
  try {
    const district = await theDistrict(home, ledger);
    const { units } = district;
    const place = known(options.of, units.units, { zh: '单位', en: 'unit' });
    const at = options.at === undefined ? virtualAt(await clock(ledger), Date.now()) : instantFrom(options.at);
    const levels = wayUp(units, place).map((id) => units.units[id]!.level);
    const here = Object.keys(units.roles).filter((each) => levels.includes(units.roles[each]!.each ?? levels[0]!));
    const roles = role === undefined ? here : [known(role, units.roles, { zh: '角色', en: 'role' })];
    const asked = roles.map((each) => askedFor(district, each, place, at));
    terminal.give({ at, way: wayUp(units, place), asked });
    const titles = (ids: readonly string[]) => ids.map((id) => units.units[id]!.title);
    const way = titles(wayUp(units, place));
    terminal.say({
      zh: `${civil(at)}　${way.map(({ zh }) => zh).join(' → ')}`,
      en: `${civil(at)}  ${way.map(({ en }) => en).join(' → ')}`,
    });
    for (const each of asked) terminal.say(lineOf(each, district));
    return asked.every(({ unit, duty }) => unit !== undefined && duty?.on.length !== 0) ? exit.ok : exit.findings;
  } finally {
    await ledger.close();
  }
}

function lineOf({ role, unit, duty }: Asked, { units }: District): Text {
  const { title } = units.roles[role]!;
  if (unit === undefined) return { zh: `${title.zh}（${role}）：无人担任`, en: `${title.en} (${role}): nobody` };
  const holder = units.units[unit]!.title;
  const line = { zh: `${title.zh}（${role}）：${holder.zh}（${unit}）`, en: `${title.en} (${role}): ${holder.en} (${unit})` };
  if (!duty) return line;
  const on = duty.on.join(', ');
  const until = civil(duty.until);
  return {
    zh: `${line.zh}，${on === '' ? '此刻无人值班' : `值班 ${on}，至 ${until}`}`,
    en: `${line.en}; ${on === '' ? 'nobody is on duty' : `on duty ${on} until ${until}`}`,
  };
}

export const whoVerb: Verb = {
  name: 'who',
  summary: 'who is asked for a role, and on duty there / 谁负责、谁在岗',
  define(command, act) {
    command
      .argument('[role]', 'a role; every role when none is given / 角色')
      .requiredOption('--of <unit>', 'as seen from where somebody is / 人在哪个单位')
      .option('--at <time>', '"YYYY-MM-DD HH:MM"; else now / 时刻')
      .action(act(who));
  },
};
