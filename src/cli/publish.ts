import type { Protocol } from '../kernel/index.ts';
import { type Ledger, publishProtocol } from '../ledger/index.ts';
import type { Home } from '../temporal/index.ts';
import { checkFiles } from './check/check.ts';
import { gather } from './check/gather.ts';
import { exit, Stop } from './terminal.ts';

/** Publishes the present edition of every protocol in the installation's folder. Stops at one with mistakes. */
export async function publishAll(home: Home, ledger: Ledger): Promise<Protocol[]> {
  const { library } = checkFiles(gather(home, []).filter(({ kind }) => kind !== 'scenarios'));
  const wrong = library.problems.filter(({ severity }) => severity === 'error');
  const isPresent = (path: string) => path.endsWith('/protocol.yaml');
  const [first] = wrong.filter(({ file }) => isPresent(file));
  if (first) {
    const errors = wrong.filter(({ file }) => file === first.file).length;
    throw new Stop(exit.findings, {
      zh: `${first.file} 有 ${errors} 个错误；请先执行 early check`,
      en: `${first.file} has ${errors} error(s); run early check first`,
    });
  }
  const published: Protocol[] = [];
  for (const editions of library.protocols.values()) {
    const present = editions.find(({ path }) => isPresent(path));
    if (!present) continue;
    await publishProtocol(ledger, present.protocol);
    published.push(present.protocol);
  }
  return published;
}
