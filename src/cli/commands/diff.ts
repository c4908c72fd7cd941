import { compareProtocols } from '../../language/index.ts';
import type { Home } from '../../temporal/index.ts';
import { comparisonAsJson, countsOf, renderComparison } from '../diff/render.ts';
import { type Side, type Sides, sidesOf } from '../diff/sides.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early diff OLD NEW` */
async function diff(home: Home, terminal: Terminal, before: string, after: string): Promise<number> {
  const [old, now] = [await sidesOf(home, terminal, before), await sidesOf(home, terminal, after)];
  const { pairs, only } = paired(old, now);
  const compared = pairs.map(([was, is]) => ({ was, is, comparison: compareProtocols(was.protocol, is.protocol) }));
  for (const { was, is, comparison } of compared) terminal.say(`${renderComparison(comparison, was, is, terminal.locale)}\n`);
  for (const { name, kind } of only)
    terminal.say(
      kind === 'added'
        ? { zh: `+ ${name}：新的规程，没有在办个案`, en: `+ ${name}: a new protocol; nothing runs under it` }
        : { zh: `- ${name}：已不在；在办个案仍按已发布的版本`, en: `- ${name}: is gone; running cases go on under what was published` },
    );
  const changes = compared.flatMap(({ comparison }) => comparison.changes);
  const { safe, mapping, breaking } = countsOf(changes);
  terminal.give({
    safe,
    mapping,
    breaking,
    only,
    protocols: compared.map(({ was, is, comparison }) => comparisonAsJson(comparison, was, is)),
  });
  terminal.say({
    zh: `${changes.length} 处不同：${safe} 处安全，${mapping} 处需要映射，${breaking} 处不相容。在办个案在迁移之前一直按立案时的版本。`,
    en: `${changes.length} change(s): ${safe} safe, ${mapping} in need of a mapping, ${breaking} breaking. Until it is moved, a case keeps the edition it began with.`,
  });
  return mapping + breaking > 0 ? exit.findings : exit.ok;
}

interface Only {
  name: string;
  kind: 'added' | 'removed';
}

function paired(old: Sides, now: Sides): { pairs: [Side, Side][]; only: Only[] } {
  if (old.one && now.one) return { pairs: [[old.one, now.one]], only: [] };
  if (!old.folder || !now.folder)
    throw new Stop(exit.usage, {
      zh: '一边是一个规程，另一边是一个规程库：请两边写同一种',
      en: 'one side is a protocol and the other a folder of protocols: name two of a kind',
    });
  const [before, after] = [old.folder, now.folder];
  const pairs = [...after].flatMap(([name, side]): [Side, Side][] => (before.has(name) ? [[before.get(name)!, side]] : []));
  return {
    pairs,
    only: [
      ...[...after.keys()].filter((name) => !before.has(name)).map((name) => ({ name, kind: 'added' as const })),
      ...[...before.keys()].filter((name) => !after.has(name)).map((name) => ({ name, kind: 'removed' as const })),
    ],
  };
}

export const diffVerb: Verb = {
  name: 'diff',
  summary: 'how two editions differ in meaning, and what that is to running cases / 两版规程的不同，以及对在办个案意味着什么',
  apart: true,
  define(command, act) {
    command
      .argument('<old>', 'file, folder, protocol or published hash / 文件、文件夹、规程或已发布的哈希')
      .argument('<new>', 'the same / 同上')
      .action(act(diff));
  },
};
