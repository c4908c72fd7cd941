import type { Text } from '../../kernel/index.ts';
import {
  erasePerson,
  findPersons,
  type Ledger,
  LedgerError,
  openCasesOf,
  type Person,
  type PersonField,
  partPerson,
  type Reader,
  readPerson,
  type Sex,
} from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { theDistrict } from '../district.ts';
import { officerFrom } from '../do/actor.ts';
import { sexes } from '../export/columns.ts';
import { theLedger } from '../house.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { listed, same } from '../titles.ts';
import type { Verb } from '../verb.ts';

interface Options {
  as: string;
  why: string;
  identity?: string;
  phone?: string;
  name?: string;
  part?: boolean;
  erase?: boolean;
}

const usage = (zh: string, en: string) => new Stop(exit.usage, { zh, en });

/** `early person [ID]`: who somebody is, or whom an identity number, phone or name means; parts two that were merged; erases. The audit keeps each. */
async function person(home: Home, terminal: Terminal, id: string | undefined, options: Options): Promise<number> {
  const { identity, phone, name, part, erase } = options;
  const wanted = { ...(identity && { identity }), ...(phone && { phone }), ...(name && { name }) };
  const searches = Object.keys(wanted).length > 0;
  if (options.why.trim() === '') throw usage('请用 --why 写明用途（不写个人信息）', 'say with --why what it is for, without personal data');
  if ((id === undefined) !== searches || (searches && (part || erase)) || (part && erase))
    throw usage(
      '请给出人员编号（可加 --part 或 --erase），或用 --identity、--phone、--name 查找',
      'give the id of a person (and --part or --erase, if that is meant), or look for one by --identity, --phone, --name',
    );
  const { ledger } = await theLedger(home);
  try {
    const { units } = await theDistrict(home, ledger);
    const reader = { by: officerFrom(options.as, units, undefined), why: options.why };
    if (id === undefined) return await tell(ledger, terminal, await findPersons(ledger, wanted, reader));
    if (part) return await partFrom(ledger, terminal, id, reader);
    if (erase) return await eraseAll(ledger, terminal, id, reader);
    const found = await readPerson(ledger, id, reader);
    return await tell(ledger, terminal, found ? [found] : []);
  } finally {
    await ledger.close();
  }
}

const fields: Record<PersonField, Text> = {
  name: { zh: '姓名', en: 'name' },
  identity: { zh: '证件号', en: 'identity number' },
  phone: { zh: '电话', en: 'phone' },
  address: { zh: '住址', en: 'address' },
  job: { zh: '职业', en: 'job' },
  sex: { zh: '性别', en: 'sex' },
  birthYear: { zh: '出生年', en: 'year of birth' },
  age: { zh: '年龄', en: 'age' },
  home: { zh: '责任单位', en: 'responsible unit' },
};

function wordsOf(who: Person): Text {
  if (who.erasedAt !== undefined) return { zh: '个人信息已删除', en: 'personal data erased' };
  const said = (Object.keys(fields) as PersonField[]).flatMap((field) => {
    const value = who[field];
    if (value === undefined) return [];
    const word = field === 'sex' ? sexes[value as Sex] : same(String(value));
    return [{ zh: `${fields[field].zh} ${word.zh}`, en: `${fields[field].en} ${word.en}` }];
  });
  return said.length === 0 ? { zh: '名册中的一行，无个人信息', en: 'a row of a register, nothing personal' } : listed(said);
}

async function tell(ledger: Ledger, terminal: Terminal, persons: readonly Person[]): Promise<number> {
  const found = [];
  for (const each of persons) found.push({ ...each, cases: (await openCasesOf(ledger, each.id)).map(({ id }) => id) });
  terminal.give(found);
  for (const { cases, also = [], ...who } of found) {
    const open = cases.length > 0 ? { zh: `　未结个案 ${cases.join('、')}`, en: `; open: ${cases.join(', ')}` } : same('');
    const { zh, en } = wordsOf(who);
    terminal.say({ zh: `${who.id}　${zh}${open.zh}`, en: `${who.id}  ${en}${open.en}` });
    for (const other of also) {
      const words = wordsOf(other);
      terminal.say({ zh: `  与 ${other.id} 是同一人，该处登记：${words.zh}`, en: `  the same as ${other.id}, entered there: ${words.en}` });
    }
  }
  if (persons.length > 0) return exit.ok;
  terminal.say({ zh: '台账中没有这样的人', en: 'the ledger knows nobody like that' });
  return exit.findings;
}

async function partFrom(ledger: Ledger, terminal: Terminal, id: string, reader: Reader): Promise<number> {
  if (!(await partPerson(ledger, id, reader)))
    throw new Stop(exit.findings, {
      zh: `${id} 没有并入他人（被并入的一方才能分开；early person 列出）`,
      en: `${id} was not merged into anybody (the one that was can be parted; early person names it)`,
    });
  terminal.give({ parted: id });
  terminal.say({
    zh: `${id} 已分开，按其原登记单独成人；已并入的记录仍在保留的个案中，须逐条更正（early correct）`,
    en: `${id} stands for himself again, as he was entered; what his case had told stays with the other case until it is put right there (early correct)`,
  });
  return exit.ok;
}

async function eraseAll(ledger: Ledger, terminal: Terminal, id: string, reader: Reader): Promise<number> {
  const erased = await erasePerson(ledger, id, reader).catch((error: unknown) => {
    throw error instanceof LedgerError ? new Stop(exit.findings, error.text) : error;
  });
  if (!erased)
    throw new Stop(exit.findings, {
      zh: `台账中没有 ${id}，或其个人信息已经删除`,
      en: `the ledger has no ${id}, or nothing personal is left of him`,
    });
  terminal.give({ erased: id });
  terminal.say({
    zh: `${id} 的个人信息已删除，密钥已销毁，备份中的也无法再读；编号与个案保留，供统计`,
    en: `the personal data of ${id} are erased and the key is destroyed, so that no backup tells them either; the id and the cases stay, for counting`,
  });
  return exit.ok;
}

export const personVerb: Verb = {
  name: 'person',
  summary: 'who somebody is; part two that were merged; erase / 查人、拆分、删除个人信息',
  define(command, act) {
    command
      .argument('[id]', 'a person, p-… / 人员编号')
      .requiredOption('--as <role@unit>', 'who reads / 以何角色@单位')
      .requiredOption('--why <text>', 'what it is for; the audit keeps it / 用途，记入审计')
      .option('--identity <number>', 'look for this identity number / 按证件号查找')
      .option('--phone <number>', 'look for this phone / 按电话查找')
      .option('--name <name>', 'look for this name / 按姓名查找')
      .option('--part', 'no longer the same person as the one merged into / 与所并入的人分开')
      .option('--erase', 'destroy what is personal, once no case is open / 结案后删除个人信息')
      .action(act(person));
  },
};
