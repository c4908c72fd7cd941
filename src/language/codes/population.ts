import { error } from './code.ts';

/** How the people and units of an exercise behave. */
export const population = {
  'shares-over-one': error('“{name}”的各项份额合计 {sum}，超过 1', 'the shares of "{name}" add up to {sum}, which is more than 1', {
    zh: '每件事只有一种结局：逾期、沉默、拒收的份额之和不能超过全部。',
    en: 'Each thing ends in one way only: late, silent and declined together cannot be more than all.',
  }),
  'staff-missing': error(
    '规程 {protocol} 会要求“{name}”做“{event}”，人口文件没有说这个角色怎样做事',
    'the protocol {protocol} asks "{name}" for "{event}", and nothing is said of how this role works',
    {
      zh: '没有说明的角色在演练中会永远沉默，看起来就像系统失灵。请写明每个被要求的角色。',
      en: 'A role of which nothing is said would be silent for the whole exercise, as if the system had failed. Describe every role that is asked.',
    },
  ),
  'answer-missing': error(
    '规程 {protocol} 的“{event}”要填“{field}”，人口文件没有说怎样填',
    '"{event}" of the protocol {protocol} needs "{field}", and nothing is said of how it is filled in',
    {
      zh: '缺了必填项的报告会被规程退回，这件事就永远办不成。',
      en: 'A report without a field it needs is refused, so the thing would never get done.',
    },
  ),
  'answer-unclear': error('“{field}”要用 {kinds} 中的恰好一种来填', '"{field}" must be filled in by exactly one of {kinds}', {
    zh: '一个字段只有一个来源，否则不知道填哪一个。',
    en: 'A field has one origin only, or nobody knows which is meant.',
  }),
};
