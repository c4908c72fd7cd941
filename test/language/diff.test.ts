import { describe, expect, it } from 'vitest';
import { compareProtocols, format, readProtocol } from '../../src/language/index.ts';
import { readLibrary } from '../library.ts';

const { protocols } = readLibrary();

const base = `protocol: watch
edition: "1"
title: { zh: 观察, en: Watch }
subject: person
zone: Asia/Shanghai
sources: { plan: { zh: 方案, en: Plan } }
windows: { holiday: { from: 2020-01-24, to: 2020-02-02 } }
values:
  fever: { is: 37.3, unit: °C, cite: plan }
  length: { is: 14d, cite: plan }
  answer: { is: 2h, in: { holiday: 4h }, cite: plan }
facts:
  met_on: { type: date, required: true }
  kin: { type: text, one_of: [family, other] }
  hot: { is: taken.last().celsius >= values.fever }
  last_met: { is: "opened.map(o, o.met_on).max()" }
events:
  taken: { by: [doctor], title: { zh: 测量, en: Taken }, data: { celsius: { type: number, unit: °C } } }
  seen: { by: [clinic], back_to: 1d, title: { zh: 诊查, en: Seen } }
ladders:
  slow: [{ after: 0m, tell: doctor }, { after: 2h, tell: head }]
  other: [{ after: 0m, tell: doctor }, { after: 2h, tell: head }]
outcomes: { over: { zh: 结束, en: Over }, ill: { zh: 患病, en: Ill } }
states:
  observed:
    title: { zh: 观察中, en: Observed }
    stage: isolate
    tasks:
      taken: { by: doctor, due: daily at 08:00 and 17:00, window: 3h before to 4h after, late: slow }
    on:
      taken: record
    once:
      hot: { to: febrile, tell: head }
      length from last_met: { to: released }
  febrile:
    title: { zh: 发热, en: Febrile }
    stage: diagnose
    hand_off: { to: clinic, due: answer, late: slow }
    on:
      accepted: { to: at_clinic }
      declined: { to: again febrile }
  at_clinic:
    title: { zh: 门诊, en: At the clinic }
    stage: diagnose
    tasks: { seen: { by: clinic, due: 24h, late: slow } }
    on: { seen: { to: sick } }
  released: { title: { zh: 解除, en: Released }, stage: control, end: over }
  sick: { title: { zh: 患病, en: Sick }, stage: control, end: ill }
`;

function read(text: string) {
  const { protocol, problems } = readProtocol(text, 'watch.yaml');
  if (!protocol) throw new Error(problems.map(({ line, en }) => `${line}: ${en}`).join('\n'));
  return protocol;
}

/** What differs when these are replaced, as `impact kind path`, and what becomes of deadlines. */
function differs(...edits: [string, string][]) {
  let text = base;
  for (const [from, to] of edits) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  const { impact, changes } = compareProtocols(read(base), read(text));
  return {
    impact,
    changes: changes.map((change) => `${change.impact} ${change.kind} ${change.path.join('.')}`),
    deadlines: Object.fromEntries(changes.flatMap((change) => change.deadlines.map(({ id, fate }) => [id, fate]))),
  };
}

describe('safe: running cases can be moved as they stand', () => {
  it.each<[string, [string, string][], string[], Record<string, string>]>([
    ['titles and sources', [['en: Observed', 'en: Under observation']], ['safe changed states.observed'], {}],
    ['a value that conditions use', [['is: 37.3', 'is: 37.5']], ['safe changed values.fever'], {}],
    [
      'a value that a deadline is counted by',
      [['is: 14d', 'is: 10d']],
      ['safe changed values.length'],
      { 'observed.length from last_met': 'kept' },
    ],
    ['a value in a window', [['holiday: 4h', 'holiday: 6h']], ['safe changed values.answer'], { 'febrile.hand_off': 'kept' }],
    ['a window', [['to: 2020-02-02', 'to: 2020-02-08']], ['safe changed windows.holiday'], { 'febrile.hand_off': 'kept' }],
    ['by when', [['due: 24h', 'due: 12h']], ['safe changed states.at_clinic.tasks.seen.due'], { 'at_clinic.seen': 'kept' }],
    [
      'the times of a series, and its window',
      [['at 08:00 and 17:00, window: 3h before', 'at 09:00, window: 2h before']],
      ['safe changed states.observed.tasks.taken.due'],
      { 'observed.taken': 'kept' },
    ],
    [
      'the time after which something follows',
      [['length from last_met:', '7d from last_met:']],
      ['safe changed states.observed.once.7d from last_met'],
      { 'observed.7d from last_met': 'kept' },
    ],
    [
      'how a fact follows from the record',
      [['opened.map(o, o.met_on).max()', 'opened.map(o, o.met_on).min()']],
      ['safe changed facts.last_met'],
      { 'observed.length from last_met': 'follows' },
    ],
    [
      'one more task',
      [
        [
          '    on:\n      taken: record',
          '      seen: { by: clinic, due: 24h, late: slow }\n    on:\n      taken: record\n      seen: record',
        ],
      ],
      ['safe added states.observed.tasks.seen', 'safe added states.observed.on.seen'],
      { 'observed.seen': 'asked' },
    ],
    [
      'one more step of a ladder',
      [['{ after: 2h, tell: head }]', '{ after: 2h, tell: head }, { after: 6h, tell: chief }]']],
      ['safe changed ladders.slow'],
      { 'observed.taken': 'kept', 'febrile.hand_off': 'kept', 'at_clinic.seen': 'kept' },
    ],
    ['a ladder of the same steps under another name', [['due: 24h, late: slow', 'due: 24h, late: other']], [], {}],
    ['whom an arm tells', [['to: febrile, tell: head', 'to: febrile, tell: [head, chief]']], ['safe changed states.observed.once.hot'], {}],
    [
      'who may report, and how late',
      [['by: [clinic], back_to: 1d', 'by: [clinic, doctor], back_to: 2d']],
      ['safe changed events.seen.by', 'safe changed events.seen.back_to'],
      {},
    ],
    [
      'what may be reported besides',
      [['celsius: { type: number, unit: °C }', 'celsius: { type: number, unit: °C }, words: { type: text, required: false }']],
      ['safe added events.taken.data.words'],
      {},
    ],
    ['the stage', [['stage: isolate', 'stage: discover']], ['safe changed states.observed.stage'], {}],
    [
      'from when it holds',
      [['zone: Asia/Shanghai', 'zone: Asia/Shanghai\neffective_from: 2020-02-01']],
      ['safe changed effective_from'],
      {},
    ],
  ])('%s', (_, edits, changes, deadlines) => {
    const found = differs(...edits);
    expect(found).toEqual({ impact: changes.length > 0 ? 'safe' : undefined, changes, deadlines });
  });
});

describe('needs a mapping: somebody says first what becomes of running cases', () => {
  it.each<[string, [string, string][], string, Record<string, string>]>([
    [
      'a state has another name',
      [
        ['accepted: { to: at_clinic }', 'accepted: { to: clinic }'],
        ['  at_clinic:\n', '  clinic:\n'],
      ],
      'mapping removed states.at_clinic',
      { 'at_clinic.seen': 'falls' },
    ],
    [
      'a task is owed no more',
      [['    tasks:\n      taken: { by: doctor, due: daily at 08:00 and 17:00, window: 3h before to 4h after, late: slow }\n', '']],
      'mapping removed states.observed.tasks.taken',
      { 'observed.taken': 'falls' },
    ],
    [
      'a series instead of one time',
      [['due: 24h, late: slow', 'due: daily at 08:00, window: 1h before to 1h after, late: slow']],
      'mapping changed states.at_clinic.tasks.seen.due',
      { 'at_clinic.seen': 'falls' },
    ],
    [
      'a time for which cases wait',
      [
        ['      length from last_met: { to: released }\n', ''],
        ['taken: record', 'taken: record\n      seen: { to: released }'],
      ],
      'mapping removed states.observed.once.length from last_met',
      { 'observed.length from last_met': 'falls' },
    ],
    [
      'the steps of a ladder at other times',
      [['{ after: 2h, tell: head }]', '{ after: 1h, tell: head }]']],
      'mapping changed ladders.slow',
      { 'observed.taken': 'kept' },
    ],
    [
      'to whom a case is offered',
      [['hand_off: { to: clinic', 'hand_off: { to: hospital']],
      'mapping changed states.febrile.hand_off.to',
      { 'febrile.hand_off': 'kept' },
    ],
    [
      'tracks in a state',
      [['    on: { seen: { to: sick } }', '    on: { seen: { to: sick } }\n    tracks: { a: { title: A }, b: { title: B } }']],
      'mapping changed states.at_clinic.tracks',
      {},
    ],
    [
      'a state ends the case',
      [
        [
          '    hand_off: { to: clinic, due: answer, late: slow }\n    on:\n      accepted: { to: at_clinic }\n      declined: { to: again febrile }\n',
          '    end: over\n',
        ],
        ['to: febrile, tell: head', 'to: febrile'],
        ['taken: record', 'taken: record\n      seen: { to: at_clinic }'],
      ],
      'mapping changed states.febrile.end',
      { 'febrile.hand_off': 'falls' },
    ],
    [
      'what a case must be opened with',
      [['kin: { type: text', 'since: { type: date, required: true }\n  kin: { type: text']],
      'mapping added facts.since',
      {},
    ],
    ['a word is gone from a list', [['one_of: [family, other]', 'one_of: [family]']], 'mapping changed facts.kin', {}],
    [
      'an event is gone',
      [
        [
          '  seen: { by: [clinic], back_to: 1d, title: { zh: 诊查, en: Seen } }\n',
          '  looked: { by: [clinic], back_to: 1d, title: { zh: 诊查, en: Seen } }\n',
        ],
        ['tasks: { seen:', 'tasks: { looked:'],
        ['on: { seen:', 'on: { looked:'],
      ],
      'mapping removed events.seen',
      { 'at_clinic.seen': 'falls', 'at_clinic.looked': 'asked' },
    ],
  ])('%s', (_, edits, change, deadlines) => {
    const found = differs(...edits);
    expect(found.impact).toBe('mapping');
    expect(found.changes).toContain(change);
    expect(found.deadlines).toMatchObject(deadlines);
  });

  it('names the state or task that seems to take the place of what is gone', () => {
    const renamed = base.replaceAll('at_clinic', 'in_clinic');
    const gone = compareProtocols(read(base), read(renamed)).changes.find(({ kind, path }) => kind === 'removed' && path[0] === 'states');
    expect(gone?.words.en).toContain('perhaps in_clinic');
  });
});

describe('breaking: running cases end under the old edition', () => {
  it.each<[string, [string, string][], string]>([
    ['another kind of subject', [['subject: person', 'subject: household']], 'breaking changed subject'],
    ['days of another zone', [['zone: Asia/Shanghai', 'zone: Asia/Urumqi']], 'breaking changed zone'],
    ['another protocol', [['protocol: watch', 'protocol: watched']], 'breaking changed protocol'],
    [
      'another unit of measure',
      [['data: { celsius: { type: number, unit: °C', 'data: { celsius: { type: number, unit: °F']],
      'breaking changed events.taken.data.celsius',
    ],
    ['another type of datum', [['kin: { type: text, one_of: [family, other] }', 'kin: { type: flag }']], 'breaking changed facts.kin'],
  ])('%s', (_, edits, change) => {
    const found = differs(...edits);
    expect(found.impact).toBe('breaking');
    expect(found.changes).toContain(change);
  });

  it('every deadline runs to its end as it was promised', () => {
    const { deadlines } = differs(['zone: Asia/Shanghai', 'zone: Asia/Urumqi']);
    expect(deadlines).toEqual({
      'observed.taken': 'stays',
      'observed.length from last_met': 'stays',
      'febrile.hand_off': 'stays',
      'at_clinic.seen': 'stays',
    });
  });
});

it('layout, comments, the language of keys and the number of the edition are no difference', () => {
  const chinese = format(base, 'watch.yaml', { to: 'zh' });
  if ('problems' in chinese) throw new Error('cannot be turned over');
  expect(chinese.text).toContain('规程: watch');
  expect(compareProtocols(read(base), read(`# a remark\n${chinese.text.replace('"1"', '"2"')}`))).toEqual({ changes: [] });
});

describe('the editions of the library', () => {
  const between = (name: string) => {
    const [now, old] = protocols.get(name)!;
    return compareProtocols(old!.protocol, now!.protocol);
  };

  it('close contacts, 2nd → 3rd: nobody has to decide, last exposure is folded again and the end of observation follows it', () => {
    const { impact, changes } = between('close-contact');
    expect(impact).toBe('safe');
    expect(changes.find(({ path }) => path.join('.') === 'facts.standing')!.deadlines).toEqual([
      expect.objectContaining({ id: 'observed.observation from last_exposure', fate: 'follows' }),
    ]);
  });

  it('suspected cases, 6th → 7th: who was discharged now stands in two tracks, and the visits he is owed go along', () => {
    const { impact, changes } = between('suspected-case');
    expect(impact).toBe('mapping');
    const inNeed = changes.filter((change) => change.impact === 'mapping').map(({ path }) => path.join('.'));
    expect(inNeed).toEqual(['states.confirmed.states.aftercare.tracks', 'states.confirmed.states.aftercare.tasks.follow_up_visit']);
    const taken = changes.find(({ path }) => path.at(-1) === 'take_over' && path.includes('tracks'))!;
    expect(taken.deadlines).toEqual([expect.objectContaining({ id: 'confirmed.aftercare.take_over.offered.hand_off', fate: 'asked' })]);
  });

  it.each([...protocols.keys()])(
    '%s is no different from itself, and whatever is taken out of one edition is added to the other',
    (name) => {
      for (const { protocol } of protocols.get(name)!) expect(compareProtocols(protocol, protocol)).toEqual({ changes: [] });
      const [now, old] = protocols.get(name)!;
      if (!old) return;
      const kinds = (some: ReturnType<typeof compareProtocols>, kind: string) =>
        some.changes
          .filter((change) => change.kind === kind)
          .map(({ path }) => path.join('.'))
          .sort();
      const back = compareProtocols(now!.protocol, old.protocol);
      expect(kinds(back, 'added')).toEqual(kinds(between(name), 'removed'));
      expect(kinds(back, 'removed')).toEqual(kinds(between(name), 'added'));
    },
  );

  it('every change is said in both languages', () => {
    const words = ['close-contact', 'suspected-case'].flatMap((name) => between(name).changes.map(({ words }) => words));
    for (const { zh, en } of words) {
      expect(zh).toMatch(/[\u4e00-\u9fff]/);
      expect(en).not.toMatch(/[\u4e00-\u9fff]/);
    }
  });
});
