import type { Protocol, State, Text } from '../kernel/index.ts';
import { answered, chinesePhrase, moments, pathsOf } from '../language/index.ts';

/** What a scenario can show: each kind is counted for itself. */
export const ruleKinds = ['deadline', 'step', 'answer', 'state', 'arm', 'once', 'entry', 'refusal'] as const;
export type RuleKind = (typeof ruleKinds)[number];

/** Kinds of which a library leaves none unproved: each is a promise to somebody. */
export const promises: readonly RuleKind[] = ['deadline', 'step', 'answer'];

/** One thing that a protocol promises or refuses. */
export interface Rule {
  kind: RuleKind;
  /** Unique in its protocol. */
  id: string;
  words: Text;
  /** Where it stands in the file, in English keys. */
  path: (string | number)[];
}

/** Every rule of a protocol, in document order. */
export function rulesOf(protocol: Protocol): Rule[] {
  const paths = pathsOf(protocol.states);
  return [
    ...Object.values(protocol.events).flatMap(refusals),
    ...Object.entries(protocol.ladders).flatMap(([name, steps]) => steps.map((_, n) => stepOf(name, n))),
    ...protocol.states.flatMap((state, index) => ofState(protocol, state, paths[index]!)),
  ];
}

/** Answers to a hand-off. */
export const answers = ['accepted', 'declined', 'lapsed', 'bounced'];

export const ruleIds = {
  state: (id: string) => `state ${id}`,
  entry: (id: string) => `entry ${id}`,
  deadline: (rule: string) => `deadline ${rule}`,
  step: (ladder: string, n: number) => `step ${ladder}.${n}`,
  arm: (id: string) => `arm ${id}`,
  once: (id: string) => `once ${id}`,
  answer: (state: string, event: string) => `answer ${state}.${event}`,
  must: (event: string, n: number) => `must ${event}.${n}`,
  notBy: (event: string, other: string) => `not_by ${event}.${other}`,
  oncePer: (event: string) => `once_per ${event}`,
  backTo: (event: string) => `back_to ${event}`,
};

function refusals({ name, must, notBy, backTo, oncePer }: Protocol['events'][string]): Rule[] {
  const path = ['events', name];
  return [
    ...must.map((_, n) => ({
      kind: 'refusal' as const,
      id: ruleIds.must(name, n),
      words: { zh: `“${name}”须满足的第 ${n + 1} 个条件`, en: `condition ${n + 1} that ${name} must meet` },
      path: [...path, 'must', n],
    })),
    ...notBy.map((other) => ({
      kind: 'refusal' as const,
      id: ruleIds.notBy(name, other),
      words: { zh: `报告“${other}”的人不得报告“${name}”`, en: `${name} not by who reported ${other}` },
      path: [...path, 'not_by'],
    })),
    ...(oncePer
      ? [
          {
            kind: 'refusal' as const,
            id: ruleIds.oncePer(name),
            words: { zh: `“${name}”只可报告一次`, en: `${name} is said but once` },
            path: [...path, 'once_per'],
          },
        ]
      : []),
    ...(backTo
      ? [
          {
            kind: 'refusal' as const,
            id: ruleIds.backTo(name),
            words: { zh: `“${name}”最多倒填多久`, en: `how far back ${name} may be dated` },
            path: [...path, 'back_to'],
          },
        ]
      : []),
  ];
}

const stepOf = (ladder: string, n: number): Rule => ({
  kind: 'step',
  id: ruleIds.step(ladder, n),
  words: { zh: `阶梯“${ladder}”第 ${n + 1} 级`, en: `step ${n + 1} of the ladder ${ladder}` },
  path: ['ladders', ladder, n],
});

function ofState(protocol: Protocol, state: State, path: (string | number)[]): Rule[] {
  const name = state.id || protocol.protocol;
  const rules: Rule[] = [];
  if (state.kind === 'leaf')
    rules.push({ kind: 'state', id: ruleIds.state(state.id), words: { zh: `状态“${name}”`, en: `the state ${name}` }, path });
  if (state.entry.length > 0)
    rules.push({
      kind: 'entry',
      id: ruleIds.entry(state.id),
      words: { zh: `进入“${name}”时所做的`, en: `what is done on entering ${name}` },
      path,
    });
  for (const { id, event } of state.tasks)
    rules.push({
      kind: 'deadline',
      id: ruleIds.deadline(id),
      words: { zh: `“${name}”中“${event}”的期限`, en: `the deadline of ${event} in ${name}` },
      path: [...path, 'tasks', event],
    });
  if (state.handOff)
    rules.push({
      kind: 'deadline',
      id: ruleIds.deadline(state.handOff.id),
      words: { zh: `“${name}”中移交的答复期限`, en: `the deadline for an answer in ${name}` },
      path: [...path, 'hand_off'],
    });
  for (const [event, arms] of Object.entries(state.on)) {
    const isAnswer = state.handOff !== undefined && answers.includes(event);
    const here = [...path, 'on', event];
    if (isAnswer)
      rules.push({
        kind: 'answer',
        id: ruleIds.answer(state.id, event),
        words: { zh: `“${name}”中移交的“${chinese(event)}”`, en: `${event} in ${name}` },
        path: here,
      });
    if (!isAnswer || arms.length > 1)
      arms.forEach(({ id }, n) => {
        rules.push({ kind: 'arm', id: ruleIds.arm(id), words: armWords(name, event, n, arms.length), path: [...here, n] });
      });
  }
  for (const { id, text, arms } of state.once) {
    const here = [...path, 'once', text];
    rules.push({
      kind: 'once',
      id: ruleIds.once(id),
      words: { zh: `“${name}”中一旦“${chinese(text)}”`, en: `once ${text} in ${name}` },
      path: here,
    });
    if (arms.length > 1)
      arms.forEach((arm, n) => {
        rules.push({ kind: 'arm', id: ruleIds.arm(arm.id), words: armWords(name, text, n, arms.length), path: [...here, n] });
      });
  }
  return rules;
}

function armWords(state: string, event: string, n: number, count: number): Text {
  const which = count > 1 ? { zh: `第 ${n + 1} 个分支`, en: `, arm ${n + 1}` } : { zh: '', en: '' };
  return { zh: `“${state}”中“${chinese(event)}”${which.zh}`, en: `${event} in ${state}${which.en}` };
}

/** A fixed word or a phrase as a Chinese author writes it. */
const fixed = { ...answered, ...moments };
const chinese = (text: string) => (Object.hasOwn(fixed, text) ? fixed[text as keyof typeof fixed] : chinesePhrase(text));
