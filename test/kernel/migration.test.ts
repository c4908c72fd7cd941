import { describe, expect, it } from 'vitest';
import {
  type Actor,
  apply,
  type Effect,
  isRefusal,
  type Machine,
  type MigrationMap,
  type Outcome,
  type Override,
  type Refusal,
} from '../../src/kernel/index.ts';
import { asWritten } from '../../src/kernel/migration/record.ts';
import { at, civil, Played, place, written } from './written.ts';

const supervisor: Actor = { role: 'leader', place };

/** One edition of a sample protocol: seen within a time, then offered to a clinic, under an observation that ends by itself. */
const edition = ({
  within = '24h',
  watch = '14d',
  ladder = '[{ after: 0m, tell: doctor }, { after: 2h, tell: leader }]',
  states = '',
  watched = '',
  also = '',
  seen = '{ finding: { type: text } }',
  supervisors = 'supervisors: leader',
  weighed = 'weighed',
} = {}): Machine =>
  written(`
${supervisors}
values: {}
events:
  seen: { by: doctor, title: { zh: 已看, en: Seen }, data: ${seen} }
  ${weighed}: { by: doctor, title: { zh: 称重, en: Weighed }, data: { kg: { type: number } } }
facts: { weight: { is: "${weighed}.last().kg" } }
ladders:
  slow: ${ladder}
on: { opened: record, ${weighed}: record }
states:
  waiting:
    stage: isolate
    tasks: { seen: { by: doctor, due: ${within}, late: slow }${also} }
    on: { seen: [{ when: data.finding == "ill", to: offered }, { otherwise: { to: watched } }] }
  offered:
    stage: diagnose
    hand_off: { to: clinic, due: 2h, late: slow }
    on: { accepted: { to: watched }, declined: { to: watched } }
  watched:
    stage: control
    once: { "${watch}": { to: gone } }
${watched}${states}
  gone: { stage: control, end: over }
`);

const goOver = (played: Played, to: Machine, when: string, map: MigrationMap = {}): { outcome: Outcome; machine: Machine } => {
  const answer = tried(played, to, when, map);
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer));
  return { outcome: answer, machine: to };
};
const tried = (played: Played, to: Machine, when: string, map: MigrationMap = {}): Outcome | Refusal =>
  apply(played.machine, played.current, {
    kind: 'migrate',
    to: { $protocol: to.hash, body: to.protocol },
    map,
    recorded: at(when),
    by: supervisor,
    reason: 'third edition',
  });
/** The case goes on under the new machine. */
const after = (played: Played, { outcome, machine }: ReturnType<typeof goOver>): Played => {
  const next = Object.assign(Object.create(Played.prototype), played, {
    machine,
    effects: [...played.effects, ...outcome.effects],
  }) as Played;
  next.current = outcome.case;
  return next;
};
const toldIn = (effects: readonly Effect[]) => effects.flatMap((effect) => (effect.kind === 'tell' ? [effect.roles.join()] : []));
const dueOf = ({ case: current }: Outcome, event = 'seen') =>
  current.slots.filter((slot) => slot.event === event).map(({ due }) => civil(due!));

describe('a deadline of a case that goes over to another edition', () => {
  const opened = () => new Played(edition(), '2020-01-25 08:00');
  const shorter = edition({ within: '12h' });

  it('stays as it was promised, unless the map says otherwise', () => {
    expect(dueOf(goOver(opened(), shorter, '2020-01-25 13:00').outcome)).toEqual(['2020-01-26 08:00']);
  });
  it('is the new time less what has passed, where the map says remaining', () => {
    const { outcome } = goOver(opened(), shorter, '2020-01-25 13:00', { due: 'remaining' });
    expect(dueOf(outcome)).toEqual(['2020-01-25 20:00']);
  });
  it('is the new time from now, where the map says restarted', () => {
    const map: MigrationMap = { states: { waiting: { tasks: { seen: { due: 'restarted' } } } } };
    expect(dueOf(goOver(opened(), shorter, '2020-01-25 13:00', map).outcome)).toEqual(['2020-01-26 01:00']);
  });
  it('that is past by the new time is late at once, and its ladder begins', () => {
    const { outcome } = goOver(opened(), edition({ within: '2h' }), '2020-01-25 13:00', { due: 'remaining' });
    expect(outcome.case.slots[0]!.late).toBe(at('2020-01-25 13:00'));
    // Both steps are due by then: at 10:00 and at 12:00.
    expect(toldIn(outcome.effects)).toEqual(['doctor', 'leader']);
  });
  it('that was kept stays when the record is corrected, and follows its anchor when that moves', () => {
    const anchored = (within: string) => edition({ within: `${within} from opened` });
    const played = after(
      new Played(anchored('24h'), '2020-01-25 08:00'),
      goOver(new Played(anchored('24h'), '2020-01-25 08:00'), anchored('12h'), '2020-01-25 10:00'),
    );
    expect(played.dues('seen')).toEqual(['2020-01-26 08:00']);
    played.say('2020-01-25 11:00', 'weighed', { kg: 60 });
    expect(played.dues('seen')).toEqual(['2020-01-26 08:00']);
    // Told of another opening three hours later: the deadline moves by as much.
    played.input({
      kind: 'message',
      event: 'opened',
      from: 'c-other',
      number: 1,
      at: at('2020-01-25 11:00'),
      recorded: at('2020-01-25 11:30'),
      data: {},
    });
    expect(played.dues('seen')).toEqual(['2020-01-26 11:00']);
  });
  it('of a state is kept, counted anew, or started again in the same way', () => {
    const watched = () => new Played(edition(), '2020-01-25 08:00').say('2020-01-26 07:00', 'seen', { finding: 'well' });
    const seven = edition({ watch: '7d' });
    const ends = (map: MigrationMap) => civil(goOver(watched(), seven, '2020-01-27 08:00', map).outcome.case.nextWake!);
    expect(ends({})).toBe('2020-02-10 00:00');
    expect(ends({ due: 'remaining' })).toBe('2020-02-03 00:00');
    expect(ends({ states: { watched: { once: { '14d': { due: 'restarted' } } } } })).toBe('2020-02-04 00:00');
  });
});

describe('the ladder of a case that goes over', () => {
  it('goes on where it was: no step is repeated and none is skipped', () => {
    const played = new Played(edition(), '2020-01-25 08:00').until('2020-01-26 09:00');
    expect(played.told()).toEqual([['doctor']]);
    const moved = after(played, goOver(played, edition(), '2020-01-26 09:00')).until('2020-01-27 12:00');
    expect(moved.told()).toEqual([['doctor'], ['leader']]);
  });
  it('goes on at the same height where the new edition has more steps', () => {
    const finer = edition({
      ladder: '[{ after: 0m, tell: doctor }, { after: 1h, tell: clinic }, { after: 2h, tell: leader }, { after: 3h, tell: chief }]',
    });
    const early = new Played(edition(), '2020-01-25 08:00').until('2020-01-26 08:30');
    expect(
      after(early, goOver(early, finer, '2020-01-26 08:30'))
        .until('2020-01-27 12:00')
        .told(),
    ).toEqual([['doctor'], ['clinic'], ['leader'], ['chief']]);
    const late = new Played(edition(), '2020-01-25 08:00').until('2020-01-26 10:30');
    expect(
      after(late, goOver(late, finer, '2020-01-26 10:30'))
        .until('2020-01-27 12:00')
        .told(),
    ).toEqual([['doctor'], ['leader'], ['chief']]);
  });
});

describe('what is owed when a case goes over', () => {
  it('an offered hand-off stays offered: who accepts it holds the case', () => {
    const played = new Played(edition(), '2020-01-25 08:00').say('2020-01-25 09:00', 'seen', { finding: 'ill' });
    const moved = after(played, goOver(played, edition({ within: '12h' }), '2020-01-25 09:30'));
    expect(moved.current.slots).toEqual(played.current.slots);
    expect(moved.say('2020-01-25 10:00', 'accepted', {}, { role: 'clinic' }).current).toMatchObject({
      at: ['watched'],
      holder: { role: 'clinic' },
    });
  });
  it('what the new edition asks besides is asked, unless the map says not to', () => {
    const more = edition({ also: ', weighed: { by: doctor, due: 6h, late: slow }' });
    const played = new Played(edition(), '2020-01-25 08:00');
    expect(dueOf(goOver(played, more, '2020-01-25 13:00').outcome, 'weighed')).toEqual(['2020-01-25 19:00']);
    expect(dueOf(goOver(played, more, '2020-01-25 13:00', { notAsked: ['waiting.weighed'] }).outcome, 'weighed')).toEqual([]);
  });
  it('what the new edition no longer asks is withdrawn, or carried where it must be done or the map says so', () => {
    const more = (owed: string) => edition({ also: `, weighed: { by: doctor, due: 6h, late: slow${owed} }` });
    const outcome = (owed: string, map: MigrationMap = {}) =>
      goOver(new Played(more(owed), '2020-01-25 08:00'), edition(), '2020-01-25 13:00', map).outcome;
    expect(outcome('').case.closed).toMatchObject([{ event: 'weighed', status: 'withdrawn' }]);
    const carried: MigrationMap = { states: { waiting: { tasks: { weighed: { as: 'carried' } } } } };
    for (const kept of [outcome(', owed: until_done'), outcome('', carried)]) {
      expect(dueOf(kept, 'weighed')).toEqual(['2020-01-25 14:00']);
      expect(kept.case.slots.find(({ event }) => event === 'weighed')!.carried).toBeDefined();
    }
  });
});

describe('where a case goes', () => {
  const split = edition({
    states:
      '  ward:\n    stage: treat\n    tracks:\n      bed: { states: { here: { tasks: { seen: { by: doctor, due: 3h, late: slow } }, on: { seen: { to: done_here } } }, done_here: { end: track } } }\n      food: { states: { fed: { on: { weighed: record } } } }\n    once: { "30d": { to: gone } }\n',
    watched: '    on: { weighed: { to: ward } }\n',
  });
  it('to the state the map names; what stands beside it begins, and is asked', () => {
    const played = new Played(edition(), '2020-01-25 08:00').say('2020-01-25 09:00', 'seen', { finding: 'well' });
    const { outcome } = goOver(played, split, '2020-01-25 10:00', { states: { watched: { to: 'ward' } } });
    expect(outcome.case.at).toEqual(['ward.bed.here', 'ward.food.fed']);
    expect(dueOf(outcome)).toEqual(['2020-01-25 13:00']);
    expect(outcome.case.entered.ward).toBe(at('2020-01-25 09:00'));
    expect(outcome.case.entered['ward.bed.here']).toBe(at('2020-01-25 10:00'));
  });
  it('not to a state that is not there, nor to an end, nor to two states where there can be one', () => {
    const inWard = after(
      new Played(edition(), '2020-01-25 08:00').say('2020-01-25 09:00', 'seen', { finding: 'well' }),
      goOver(new Played(edition(), '2020-01-25 08:00').say('2020-01-25 09:00', 'seen', { finding: 'well' }), split, '2020-01-25 10:00', {
        states: { watched: { to: 'ward' } },
      }),
    );
    expect(tried(inWard, edition(), '2020-01-25 11:00')).toEqual({
      refused: 'not_mapped',
      params: { why: 'state_gone', state: 'ward.bed.here' },
    });
    const both: MigrationMap = { states: { 'ward.bed.here': { to: 'waiting' }, 'ward.food.fed': { to: 'watched' } } };
    expect(tried(inWard, edition(), '2020-01-25 11:00', both)).toMatchObject({ params: { why: 'two_in_one' } });
    const played = new Played(edition(), '2020-01-25 08:00');
    expect(tried(played, edition({ within: '1h' }), '2020-01-25 09:00', { states: { waiting: { to: 'gone' } } })).toMatchObject({
      params: { why: 'would_end', state: 'gone' },
    });
  });
  it('only from the edition it is under, with a reason, to one that is published', () => {
    const played = new Played(edition(), '2020-01-25 08:00');
    const input = { kind: 'migrate', map: {}, recorded: at('2020-01-25 09:00'), by: supervisor } as const;
    expect(apply(played.machine, played.current, { ...input, to: { $protocol: 'none' }, reason: 'r' })).toMatchObject({
      params: { why: 'not_published' },
    });
    const to = { $protocol: split.hash, body: split.protocol };
    expect(apply(played.machine, played.current, { ...input, to, reason: ' ' })).toMatchObject({ refused: 'reason_needed' });
  });
});

describe('who may move a case to another edition', () => {
  const asked = (role: string, from: Machine, to: Machine): Outcome | Refusal => {
    const { current } = new Played(from, '2020-01-25 08:00');
    const by = { role, place };
    const recorded = at('2020-01-25 09:00');
    return apply(from, current, { kind: 'migrate', to: { $protocol: to.hash, body: to.protocol }, map: {}, recorded, by, reason: 'third' });
  };
  const shorter = edition({ within: '12h' });

  it('whoever the edition that is left names as a supervisor, and nobody else', () => {
    expect(asked('leader', edition(), shorter)).toMatchObject({ case: { edition: '1' } });
    expect(asked('doctor', edition(), shorter)).toEqual({ refused: 'not_supervisor', params: { role: 'doctor', roles: 'leader' } });
    const doctors = edition({ within: '12h', supervisors: 'supervisors: doctor' });
    expect(asked('doctor', edition(), doctors)).toMatchObject({ refused: 'not_supervisor' });
  });
  it('where it names nobody, whoever the edition that is entered names', () => {
    const nobodys = edition({ supervisors: '' });
    expect(asked('leader', nobodys, shorter)).toHaveProperty('case');
    expect(asked('doctor', nobodys, shorter)).toMatchObject({ refused: 'not_supervisor', params: { roles: 'leader' } });
    expect(asked('leader', nobodys, edition({ within: '12h', supervisors: '' }))).toMatchObject({ params: { roles: '' } });
  });
  it('the same take it back, and no others; who and why stands in the story of the case', () => {
    const played = new Played(edition(), '2020-01-25 08:00');
    const { outcome } = goOver(played, shorter, '2020-01-25 13:00');
    const undo = (role: string, reason = 'too soon') =>
      apply(
        shorter,
        outcome.case,
        {
          kind: 'unmigrate',
          from: played.machine.hash,
          to: shorter.hash,
          recorded: at('2020-01-25 14:00'),
          by: { role, place },
          reason,
        },
        () => played.machine,
      );
    expect(undo('doctor')).toMatchObject({ refused: 'not_supervisor' });
    expect(undo('leader', ' ')).toMatchObject({ refused: 'reason_needed' });
    const notes = [...outcome.effects, ...(undo('leader') as Outcome).effects].flatMap((effect) =>
      effect.kind === 'record' ? [effect.note] : [],
    );
    expect(notes).toMatchObject([
      { note: 'migrated', by: supervisor, reason: 'third edition' },
      { note: 'unmigrated', by: supervisor, reason: 'too soon' },
    ]);
  });
});

describe('what a supervisor decided, when the case goes over', () => {
  const decide = (played: Played, override: Override, when: string): Played =>
    played.input({ ...override, recorded: at(when), by: supervisor, reason: 'so decided' });
  const opened = () => new Played(bound(), '2020-01-25 08:00');
  const bound = (extend = '6h', within = '24h') => edition({ within: `${within}, extend: ${extend}` });

  it('a deadline that was put off stays put off; how much further is for the new edition to say', () => {
    const played = decide(opened(), { kind: 'extend', task: 'seen', due: at('2020-01-26 11:00') }, '2020-01-25 09:00');
    const moved = after(played, goOver(played, bound('4h', '12h'), '2020-01-25 10:00'));
    expect(moved.dues('seen')).toEqual(['2020-01-26 11:00']);
    const further = (due: string): Outcome | Refusal =>
      apply(moved.machine, moved.current, {
        kind: 'extend',
        task: 'seen',
        due: at(due),
        recorded: at('2020-01-25 11:00'),
        by: supervisor,
        reason: 'r',
      });
    expect(further('2020-01-26 12:00')).toHaveProperty('case');
    expect(further('2020-01-26 12:01')).toMatchObject({ refused: 'beyond_bound', params: { latest: '2020-01-26 12:00' } });
    expect(moved.say('2020-01-25 11:30', 'weighed', { kg: 60 }).dues('seen')).toEqual(['2020-01-26 11:00']);
  });
  it('a deadline that is counted anew is put off no more', () => {
    const played = decide(opened(), { kind: 'extend', task: 'seen', due: at('2020-01-26 11:00') }, '2020-01-25 09:00');
    expect(dueOf(goOver(played, bound('4h', '12h'), '2020-01-25 10:00', { due: 'remaining' }).outcome)).toEqual(['2020-01-25 20:00']);
  });
  it('what was given to others is theirs, also where it is called otherwise', () => {
    const played = decide(opened(), { kind: 'reassign', task: 'seen', place: 'other-village' }, '2020-01-25 09:00');
    const { outcome } = goOver(played, edition({ within: '12h' }), '2020-01-25 10:00');
    expect(outcome.case.slots).toMatchObject([{ event: 'seen', place: 'other-village' }]);
  });
  it('an offer that was taken back stays so, and can be made again', () => {
    const played = opened().say('2020-01-25 09:00', 'seen', { finding: 'ill' });
    const recalled = decide(played, { kind: 'recall' }, '2020-01-25 09:10');
    const moved = after(recalled, goOver(recalled, edition({ within: '12h' }), '2020-01-25 09:30'));
    expect(moved.current.slots).toEqual([]);
    expect(moved.current.attention).toMatchObject([{ code: 'offer_withdrawn' }]);
    expect(decide(moved, { kind: 'offer' }, '2020-01-25 09:40').current.slots).toMatchObject([{ kind: 'hand_off', by: ['clinic'] }]);
  });
  it('a correction after both replays both: decisions under the edition in which they were made', () => {
    const before = opened().say('2020-01-25 08:30', 'seen', { finding: 'ill' });
    decide(before, { kind: 'recall' }, '2020-01-25 08:40');
    decide(before, { kind: 'offer' }, '2020-01-25 08:50');
    const moved = after(before, goOver(before, edition({ within: '12h' }), '2020-01-25 10:00'));
    moved.say('2020-01-25 10:10', 'accepted', {}, { role: 'clinic' });
    decide(moved, { kind: 'void' }, '2020-01-25 10:20');
    decide(moved, { kind: 'reopen' }, '2020-01-25 10:30');
    const entry = moved.current.record.find(({ event }) => event === 'seen')!.id;
    const corrected = (finding: string) =>
      apply(
        moved.machine,
        moved.current,
        { kind: 'correct', entry, data: { finding }, recorded: at('2020-01-25 10:40'), by: { role: 'doctor', place }, reason: 'mistyped' },
        (hash) => [before.machine, moved.machine].find((machine) => machine.hash === hash),
      ) as Outcome;
    expect(corrected('ill').case.attention.filter(({ resolved }) => !resolved)).toEqual([]);
    expect(corrected('ill').case.at).toEqual(['watched']);
  });
});

describe('the record under another edition', () => {
  const played = (finding: string) =>
    new Played(edition(), '2020-01-25 08:00').say('2020-01-25 08:30', 'weighed', { kg: 60 }).say('2020-01-25 09:00', 'seen', { finding });
  const stricter = edition({ seen: '{ finding: { type: text, one_of: [well, ill] } }' });

  it('is read as far as it fits; what does not fit is named, not lost', () => {
    expect(tried(played('unwell'), stricter, '2020-01-25 10:00')).toMatchObject({
      params: { why: 'entry_unread', event: 'seen', field: 'finding' },
    });
    const { outcome } = goOver(played('unwell'), stricter, '2020-01-25 10:00', { events: { seen: null } });
    expect(outcome.case.record.map(({ event, hidden }) => [event, hidden !== undefined])).toEqual([
      ['opened', false],
      ['weighed', false],
      ['seen', true],
    ]);
  });

  describe('of a case that is merged into another', () => {
    const renamed = edition({ weighed: 'on_scales' });
    const weighed = () => new Played(edition(), '2020-01-25 08:00').say('2020-01-25 08:30', 'weighed', { kg: 60 });
    /** Into a case under the edition with the new name. */
    const merge = (own: Played): Played => {
      own.input({ kind: 'merge', into: 'other', recorded: at('2020-01-25 10:00'), by: supervisor, reason: 'one person' });
      const sent = own.effects.find((effect) => effect.kind === 'send')!;
      if (sent.kind !== 'send') throw new Error(sent.kind);
      const told = { event: sent.event, data: {}, from: 'c', number: 1, at: sent.at, recorded: sent.at };
      const other = new Played(renamed, '2020-01-25 08:00', { id: 'other' });
      return other.input({ kind: 'message', ...told, ...(sent.estate && { estate: sent.estate }) });
    };
    it("is the other one's as it was read last, also where it is replayed", () => {
      const before = weighed();
      const other = merge(after(before, goOver(before, renamed, '2020-01-25 09:00', { events: { weighed: 'on_scales' } })));
      expect(other.fact('weight')).toBe(60);
      expect(other.current.attention).toEqual([]);
      expect(asWritten(other.current.record.at(-1)!)).toMatchObject({ event: 'on_scales', data: { kg: 60 } });
    });
    it('is pointed out where the edition of the other cannot read it', () => {
      const other = merge(weighed());
      expect(other.current.record.at(-1)).toMatchObject({ event: 'weighed', hidden: true });
      expect(other.current.attention).toMatchObject([{ code: 'unplaced', detail: { says: 'taken_over', event: 'weighed', case: 'c' } }]);
    });
  });

  it('is folded again from the beginning when it is corrected after, under the edition that held then', () => {
    const before = played('ill');
    const shorter = edition({ within: '12h' });
    const moved = after(before, goOver(before, shorter, '2020-01-25 10:00'));
    const entry = moved.current.record.find(({ event }) => event === 'seen')!.id;
    const correct = (finding: string) =>
      apply(
        shorter,
        moved.current,
        { kind: 'correct', entry, data: { finding }, recorded: at('2020-01-25 10:30'), by: { role: 'doctor', place }, reason: 'mistyped' },
        (hash) => [before.machine, shorter].find((machine) => machine.hash === hash),
      ) as Outcome;
    expect(correct('ill').case.attention).toEqual([]);
    expect(correct('well').case.attention).toMatchObject([{ code: 'would_be_elsewhere', detail: 'watched' }]);
  });
});

describe('taking a migration back', () => {
  const undo = (machine: Machine, played: Played, current = played.current, to = machine): Outcome | Refusal =>
    apply(
      machine,
      current,
      {
        kind: 'unmigrate',
        from: played.machine.hash,
        to: to.hash,
        recorded: at('2020-01-25 14:00'),
        by: supervisor,
        reason: 'too soon',
      },
      (hash) => (hash === played.machine.hash ? played.machine : undefined),
    );

  it('puts the case back as it was, with its tasks, deadlines and ladder', () => {
    const played = new Played(edition(), '2020-01-25 08:00');
    const { outcome, machine } = goOver(
      played,
      edition({ within: '12h', also: ', weighed: { by: doctor, due: 6h, late: slow }' }),
      '2020-01-25 13:00',
      { due: 'remaining' },
    );
    const back = undo(machine, played, outcome.case) as Outcome;
    const { seq, now, nextWake, ...rest } = played.current;
    expect(back.case).toMatchObject(rest);
    expect(back.case).toMatchObject({ seq: seq + 2, now: at('2020-01-25 14:00'), nextWake });
    expect(back.case.migrations).toBeUndefined();
    expect(back.case.undo).toBeUndefined();
  });
  it('is refused once anything has happened since, and where nothing was migrated, or not so', () => {
    const played = new Played(edition(), '2020-01-25 08:00');
    expect(undo(played.machine, played)).toMatchObject({ refused: 'not_migrated' });
    const other = goOver(played, edition({ within: '6h' }), '2020-01-25 09:00');
    expect(undo(other.machine, played, other.outcome.case, edition({ within: '12h' }))).toMatchObject({ refused: 'not_migrated' });
    const moved = after(played, goOver(played, edition({ within: '12h' }), '2020-01-25 13:00')).say('2020-01-25 13:30', 'weighed', {
      kg: 60,
    });
    expect(undo(moved.machine, played, moved.current)).toMatchObject({ refused: 'moved_on' });
  });
  it('is refused where the migration itself has made something late that cannot be unsaid', () => {
    const played = new Played(edition(), '2020-01-25 08:00');
    const { outcome, machine } = goOver(played, edition({ within: '2h' }), '2020-01-25 13:00', { due: 'remaining' });
    expect(undo(machine, played, outcome.case)).toMatchObject({ refused: 'moved_on' });
  });
});
