import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { Option } from 'commander';
import { feetOf, holderOf, type Units } from '../../kernel/index.ts';
import type { Home } from '../../temporal/index.ts';
import { protocolText, scenariosText, type Three } from '../init/template.ts';
import { unitsOf } from '../library.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { shown } from '../test/files.ts';
import type { Verb } from '../verb.ts';

/** `early init FOLDER` */
function init(home: Home, terminal: Terminal, where: string, { keys = terminal.locale }: { keys?: 'zh' | 'en' }): number {
  const folder = resolve(where);
  const name = basename(folder);
  if (!/^[a-z\u4e00-\u9fff][a-z0-9\u4e00-\u9fff-]*$/.test(name))
    throw new Stop(exit.usage, {
      zh: `“${name}”不能作规程的名称：以小写字母或汉字开头，只用小写字母、数字、连字符和汉字`,
      en: `"${name}" cannot be the name of a protocol: begin with a small letter and use small letters, digits and hyphens (or Han characters)`,
    });
  if (existsSync(folder) && !(statSync(folder).isDirectory() && readdirSync(folder).length === 0))
    throw new Stop(exit.usage, {
      zh: `${shown(folder)} 已存在，未作改动；请换一个名称，或先移走它`,
      en: `${shown(folder)} is there already and was left alone; take another name, or move it away first`,
    });
  const three = rolesFrom(unitsOf(home));
  const schema = (kind: string) =>
    relative(folder, join(home.root, 'schema', `${kind}.schema.json`))
      .split(sep)
      .join('/');
  const files = [
    [join(folder, 'protocol.yaml'), protocolText(name, three, keys, schema('protocol'))],
    [join(folder, 'scenarios.yaml'), scenariosText(name, three, keys, schema('scenarios'))],
  ] as const;
  try {
    mkdirSync(folder, { recursive: true });
    // Never over a file that came in between.
    for (const [file, text] of files) writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Stop(exit.environment, { zh: `${shown(folder)}：无法写入（${why}）`, en: `${shown(folder)}: cannot be written (${why})` });
  }
  const [protocol, scenarios] = files.map(([file]) => shown(file));
  terminal.give({ protocol, scenarios });
  terminal.say({
    zh: `已写好：\n  ${protocol}   规程\n  ${scenarios}  情景\n接下来：\n  early check ${protocol}\n  early test ${shown(folder)} --coverage`,
    en: `written:\n  ${protocol}   the protocol\n  ${scenarios}  scenarios that prove it\nnext:\n  early check ${protocol}\n  early test ${shown(folder)} --coverage`,
  });
  return exit.ok;
}

const usual: Three = ['village_doctor', 'grid_head', 'township_leader'];

/** Roles that every place finds: the usual ones, or what this tree has. */
function rolesFrom(units: Units | undefined): Three {
  if (!units) return usual;
  const feet = feetOf(units);
  const held = Object.keys(units.roles).filter((role) => feet.every((foot) => holderOf(units, role, foot) !== undefined));
  if (held.length === 0 || usual.every((role) => held.includes(role))) return usual;
  const [asked, first = asked, next = first] = held as [string, ...string[]];
  return [asked, first, next];
}

export const initVerb: Verb = {
  name: 'init',
  summary: 'begin a protocol: a small one that is whole, with scenarios that pass / 新建一个规程：小而完整，带演得通的情景',
  apart: true,
  define(command, act) {
    command
      .argument('<folder>', 'a folder that is not there yet; its name is the name of the protocol / 尚不存在的文件夹，其名即规程名')
      .addOption(
        new Option('--keys <language>', 'language of the keys; as --lang if not given / 键的语言，不写则同 --lang').choices(['zh', 'en']),
      )
      .action(act(init));
  },
};
