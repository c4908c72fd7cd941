import { describe, expect, it } from 'vitest';
import { type LibraryText, readLibrary } from '../../src/language/index.ts';

/** A protocol whose cases end in one of two ways, and whatever is said besides. */
const protocol = (name: string, outcomes: string[], more: { facts?: string; effect?: string } = {}) => `protocol: ${name}
edition: "${outcomes.length}"
title: Sample
subject: person
zone: Asia/Shanghai
${more.facts ? `facts:\n  looked: { is: '${more.facts}', title: Looked }\n` : ''}events: { seen: { by: doctor, title: Seen } }
ladders: { slow: [{ after: 0m, tell: doctor }] }
outcomes: { ${outcomes.map((outcome) => `${outcome}: ${outcome}`).join(', ')} }
states:
  watched:
    stage: discover
    tasks: { seen: { by: doctor, due: 1d, late: slow } }
    on:
      seen:
        - { when: size(seen) == 1, to: ${outcomes[0]}${more.effect ?? ''} }
        - otherwise: { to: ${outcomes.at(-1)} }
${outcomes.map((outcome) => `  ${outcome}: { stage: control, end: ${outcome} }`).join('\n')}
`;
const problemsIn = (...texts: LibraryText[]) =>
  readLibrary(texts)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ code, line, en, suggestion }) => ({ code, line, en, suggestion }));
const contact = (facts: string) => ({ path: 'contact/protocol.yaml', text: protocol('contact', ['released', 'lost'], { facts }) });
const before = { path: 'contact/edition-1.yaml', text: protocol('contact', ['freed']) };

describe('a word with which the end of a case is compared', () => {
  it('is an outcome of the protocol, in this or another edition, or one that every case may have', () => {
    for (const word of ['released', 'lost', 'freed', 'merged'])
      expect(problemsIn(contact(`earlier.exists(e, e.outcome == "${word}")`), before), word).toEqual([]);
  });

  it('is marked where no case can end so', () => {
    expect(problemsIn(contact('earlier.exists(e, e.outcome != "relaesed")'), before)).toEqual([
      expect.objectContaining({
        code: 'closed-list',
        line: 7,
        suggestion: 'released',
        en: expect.stringContaining('released, lost, freed'),
      }),
    ]);
    expect(problemsIn(contact('earlier.exists(e, e.outcome in ["lost", "frede"])'), before)).toMatchObject([{ suggestion: 'freed' }]);
  });

  it('of a case that was opened here, is an outcome of the protocol it was opened under', () => {
    const family = (word: string) => ({
      path: 'family/protocol.yaml',
      text: protocol('family', ['done', 'over'], {
        facts: `children.ours.exists(c, c.outcome == "${word}")`,
        effect: ', open: { protocol: contact, for: "seen.last().by", as: ours }',
      }),
    });
    expect(problemsIn(family('lost'), contact('size(seen) > 0'))).toEqual([]);
    expect(problemsIn(family('done'), contact('size(seen) > 0'))).toMatchObject([{ code: 'closed-list', line: 7 }]);
  });
});
