import { error, warning } from './code.ts';

/** The map by which running cases go over to another edition. */
export const migration = {
  'map-other-edition': error('这份对应表写的是“{said}”，要迁移的却是“{is}”', 'this map says "{said}", and the migration is of "{is}"', {
    zh: '对应表只对一对版本有效；用错了，个案会落到意想不到的状态。',
    en: 'A map holds for one pair of editions; by the wrong one a case would come to stand where nobody meant it to.',
  }),
  'not-in-edition': error('{edition} 版中没有{what}“{name}”', 'edition {edition} has no {what} "{name}"', {
    zh: '左边写旧版中的名称，右边写新版中的；状态写全路径。',
    en: 'On the left stands what the former edition calls it, on the right what the new one does; a state by its dotted path.',
  }),
  'not-alike': error(
    '“{name}”与“{to}”不是同一种{what}，不能一个接着另一个',
    '"{name}" and "{to}" are not {what}s of one kind, so one cannot go on as the other',
    {
      zh: '一次性的任务与重复的任务、逐项的与不逐项的是不同的承诺；事件的字段也须相容。',
      en: 'A task owed once and one that repeats, or one for each of a list, are different promises; fields of an event must agree.',
    },
  ),
  'map-to-end': error('“{to}”是终结状态；迁移不结案', '"{to}" is an end, and a migration ends no case', {
    zh: '结案要有依据和责任人：请先按规程结案，或改到结束前的状态。',
    en: 'An end needs a fact and somebody who answers for it: let the protocol end the case, or name the state before the end.',
  }),
  'given-unfit': error(
    '补充的“{field}”不是新版立案时的内容，或类型不合（应为：{expected}）',
    '"{field}" is not what the new edition takes at the opening, or not of its type (expected: {expected})',
    { zh: '只能补充新版立案时声明的事实。', en: 'Only facts that the new edition declares for the opening can be given.' },
  ),
  'state-left-behind': warning(
    '旧版的状态“{name}”在新版中没有对应；处于此的个案将留在旧版',
    'the new edition has nothing for the state "{name}": cases that stand there stay under the former one',
    {
      zh: '个案不会丢失，但会一直按旧版走完；写明去处，或确认就该如此。',
      en: 'No case is lost, but it runs to its end under the former edition; say where it goes, or make sure that this is meant.',
    },
  ),
};
