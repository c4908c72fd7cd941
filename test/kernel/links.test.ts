import { describe, expect, it } from 'vitest';
import { Draft } from '../../src/kernel/draft.ts';
import type { Machine } from '../../src/kernel/index.ts';
import { type Context, outlineOf } from '../../src/language/index.ts';
import { World } from '../../src/simulator/index.ts';
import { at, place, written } from './written.ts';

const contactText = `
protocol: contact
facts: { exposed_on: { type: date, required: true } }
events:
  released: { by: doctor, title: 解除 }
  ill: { by: doctor, title: 发病 }
  source_excluded: { by: case, title: 已排除 }
outcomes: { released: 解除, ill: 发病 }
on: { opened: record }
states:
  observed:
    stage: isolate
    tasks: { released: { by: doctor, due: 14d, late: slow } }
    on:
      released: { to: released }
      source_excluded: { to: released }
      ill: { to: ill, send: { event: fell_ill, to: opener, with: { on: date(data.at) } } }
  released: { stage: control, end: released }
  ill: { stage: control, end: ill }
`;
const indexText = `
protocol: index
facts:
  open_contacts: { is: "size(children.contacts.filter(c, c.open))" }
  ill_contacts: { is: 'children.contacts.filter(c, c.outcome == "ill").map(c, c.case)' }
  all_closed: { is: "size(children.contacts) > 0 && open_contacts == 0" }
  times_before: { is: "size(earlier)" }
  relapse: { is: 'earlier.exists(e, e.outcome == "over")' }
events:
  contacts_named: { by: doctor, title: 接触者, data: { who: { type: person, many: true } } }
  fell_ill: { by: case, title: 发病, data: { on: { type: date } } }
  excluded: { by: doctor, title: 排除 }
on:
  contacts_named: { open: { protocol: contact, for: each data.who, with: { exposed_on: date(data.at) }, as: contacts } }
  fell_ill: record
  case_closed: { tell: doctor }
states:
  ill:
    stage: treat
    tasks: { excluded: { by: doctor, due: 30d, late: slow } }
    once: { all_closed: { to: over } }
    on: { excluded: { to: over, send: { event: source_excluded, to: contacts } } }
  over: { stage: control, end: over }
`;

function protocols(): [Machine, Machine] {
  // Each is read once for what the other may know of it.
  const [first, second] = [written(contactText), written(indexText)];
  const context: Context = { protocols: { contact: outlineOf(first.protocol), index: outlineOf(second.protocol) } };
  return [written(contactText, context), written(indexText, context)];
}
const [contact, index] = protocols();

function outbreak() {
  const world = new World([contact, index]);
  const say = (id: string, when: string, event: string, data: object = {}) => {
    const refused = world.apply(id, {
      kind: 'event',
      event,
      at: at(when),
      recorded: at(when),
      by: { role: 'doctor', place },
      data: data as never,
    });
    if (refused) throw new Error(JSON.stringify(refused));
  };
  const open = (id: string, when: string) =>
    world.open('index', { id, subject: 'p', place, now: at(when), by: { role: 'doctor', place }, data: {} });
  const fact = (id: string, name: string) => new Draft(world.machineOf(world.cases.get(id)!), world.cases.get(id)!).fact(name);
  open('i', '2020-01-25 08:00');
  say('i', '2020-01-25 09:00', 'contacts_named', { who: ['a', 'b'] });
  return { world, say, open, fact };
}

describe('cases that are linked', () => {
  it('know which of those they opened are still open, and how the others ended', () => {
    const { say, fact } = outbreak();
    expect(fact('i', 'open_contacts')).toBe(2);
    say('i/contact-1', '2020-01-26 09:00', 'ill');
    expect(fact('i', 'open_contacts')).toBe(1);
    expect(fact('i', 'ill_contacts')).toEqual(['i/contact-1']);
  });

  it('act on it: when the last has ended, so does the opener', () => {
    const { world, say } = outbreak();
    say('i/contact-1', '2020-01-26 09:00', 'released');
    expect(world.cases.get('i')!.at).toEqual(['ill']);
    say('i/contact-2', '2020-01-27 09:00', 'released');
    expect(world.cases.get('i')).toMatchObject({ status: 'ended', endedAt: at('2020-01-27 09:00') });
    expect(world.trace.filter(({ case: id, effect }) => id === 'i' && effect.kind === 'tell')).toHaveLength(2);
  });

  it('tell the one that opened them what it asked to hear, with the data', () => {
    const { world, say } = outbreak();
    say('i/contact-2', '2020-01-26 09:00', 'ill');
    expect(world.cases.get('i')!.record.filter(({ event }) => event === 'fell_ill')).toMatchObject([
      { from: 'i/contact-2', data: { on: '2020-01-26' } },
    ]);
    expect(world.cases.get('i')!.attention).toEqual([]);
  });

  it('are told by it, and a case that has ended hears no more and minds no more', () => {
    const { world, say } = outbreak();
    say('i', '2020-01-26 09:00', 'excluded');
    expect([...world.cases.values()].map(({ status, outcome }) => [status, outcome])).toEqual([
      ['ended', 'over'],
      ['ended', 'released'],
      ['ended', 'released'],
    ]);
    expect([...world.cases.values()].flatMap(({ attention }) => attention)).toEqual([]);
  });

  it('that somebody else opens again tell both how they end', () => {
    const { world, say, open, fact } = outbreak();
    world.open('index', { id: 'j', subject: 'q', place, now: at('2020-01-25 10:00'), by: { role: 'doctor', place }, data: {} });
    say('j', '2020-01-25 11:00', 'contacts_named', { who: ['a'] });
    expect(fact('j', 'open_contacts')).toBe(1);
    say('i/contact-1', '2020-01-26 09:00', 'released');
    expect([fact('i', 'open_contacts'), fact('j', 'open_contacts')]).toEqual([1, 0]);
    expect(open('i2', '2020-01-26 10:00')).toBeUndefined();
  });
});

describe('a subject whose case has ended before', () => {
  it('brings that along into the next', () => {
    const { say, open, fact } = outbreak();
    expect(fact('i', 'times_before')).toBe(0);
    say('i', '2020-01-26 09:00', 'excluded');
    open('again', '2020-02-10 09:00');
    expect(fact('again', 'times_before')).toBe(1);
    expect(fact('again', 'relapse')).toBe(true);
  });
});

describe('what is not accepted on the other side is found by the author', () => {
  const context: Context = { protocols: { contact: outlineOf(contact.protocol), index: outlineOf(index.protocol) } };
  it.each([
    ['with: { on: date(data.at) }', 'with: { on: data.at }', '"on" is Date, not Instant'],
    ['with: { on: date(data.at) }', 'with: {}', 'requires on'],
    ['event: fell_ill', 'event: fallen_ill', 'takes no "fallen_ill"'],
  ])('%s → %s', (right, wrong, because) => {
    expect(contactText).toContain(right);
    expect(() => written(contactText.replace(right, wrong), context)).toThrow(because);
  });

  it('also that nobody opens it at all', () => {
    expect(() => written(contactText, { protocols: { contact: outlineOf(contact.protocol) } })).toThrow('no protocol opens');
  });
});
