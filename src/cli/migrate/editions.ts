import { existsSync } from 'node:fs';
import type { Published } from '../../house/index.ts';
import { editionsCalled, hashOf, type Ledger, protocolByHash, protocolsByPrefix } from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { sidesOf } from '../diff/sides.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';

/** An edition as a person names it: its file, `PROTOCOL@EDITION`, or the first 8 digits or more of its published hash. */
export async function editionCalled(
  home: Home,
  terminal: Terminal,
  ledger: Ledger,
  asked: string,
): Promise<Published & { isPublished: boolean }> {
  const [, name, edition] = /^([^@/\\]+)@(.+)$/.exec(asked) ?? [];
  if (existsSync(asked)) return fromFile(home, terminal, ledger, asked);
  const found = name === undefined || edition === undefined ? await byPrefix(ledger, asked) : await editionsCalled(ledger, name, edition);
  if (found.length === 1) return { ...found[0]!, isPublished: true };
  throw new Stop(exit.findings, {
    zh:
      found.length === 0
        ? `没有已发布的版本“${asked}”；可写 规程@版本、内容哈希的前 8 位以上，或文件`
        : `“${asked}”不止一个：${found.map(({ hash }) => hash.slice(0, 12)).join('、')}；请写哈希`,
    en:
      found.length === 0
        ? `no edition "${asked}" is published; say PROTOCOL@EDITION, 8 or more digits of its hash, or a file`
        : `"${asked}" is more than one: ${found.map(({ hash }) => hash.slice(0, 12)).join(', ')}; give the hash`,
  });
}

const byPrefix = (ledger: Ledger, asked: string) =>
  /^[0-9a-f]{8,64}$/.test(asked) ? protocolsByPrefix(ledger, asked) : Promise.resolve([]);

async function fromFile(home: Home, terminal: Terminal, ledger: Ledger, file: string): Promise<Published & { isPublished: boolean }> {
  const { one } = await sidesOf(home, terminal, file);
  if (!one) throw new Stop(exit.usage, { zh: `${file} 不是一个规程`, en: `${file} is not one protocol` });
  const hash = hashOf(one.protocol);
  return { hash, protocol: one.protocol, isPublished: (await protocolByHash(ledger, hash)) !== undefined };
}
