import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMigration } from '../../src/language/index.ts';
import { protocolsFolder, readLibrary } from '../library.ts';

const { machines, editions } = readLibrary();
const edition = (name: string) =>
  [...machines, ...editions].find(({ protocol }) => protocol.protocol === 'suspected-case' && protocol.edition === name)!.protocol;
const context = { from: edition('2020-02-18'), to: edition('2020-03-07') };
const head = 'migration: suspected-case\nfrom: 2020-02-18\nto: 2020-03-07\n';
const found = (text: string) =>
  readMigration(head + text, 'map.yaml', context).problems.map(({ code, line, col, suggestion }) => [code, line, col, suggestion]);

describe('a migration map', () => {
  it('says nothing of what is called the same, and needs no more than its two editions', () => {
    expect(readMigration(head, 'map.yaml', context)).toEqual({ map: { states: {}, events: {} }, problems: [] });
  });

  it('is read the same in Chinese', () => {
    const english = `${head}due: remaining
states:
  confirmed.fit: { due: restarted, tasks: { discharged: { as: carried } }, once: { relapsed: { due: kept } } }
hidden: [died]
`;
    const chinese = `迁移: suspected-case
旧版: 2020-02-18
新版: 2020-03-07
时限: 剩余
状态:
  confirmed.fit: { 时限: 重新起算, 任务: { discharged: { 改为: 保留 } }, 一旦: { relapsed: { 时限: 不变 } } }
不再读取: [died]
`;
    const { map, problems } = readMigration(chinese, '对应表.yaml', context);
    expect(problems).toEqual([]);
    expect(map).toEqual(readMigration(english, 'map.yaml', context).map);
    expect(map).toMatchObject({
      due: 'remaining',
      states: { 'confirmed.fit': { due: 'restarted', tasks: { discharged: { as: 'carried' } } } },
      events: { died: null },
    });
  });

  it('has every name checked against both editions, with what was probably meant', () => {
    expect(found('states:\n  confirmed.fitt: { due: kept }\n')).toEqual([['not-in-edition', 5, 3, 'confirmed.fit']]);
    expect(found('states:\n  confirmed.fit: { to: confirmed.treted }\n')).toEqual([['not-in-edition', 5, 24, 'confirmed.treated']]);
    expect(found('states:\n  confirmed.fit:\n    tasks: { dischargd: { due: kept } }\n')).toEqual([
      ['not-in-edition', 6, 14, 'discharged'],
    ]);
    expect(found('states:\n  confirmed.fit:\n    once: { relapsd: { due: kept } }\n')).toEqual([['not-in-edition', 6, 13, 'relapsed']]);
    expect(found('events: { dyed: died }\n')).toEqual([['not-in-edition', 4, 11, 'died']]);
    expect(found('hidden: [dyed]\n')).toEqual([['not-in-edition', 4, 10, 'died']]);
    expect(found('not_asked: [confirmed.aftercare.take_over.ofered.hand_off]\n')).toEqual([
      ['not-in-edition', 4, 13, 'confirmed.aftercare.take_over.offered.hand_off'],
    ]);
    expect(found('du: kept\n')).toEqual([['unknown-key', 4, 1, 'due']]);
    expect(found('due: keep\n')).toEqual([['closed-list', 4, 6, 'kept']]);
  });

  it.each(['close-contact', 'suspected-case'])('of the library leads every running case of %s to the present edition', (name) => {
    const [present, former] = [machines, editions].map((list) => list.find(({ protocol }) => protocol.protocol === name)!);
    const file = join(protocolsFolder, name, 'migration.yaml');
    expect(readMigration(readFileSync(file, 'utf8'), file, { from: former!.protocol, to: present!.protocol }).problems).toEqual([]);
  });
});
