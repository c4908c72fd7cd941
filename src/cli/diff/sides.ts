import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Protocol } from '../../kernel/index.ts';
import { type Context, kindOfText, readCalendar, readLadders, readProtocol, renderProblem } from '../../language/index.ts';
import { protocolsByPrefix } from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { presentHome, theLedger } from '../house.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { readText, shown } from '../test/files.ts';

/** One edition to be compared: what it says, and where that is written. */
export interface Side {
  protocol: Protocol;
  /** As people call it: its file, or its content hash. */
  name: string;
  /** Absent where only the compiled protocol is kept. */
  text?: string;
}

/** What a word on the command line means: one edition, or a folder of protocols, by name. */
export interface Sides {
  one?: Side;
  folder?: Map<string, Side>;
}

const HASH = /^[0-9a-f]{8,64}$/;

/** A file, the folder of a protocol, a folder of protocols, a protocol of the installation, or a published hash (its first 8 digits or more). */
export async function sidesOf(home: Home, terminal: Terminal, asked: string): Promise<Sides> {
  if (existsSync(asked)) return there(home, terminal, resolve(asked));
  if (HASH.test(asked)) return { one: await published(home, asked) };
  const shipped = join(home.protocols, asked, 'protocol.yaml');
  if (existsSync(shipped)) return { one: compiled(home, terminal, shipped) };
  throw new Stop(exit.usage, {
    zh: `没有文件、文件夹或规程“${asked}”；已发布的规程写其内容哈希的前 8 位以上`,
    en: `there is no file, folder or protocol "${asked}"; of a published one give 8 or more digits of its hash`,
  });
}

function there(home: Home, terminal: Terminal, path: string): Sides {
  if (!statSync(path).isDirectory()) return { one: compiled(home, terminal, path) };
  const own = join(path, 'protocol.yaml');
  if (existsSync(own)) return { one: compiled(home, terminal, own) };
  const files = readdirSync(path)
    .map((name) => join(path, name, 'protocol.yaml'))
    .filter((file) => existsSync(file));
  if (files.length === 0)
    throw new Stop(exit.usage, {
      zh: `${shown(path)}：里面没有 protocol.yaml，也没有含 protocol.yaml 的文件夹`,
      en: `${shown(path)}: there is no protocol.yaml in it, nor a folder with one`,
    });
  return { folder: new Map(files.map((file) => compiled(home, terminal, file)).map((side) => [side.protocol.protocol, side])) };
}

function compiled(home: Home, terminal: Terminal, file: string): Side {
  const text = readText(file);
  const name = shown(file);
  if (kindOfText(text) !== 'protocol') throw new Stop(exit.usage, { zh: `${name}：不是规程文件`, en: `${name}: not a protocol` });
  const { protocol, problems } = readProtocol(text, name, sharedIn(home, dirname(dirname(file))));
  if (protocol) return { protocol, name, text };
  const errors = problems.filter(({ severity }) => severity === 'error');
  for (const problem of errors) terminal.say(`${renderProblem(problem, text, terminal.locale)}\n`);
  throw new Stop(exit.findings, {
    zh: `${name} 有 ${errors.length} 个错误，无法比较`,
    en: `${name} has ${errors.length} error(s) and cannot be compared`,
  });
}

/** Ladders and calendars beside the folder of a protocol; where it has none, those of the installation. */
function sharedIn(home: Home, folder: string): Context {
  const first = (path: string) => [join(folder, path), join(home.protocols, path)].find((file) => existsSync(file));
  const ladders = first('ladders.yaml');
  const calendars = first('calendars');
  const read = (calendars === undefined ? [] : readdirSync(calendars).filter((name) => name.endsWith('.yaml'))).flatMap((name) => {
    const calendar = readCalendar(readText(join(calendars!, name)), name);
    return calendar.name !== undefined && calendar.workdays ? [[calendar.name, calendar.workdays] as const] : [];
  });
  const shared = ladders === undefined ? undefined : readLadders(readText(ladders), ladders).ladders;
  return { calendars: Object.fromEntries(read), ...(shared && { ladders: shared }) };
}

async function published(installation: Home, prefix: string): Promise<Side> {
  const { home } = presentHome(installation);
  const none = new Stop(exit.usage, {
    zh: `台账中没有内容哈希为 ${prefix}… 的规程`,
    en: `the ledger has no protocol whose hash begins with ${prefix}`,
  });
  if (!home.ledger.includes('://') && !existsSync(home.ledger)) throw none;
  const { ledger } = await theLedger(home);
  try {
    const [found, another] = await protocolsByPrefix(ledger, prefix);
    if (!found) throw none;
    if (another)
      throw new Stop(exit.usage, {
        zh: `内容哈希 ${prefix}… 不止一个，请多写几位`,
        en: `more than one protocol has a hash that begins with ${prefix}; give more digits`,
      });
    return { protocol: found.protocol, name: found.hash.slice(0, 12) };
  } finally {
    await ledger.close();
  }
}
