import { caseById } from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { type Deciding, decide, decisive } from '../do/deciding.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early merge ID --into OTHER`: two cases of one person become one. The one that goes on takes over the record of the other. */
function merge(home: Home, terminal: Terminal, id: string, options: Deciding & { into: string }): Promise<number> {
  const { into } = options;
  if (into === id)
    throw new Stop(exit.usage, {
      zh: `个案 ${id} 不能并入它自己`,
      en: `case ${id} cannot be merged into itself: --into names the other one`,
    });
  return decide(home, terminal, id, options, async ({ ledger, file }) => {
    const other = await caseById(ledger, into);
    if (!other) throw new Stop(exit.findings, { zh: `台账中没有个案 ${into}`, en: `the ledger has no case ${into}` });
    if (other.life === 'closed')
      throw new Stop(exit.findings, {
        zh: `个案 ${into} 已结，不能并入；请先重开（early reopen）`,
        en: `case ${into} has ended and can take nothing over: open it again first (early reopen)`,
      });
    if (other.row?.protocol !== file.row?.protocol)
      throw new Stop(exit.findings, {
        zh: `两案规程不同（${file.row?.protocol} 与 ${other.row?.protocol}），不能并案`,
        en: `the two are under different protocols (${file.row?.protocol} and ${other.row?.protocol}) and cannot be merged`,
      });
    return { kind: 'merge', into };
  });
}

export const mergeVerb: Verb = {
  name: 'merge',
  summary: 'merge two cases of one person / 并案',
  define(command, act) {
    decisive(command.argument('<id>', 'the case that ends / 被并入的个案'))
      .requiredOption('--into <id>', 'the case that goes on / 保留的个案')
      .action(act(merge));
  },
};
