import { error, warning } from './code.ts';

/** The district: its units, who holds what, who is on duty. */
export const district = {
  'level-unknown': error('级别 {name} 不在本单位文件的级别之中', 'the district has no level "{name}"', {
    zh: '规程按级别给出不同的值，汇总按级别相加；写错的级别两边都没有它。级别写在 levels（级别）下。',
    en: 'Values differ and sums are made by level; a mistaken one is in neither. The levels stand under "levels".',
  }),
  'line-unknown': error('没有条线“{name}”', 'there is no line "{name}"', {
    zh: '条线写在 lines（条线）下；没有自己单位的条线只写标题。',
    en: 'Lines are given under "lines"; one without units of its own has only a title there.',
  }),
  'level-order': error(
    '“{name}”的级别 {level} 不在上级的级别 {above} 之下（级别顺序：{levels}）',
    'the unit "{name}" is a {level}, which is not below a {above} (levels: {levels})',
    {
      zh: '汇总和责任都沿单位树向上；级别错乱，数字就会算错地方。',
      en: 'Sums and responsibility go up the tree; a level out of order counts in the wrong place.',
    },
  ),
  'role-vacant': error('没有人担任“{name}”：{units}', 'nobody holds "{name}" for: {units}', {
    zh: '规程要求这个角色时，这些单位的人无人可问。让某个单位担任它，或用 each 限定只有哪一级需要。',
    en: 'When a protocol asks this role, nobody answers for the people there. Let a unit hold it, or say with "each" at which level it is needed.',
  }),
  'role-twice': warning(
    '在“{unit}”有两个单位担任“{name}”：总是先问“{first}”，“{second}”不会被问到',
    '"{name}" is held twice for "{unit}": "{first}" is always asked, "{second}" never',
    {
      zh: '两家都负责，往往就是没有人负责。分开它们服务的地方，或分成两个角色。',
      en: 'Two in charge is often nobody in charge. Divide what they serve, or make them two roles.',
    },
  ),
  'line-serves-nobody': error(
    '条线上的单位“{name}”没有写明为哪里服务，谁也问不到它',
    'the unit "{name}" of a line serves no place, so it is never asked',
    { zh: '条线单位不在属地的树上，靠“服务”与地方相连。', en: 'Units of a line stand beside the tree; "serves" joins them to places.' },
  ),
  'roster-not-held': error(
    '单位“{unit}”不担任“{role}”，这份值班表不会被用到',
    'the unit "{unit}" does not hold "{role}", so this roster is never asked',
    { zh: '先找担任角色的单位，再看这个单位的值班表。', en: "First the unit that holds the role is found, then that unit's roster." },
  ),
  'roster-gap': error('“{who}”不在岗时无人值班（{from} 起）', 'nobody is on duty while "{who}" is away, from {from}', {
    zh: '逾期升级找的是此刻在岗的人；无人在岗，就无人知道。',
    en: 'A ladder tells whoever is on duty; with nobody there, nobody knows.',
  }),
  'roster-overlap': error(
    '“{other}”也是“{unit}”的“{role}”在同一时期的值班表',
    '"{other}" is a roster of "{role}" at "{unit}" for the same time',
    { zh: '一个岗位同一时间只有一份值班表，否则谁在岗没有定论。', en: 'A post has one roster at a time, or who is on duty is undecided.' },
  ),
  'not-on-roster': error('“{who}”不在轮值名单 turns 中', '"{who}" is not in the turns of this roster', {
    zh: '写错编号的请假不会起作用，该值班的人仍会被通知。',
    en: 'Leave for a mistyped id does nothing: whoever is really away goes on being told.',
  }),
  'stand-in-on-turn': warning(
    '替班的“{standIn}”此时自己也在岗（{from}），实际少了一人',
    'the stand-in "{standIn}" is on turn himself then ({from}), so there is one person fewer',
    { zh: '替班的人应当是此时不值班的人。', en: 'Whoever stands in should be off duty then.' },
  ),
  'shift-order': error('换班时刻要从早到晚、各不相同：{list}', 'the times at which shifts change must rise and differ: {list}', {
    zh: '班次按换班时刻的先后排列。',
    en: 'Shifts follow one another in the order of these times.',
  }),
};
