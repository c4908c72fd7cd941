import type { Protocol } from '../kernel/index.ts';
import { type Ledger, publishProtocol } from '../ledger/index.ts';
import type { Home } from '../temporal/index.ts';
import { checkFile, contextOf, protocolFiles } from './library.ts';
import { exit, Stop } from './terminal.ts';

/** Publishes every protocol of the installation's folder. Stops at one with mistakes. */
export async function publishAll(home: Home, ledger: Ledger): Promise<Protocol[]> {
  const context = contextOf(home);
  const published: Protocol[] = [];
  for (const file of protocolFiles(home)) {
    const { protocol, problems } = checkFile(file, context);
    const errors = problems.filter(({ severity }) => severity === 'error').length;
    if (!protocol)
      throw new Stop(exit.findings, {
        zh: `${file} 有 ${errors} 个错误；请先执行 early check`,
        en: `${file} has ${errors} error(s); run early check first`,
      });
    await publishProtocol(ledger, protocol);
    published.push(protocol);
  }
  return published;
}
