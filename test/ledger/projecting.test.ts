import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/kernel/effect.ts';
import { caseById, digestOf, exposuresOf, project, putPerson, rebuildCase, storyOf, tell } from '../../src/ledger/index.ts';
import { line, NOW, projection, slot, tempLedger } from './sample.ts';

describe('a projection', () => {
  it('shows the whole case: row, tasks, timeline, messages', async () => {
    const ledger = await tempLedger();
    const sent = projection('c-1', 1, {}, [slot('b', { due: null }), slot('a')], [line(1, 0), line(1, 1)]);
    expect(await project(ledger, sent)).toBe('written');
    const file = await caseById(ledger, 'c-1');
    expect(file?.row).toEqual(sent.row);
    expect(file?.tasks).toEqual(sent.slots);
    expect(file?.timeline).toEqual(sent.lines);
    expect(file).toMatchObject({ life: 'running', digest: digestOf(sent), earliestDue: sent.slots[1]?.due, messages: [] });
    expect(await caseById(ledger, 'c-2')).toBeUndefined();
  });

  it('sent twice changes nothing', async () => {
    const ledger = await tempLedger();
    await project(ledger, projection('c-1', 1));
    const once = await caseById(ledger, 'c-1');
    await project(ledger, projection('c-1', 1));
    expect(await caseById(ledger, 'c-1')).toEqual(once);
  });

  it('replaces a step that no history has: the same number again, with other lines and tasks', async () => {
    const ledger = await tempLedger();
    await project(ledger, projection('c-1', 1));
    await project(
      ledger,
      projection(
        'c-1',
        2,
        { at: ['febrile'], stages: ['diagnose'] },
        [slot('a'), slot('ghost')],
        [line(2, 0, 'ghost'), line(2, 1, 'ghost')],
      ),
    );
    const real = projection('c-1', 2, { at: ['release_due'], stages: ['control'] }, [slot('a', { status: 'done' })], [line(2, 0, 'real')]);
    await project(ledger, real);
    const file = await caseById(ledger, 'c-1');
    expect(file?.timeline).toEqual([line(1, 0), line(2, 0, 'real')]);
    expect(file?.tasks).toEqual(real.slots);
    expect(file?.earliestDue).toBeNull();
    expect(file?.digest).toBe(digestOf(real));
  });

  it('replaces with such a step all that it told: of whom, of which exposure, and what was answered', async () => {
    const ledger = await tempLedger();
    const { id: person } = await putPerson(ledger, { name: 'a', phone: '1' }, { role: 'investigator', place: 'qinzhou' });
    const told = (seq: number, from: string): Effect => ({
      kind: 'record',
      note: {
        note: 'event',
        entry: {
          id: seq,
          event: 'opened',
          at: NOW,
          recorded: NOW,
          from,
          by: { role: 'case', place: 'sample-village' },
          data: { exposed_on: '2020-01-24' },
        },
      },
      seq,
      index: 0,
      at: NOW,
    });
    const said = (seq: number, from: string) => ({
      ...projection('c-1', seq, { subject: person }, undefined, [told(seq, from)]),
      answers: [{ key: from, at: NOW, answer: { seq, at: ['observed'], now: NOW } }],
    });
    const kept = async () => ({
      links: await ledger.db.selectFrom('case_links').select(['seq', 'linked']).orderBy('seq').execute(),
      exposures: (await exposuresOf(ledger, person)).length,
      answers: await ledger.db.selectFrom('answers').select(['seq', 'key']).orderBy('seq').execute(),
    });
    await project(ledger, said(1, 'c-first'));
    await project(ledger, said(2, 'c-ghost'));
    expect(await kept()).toMatchObject({ links: [{ linked: 'c-first' }, { linked: 'c-ghost' }], exposures: 2, answers: [{}, {}] });
    await project(ledger, projection('c-1', 2, { subject: person }));
    expect(await kept()).toEqual({ links: [{ seq: 1, linked: 'c-first' }], exposures: 1, answers: [{ seq: 1, key: 'c-first' }] });
  });

  it('keeps a task that was withdrawn beside the same one asked for anew', async () => {
    const ledger = await tempLedger();
    const twice = projection('c-1', 1, {}, [slot('a@1', { status: 'withdrawn' }), slot('a@1', { status: 'withdrawn' }), slot('a@1')]);
    await project(ledger, twice);
    expect((await caseById(ledger, 'c-1'))?.tasks).toEqual(twice.slots);
    const done = projection('c-1', 2, {}, [...twice.slots.slice(0, 2), slot('a@1', { status: 'done' })]);
    await project(ledger, done);
    expect((await caseById(ledger, 'c-1'))?.tasks).toEqual(done.slots);
  });

  it('leaves what a case no longer holds itself as it is, and tells it again when the ledger is written anew', async () => {
    const ledger = await tempLedger();
    const closed = (id: string, at: number) => slot(id, { status: 'done', closed: at });
    const all = [closed('a', 1), closed('b', 2), closed('c', 30)];
    const first = projection('c-1', 1, {}, [...all, slot('d')]);
    await project(ledger, first);
    const archive = { slots: 2, at: 20 };
    const second = { ...projection('c-1', 2, {}, [closed('c', 30), slot('d'), slot('e')]), archive };
    await project(ledger, second);
    const third = { ...projection('c-1', 3, {}, [closed('c', 30), closed('d', 31), slot('f')]), archive };
    await project(ledger, third);
    // A step that no history has is replaced all the same: e was asked for in it.
    const told = [...all.slice(0, 2), ...third.slots];
    expect((await caseById(ledger, 'c-1'))?.tasks).toEqual(told);
    const anew = await tempLedger();
    const story = storyOf([first, second, third])!;
    await rebuildCase(anew, { projection: story });
    expect((await caseById(anew, 'c-1'))?.tasks).toEqual(told);
    expect((await caseById(anew, 'c-1'))?.digest).toBe(digestOf(third));
    await project(anew, { ...third, lines: [] }, { force: true });
    expect((await caseById(anew, 'c-1'))?.tasks).toEqual(told);
  });

  it('takes at once what very many cases have told', async () => {
    const ledger = await tempLedger();
    const told = Array.from({ length: 7_000 }, (_, n) => ({
      kind: 'record' as const,
      note: { note: 'linked' as const, name: 'contact', case: `c-${n}` },
      seq: n + 1,
      index: 0,
      at: n,
    }));
    expect(await project(ledger, projection('c-1', 7_000, {}, [], told))).toBe('written');
    expect((await caseById(ledger, 'c-1'))?.timeline).toHaveLength(7_000);
  });

  it('that catches up after an outage brings the lines of every step since', async () => {
    const ledger = await tempLedger();
    await project(ledger, projection('c-1', 1));
    await project(ledger, projection('c-1', 4, {}, [], [line(2, 0), line(3, 0), line(4, 0)]));
    expect((await caseById(ledger, 'c-1'))?.timeline.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  it('that comes late is not written over a newer one', async () => {
    const ledger = await tempLedger();
    await project(ledger, projection('c-1', 5));
    const before = await caseById(ledger, 'c-1');
    expect(await project(ledger, projection('c-1', 4, { at: ['old'] }, []))).toBe('older');
    expect(await caseById(ledger, 'c-1')).toEqual(before);
  });

  it('has a digest of what it says, not of the run that wrote it or of its lines', () => {
    const digest = digestOf(projection('c-1', 1));
    expect(digestOf(projection('c-1', 1, { run: 'run-2' }, undefined, []))).toBe(digest);
    expect(digestOf(projection('c-1', 1, { attention: 1 }))).not.toBe(digest);
    expect(digestOf(projection('c-1', 1, {}, [slot('a', { step: 1 })]))).not.toBe(digest);
  });
});

describe('what was told', () => {
  it('is kept once for each key, with the unit that held the role', async () => {
    const ledger = await tempLedger();
    await project(ledger, projection('c-1', 1));
    const told = {
      key: 'c-1:1:0',
      caseId: 'c-1',
      roles: [
        { role: 'village_doctor', unit: 'sample-village' },
        { role: 'county_cdc', unit: null },
      ],
      place: 'sample-village',
      about: { reason: 'ladder', of: 'a', step: 0 },
      at: 7,
    } as const;
    expect(await tell(ledger, { ...told, roles: [...told.roles] })).toBe('told');
    expect(await tell(ledger, { ...told, roles: [...told.roles] })).toBe('already');
    const { roles: _, caseId: __, ...common } = told;
    expect((await caseById(ledger, 'c-1'))?.messages).toEqual([
      { ...common, role: 'county_cdc', unit: null },
      { ...common, role: 'village_doctor', unit: 'sample-village' },
    ]);
  });
});
