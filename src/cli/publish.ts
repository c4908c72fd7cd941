import { dirname, join, resolve } from 'node:path';
import type { Protocol } from '../kernel/index.ts';
import { folderOf, type Library, readRoster } from '../language/index.ts';
import { hashOf, type Ledger, operator, protocolByHash, publishProtocol, publishRoster, publishUnits } from '../ledger/index.ts';
import type { Home } from '../temporal/index.ts';
import { checkFiles } from './check/check.ts';
import { gather } from './check/gather.ts';
import { exit, Stop } from './terminal.ts';
import { findTexts, shown } from './test/files.ts';
import { run } from './test/run.ts';

/** What was published: the hash of a protocol is the one its cases are pinned to. */
export interface Published {
  kind: 'protocol' | 'units' | 'roster';
  name: string;
  edition: string;
  isNew: boolean;
  hash?: string;
}

const isPresent = (path: string) => path.endsWith('/protocol.yaml');

/**
 * Publishes the units, the rosters and the present edition of every protocol in the installation's folder; gives the protocols. Stops at a
 * file with mistakes, and at a protocol not published before whose scenarios do not prove it.
 */
export async function publishAll(home: Home, ledger: Ledger): Promise<Protocol[]> {
  const { library } = await checkFiles(gather(home, []).filter(({ kind }) => kind !== 'scenarios'));
  const [first] = errorsIn(library).filter(({ file }) => isPresent(file) || /(^|\/)(units|rosters)\//.test(file));
  if (first) throw mistaken(first.file, errorsIn(library).filter(({ file }) => file === first.file).length);
  const present = [...library.protocols.values()].flatMap((editions) => editions.find(({ path }) => isPresent(path)) ?? []);
  const unproved: Unproved[] = [];
  for (const { path, protocol } of present)
    if (!(await protocolByHash(ledger, hashOf(protocol))))
      unproved.push({ asked: folderOf(path), file: shown(join(home.protocols, path)), protocol });
  mustBeProved(home, unproved);
  if (library.units) await publishUnits(ledger, library.units, operator);
  for (const roster of library.rosters) await publishRoster(ledger, roster, operator);
  for (const { protocol } of present) await publishProtocol(ledger, protocol);
  return present.map(({ protocol }) => protocol);
}

/**
 * Publishes one file, whatever it is. Stops when it has mistakes, when a scenario of a protocol fails or none shows what it does, when
 * the protocols have mistakes with the units, or when it is nothing that is published.
 */
export async function publishFile(home: Home, ledger: Ledger, file: string): Promise<Published> {
  const gathered = gather(home, [file]);
  const { files, library } = await checkFiles(gathered);
  const [asked] = gathered.filter((each) => each.asked);
  const { text, findings } = files[0]!;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) throw mistaken(file, errors);
  const [edition] = [...library.protocols.values()].flat().filter(({ path }) => path === asked!.path);
  if (edition) {
    const { protocol } = edition;
    mustBeProved(home, [{ asked: resolve(file), file, protocol }]);
    return { kind: 'protocol', name: protocol.protocol, edition: protocol.edition, ...(await publishProtocol(ledger, protocol)) };
  }
  const { units } = library;
  if (asked!.kind === 'units' && units) {
    mustCarry(file, library);
    return { kind: 'units', name: units.name, edition: units.edition, isNew: await publishUnits(ledger, units, operator) };
  }
  const roster = asked!.kind === 'roster' && readRoster(text, file, units ? { units } : {}).roster;
  if (roster) return { kind: 'roster', name: roster.name, edition: roster.edition, isNew: await publishRoster(ledger, roster, operator) };
  throw new Stop(exit.usage, {
    zh: `${file} 不是规程、单位或值班表，无须发布`,
    en: `${file} is no protocol, units or roster; nothing else is published`,
  });
}

const errorsIn = ({ problems }: Library) => problems.filter(({ severity }) => severity === 'error');

function mistaken(file: string, errors: number): Stop {
  return new Stop(exit.findings, {
    zh: `${file} 有 ${errors} 个错误；请先执行 early check ${file}`,
    en: `${file} has ${errors} error(s); run early check ${file} first`,
  });
}

/** A protocol that is to be put in force, its file, and how `early test` is asked for it. */
interface Unproved {
  asked: string;
  file: string;
  protocol: Protocol;
}

/** What is put in force has been played: its scenarios, as `early test` plays them. */
function mustBeProved(home: Home, unproved: readonly Unproved[]): void {
  if (unproved.length === 0) return;
  const { results, problems } = run(
    findTexts(
      home,
      unproved.map(({ asked }) => asked),
    ),
  );
  for (const { file, protocol } of unproved) {
    const own = results.filter(
      ({ scenario }) =>
        scenario.protocol === protocol.protocol && (scenario.edition === undefined || scenario.edition === protocol.edition),
    );
    const failed = own.filter(({ failures }) => failures.length > 0).length;
    const beside = problems.filter((problem) => dirname(resolve(problem.file)) === dirname(resolve(file))).length;
    if (beside > 0 || failed > 0)
      throw new Stop(exit.findings, {
        zh: `${file}：${own.length} 个情景中 ${failed} 个不通过，旁边的文件有 ${beside} 个错误；未发布。请执行 early test ${file}`,
        en: `${file}: ${failed} of ${own.length} scenarios fail, and the files beside it have ${beside} error(s); not published. Run early test ${file}`,
      });
    if (own.length === 0)
      throw new Stop(exit.findings, {
        zh: `${file}：没有情景说明它做什么；未发布。请在旁边写 scenarios.yaml`,
        en: `${file}: no scenario shows what it does; not published. Write scenarios.yaml beside it`,
      });
  }
}

/** Units that leave a role of a protocol vacant, or do not know it, would make promises nobody keeps. */
function mustCarry(file: string, library: Library): void {
  const wrong = errorsIn(library);
  if (wrong.length === 0) return;
  const [{ file: of, zh, en }] = wrong as [(typeof wrong)[number]];
  throw new Stop(exit.findings, {
    zh: `${file}：按此单位树，规程将有 ${wrong.length} 个错误；未发布。例如 ${of}：${zh}`,
    en: `${file}: with these units the protocols have ${wrong.length} error(s); not published. For one, ${of}: ${en}`,
  });
}
