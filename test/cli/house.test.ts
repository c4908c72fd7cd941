import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { ImportResult } from '../../src/ledger/index.ts';
import { early, everythingIn, type House, openHouse } from './early.ts';

const binary = inject('temporalBinary');
const register = join(import.meta.dirname, 'register.csv');
const mapping = join(import.meta.dirname, 'mapping.yaml');
const from = Date.parse('2020-01-31T08:00:00+08:00');
const doctor = 'village_doctor@sample-village';

let house: House;
let rows: ImportResult['rows'];
/** Everything the command line printed. */
let printed = '';

async function say(...args: string[]) {
  const said = await house.early(...args);
  printed += said.out + said.err;
  return said;
}
const take = (file: string) => ['import', file, '--protocol', 'close-contact', '--map', mapping];
const caseOfLine = (line: number) => rows.find((row) => row.line === line)!.caseId!;

describe.skipIf(binary === undefined)('with the house running, in another terminal', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    house = await openHouse(binary!, from);
  }, 120_000);
  afterAll(() => house?.close());

  it('a register is imported: each good row a case, each bad one named, and the numbers add up', async () => {
    const { code, out } = await say(...take(register));
    expect(code).toBe(1);
    for (const bad of ['5 (村): [refused unit_unknown]', '6 (末次接触日期): [refused date_impossible]', '8: [refused ragged]'])
      expect(out).toContain(`${register}:${bad}`);
    expect(out).toContain('11 rows = 3 opened + 1 opened with a warning + 1 twice in the file + 0 unchanged + 6 refused');
    rows = (await house.json<ImportResult>(...take(register))).rows;
    expect(rows.filter(({ fate }) => fate === 'unchanged')).toHaveLength(4);
    expect((await say('cases', '--limit', '0')).out).toBe('4 cases = isolate 4\n');
  });

  it('one person is taken from fever over hand-off and suspicion to exclusion', async () => {
    const id = caseOfLine(2);
    const told: string[] = [];
    const act = async (...args: string[]) => {
      const { code, out, err } = await say('do', id, ...args);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      told.push(out.trim());
    };
    await act('temperature_taken', 'celsius=37.9', 'symptoms=no', '--as', doctor);
    await act('accepted', '--as', 'fever_clinic@qinzhou-fever-clinic');
    await act('seen_by_clinic', 'finding=suspected', '--as', 'fever_clinic@qinzhou-fever-clinic');
    expect(told.at(-1)).toContain('became "A suspected case to the end of follow-up": now Bed sought');
    await act('specimen_received', 'specimen=S1', '--as', 'laboratory@qinzhou-cdc');
    for (const [specimen, sampled] of [
      ['S1', '2020-01-30 07:00'],
      ['S2', '2020-01-31 07:30'],
    ])
      await act('result_returned', `specimen=${specimen}`, 'result=negative', `sampled_at=${sampled}`, '--as', 'laboratory@qinzhou-cdc');
    expect(told.at(-1)).toBe('recorded #8: now Excluded; ended: Excluded');
    expect((await say('cases', '--limit', '0')).out).toBe('4 cases = isolate 3 + ended (Excluded) 1\n');
    expect((await say('do', id, 'died', '--as', 'ward@qinzhou-hospital')).out).toContain('refused: the case has ended (Excluded)');
  });

  it('a Chinese reader meets titles only, except where something has to be typed', async () => {
    const id = caseOfLine(2);
    const { out } = await say('case', id, '--lang', 'zh');
    const typed = out.indexOf('现在可以做');
    const story = out.slice(0, typed) + out.slice(out.indexOf('经过：'));
    expect(story).toContain('体温测量：体温 37.9 °C、有症状 否（样例村村医）');
    expect(story).toContain('来自名册 sample-town-2020 第 2 行');
    expect(story.replaceAll(/[cp]-\w+|sample-town-2020|°C|negative|suspected|S\d/g, '').match(/[A-Za-z_]{2,}/g)).toBeNull();
    const other = caseOfLine(3);
    const words = ['体温测量', '体温=３６．６', '有症状=否', '--as', '村医@牡丹东村（样例）', '--lang', 'zh'];
    expect((await say('do', other, ...words)).out).toBe('已记录 #2：现在 观察中\n');
  });

  it.each([
    ['an unknown case', ['c-nobody', 'temperature_taken', '--as', doctor], 1, 'the ledger has no case c-nobody'],
    ['an unknown event', ['ID', 'temprature_taken', ...AS()], 1, 'did you mean "temperature_taken"?'],
    ['a name that every object has', ['ID', 'constructor', ...AS()], 1, 'there is no event "constructor"'],
    [
      'an event this role may not send',
      ['ID', 'temperature_taken', '--as', 'ward@qinzhou-hospital'],
      1,
      '"Isolation ward (ward)" may not report',
    ],
    [
      'an event not expected now',
      ['ID', 'seen_by_clinic', 'finding=other', '--as', 'fever_clinic@qinzhou-fever-clinic'],
      1,
      'is not expected in Under observation',
    ],
    ['an unknown unit', ['ID', 'temperature_taken', '--as', 'village_doctor@sample-vilage'], 1, 'did you mean "sample-village"?'],
    ['an unknown role', ['ID', 'temperature_taken', '--as', 'doctor@sample-village'], 1, 'there is no role "doctor"'],
    [
      'a role the unit does not hold',
      ['ID', 'temperature_taken', '--as', 'ward@sample-village'],
      1,
      '"Sample Village" does not hold "ward"',
    ],
    [
      'the doctor of another village',
      ['ID', 'temperature_taken', '--as', 'village_doctor@yuquan-north'],
      1,
      'is "mudan-east", not "yuquan-north"',
    ],
    ['a linked case, played by a person', ['ID', 'source_excluded', '--as', 'case@mudan-east'], 1, 'there is no role "case"'],
    ['half an actor', ['ID', 'temperature_taken', '--as', 'village_doctor'], 2, '--as is ROLE@UNIT'],
    ['no actor', ['ID', 'temperature_taken'], 2, "required option '--as <role@unit>' not specified"],
    ['a field without a value', ['ID', 'temperature_taken', 'celsius', ...AS()], 2, '"celsius" is not FIELD=VALUE'],
    ['a field twice', ['ID', 'temperature_taken', 'celsius=36', '体温=39', ...AS()], 2, 'the field "celsius" is given twice'],
    ['a field that is missing', ['ID', 'temperature_taken', 'celsius=36', ...AS()], 1, 'is required (expected: yes or no)'],
    ['a field nobody declared', ['ID', 'temperature_taken', 'celsius=36', '__proto__=1', ...AS()], 1, '"__proto__" of "Temperature taken'],
    [
      'words for a number',
      ['ID', 'temperature_taken', 'celsius=0x25', 'symptoms=no', ...AS()],
      1,
      'has the wrong type (expected: a number)',
    ],
    ['a number too large', ['ID', 'temperature_taken', 'celsius=44', 'symptoms=no', ...AS()], 1, 'is too large (expected: ≤ 43 °C)'],
    ['neither yes nor no', ['ID', 'temperature_taken', 'celsius=36', 'symptoms=maybe', ...AS()], 1, '(expected: yes or no)'],
    [
      'a time in the future',
      ['ID', 'temperature_taken', 'celsius=36', 'symptoms=no', '--at', '2021-01-01 08:00', ...AS()],
      1,
      'is dated in the future',
    ],
    [
      'a time too long ago',
      ['ID', 'temperature_taken', 'celsius=36', 'symptoms=no', '--at', '2020-01-29 08:00', ...AS()],
      1,
      'dated further back',
    ],
    ['no such time', ['ID', 'temperature_taken', '--at', '2020-01-31 25:00', ...AS()], 2, '"2020-01-31 25:00" is not "YYYY-MM-DD HH:MM"'],
    [
      'a name for a person',
      ['ID', 'temperature_taken', 'celsius=36', 'symptoms=no', '--person', '张样例', ...AS()],
      1,
      'the ledger has no person',
    ],
  ])('%s is refused with words, and nothing is written', async (_, args, code, words) => {
    const id = caseOfLine(3);
    const said = await house.early('do', ...args.map((arg) => (arg === 'ID' ? id : arg)));
    expect(said).toMatchObject({ code });
    expect(said.out + said.err).toContain(words);
  });

  it('after all that the case has the readings that were taken, and no other fact', async () => {
    const { timeline } = await house.json<{ timeline: { kind: string; note?: { note: string } }[] }>('case', caseOfLine(3));
    expect(timeline.filter(({ note }) => note?.note === 'event')).toHaveLength(2);
  });

  it('the same key is recorded once, also at once, and cannot stand for something else', async () => {
    const id = caseOfLine(4);
    const fact = ['do', id, 'temperature_taken', 'celsius=36.5', 'symptoms=no', '--as', doctor, '--key', 'round-1'];
    const answers = await Promise.all([say(...fact), say(...fact)]);
    expect(answers.map(({ out }) => out)).toEqual([expect.stringMatching(/recorded #2: /), expect.stringMatching(/recorded #2: /)]);
    expect((await say(...fact)).out).toBe('already recorded #2: now Under observation\n');
    const other = await say(...fact.map((arg) => (arg === 'celsius=36.5' ? 'celsius=39' : arg)));
    expect(other).toMatchObject({ code: 1, err: expect.stringContaining('the key round-1 was used for #2') });
    const { timeline } = await house.json<{ timeline: { kind: string; note?: { note: string } }[] }>('case', id);
    expect(timeline.filter(({ note }) => note?.note === 'event')).toHaveLength(2);
  });

  it('names in filters are looked up, by id or title, and a unit stands for all below it', async () => {
    expect((await say('cases', '--limit', '0', '--unit', '牡丹镇')).out).toBe('4 cases = isolate 3 + ended (Excluded) 1\n');
    expect((await say('cases', '--limit', '0', '--unit', 'yuquan')).out).toBe('0 cases = 0\n');
    expect((await say('cases', '--limit', '0', '--stage', '早隔离')).out).toBe('3 cases = isolate 3\n');
    expect(await say('cases', '--stage', 'isolat')).toMatchObject({ code: 1, err: expect.stringContaining('did you mean "isolate"?') });
    expect(await say('cases', '--unit', 'nowhere')).toMatchObject({ code: 1 });
    expect(await say('cases', '--protocol', 'nope')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no published protocol "nope"'),
    });
    expect(await say('cases', '--limit', 'many')).toMatchObject({ code: 2 });
  });

  it('a supervisor puts a case right: each thing is done with its reason, or refused in words', async () => {
    const id = caseOfLine(4);
    const decided = ['--as', 'county_cdc@qinzhou-cdc', '--because', 'so decided'];
    const evening = ['--to', '2020-01-31 22:00'];
    for (const [args, code, words] of [
      [['extend', id, 'temperature_taken', ...evening, ...decided], 1, 'does not let "Temperature taken (temperature_taken)" be put off'],
      [['extend', id, 'hand_off', ...evening, ...decided], 1, 'there is no open task "hand_off"'],
      [['extend', id, 'temperature_taken', ...evening, ...AS(), '--because', 'x'], 1, 'is "sample-village", not "mudan-east"'],
      [['extend', id, 'temperature_taken', ...evening, '--as', doctor, '--because', 'x'], 1, 'may not put the course of a case right'],
      [['void', id, '--as', 'county_cdc@qinzhou-cdc'], 2, "required option '--because <reason>' not specified"],
      [['correct', id, '9', 'celsius=36.6', ...decided], 1, `case ${id} has no entry #9`],
      [['correct', id, '2', ...decided], 2, 'say what it should be'],
      [['reopen', id, ...decided], 1, 'the case has not ended'],
      [['merge', id, '--into', 'c-nobody', ...decided], 1, 'the ledger has no case c-nobody'],
      [['merge', id, '--into', id, ...decided], 2, 'cannot be merged into itself'],
      [['correct', id, '2', '体温=36.6', ...decided], 0, 'recorded #3: now Under observation'],
      [['reassign', id, '体温测量', '--to', 'yuquan-north', ...decided], 0, 'recorded #4'],
      [['reassign', '--from', 'yuquan-north', '--to', 'sample-village', ...decided], 0, '1 given to others, 0 not'],
      [['reassign', '--from', 'yuquan-north', '--to', 'sample-village', ...decided], 0, '0 given to others, 0 not'],
      [['void', id, ...decided], 0, 'ended: Opened in error'],
      [['reopen', id, ...decided], 0, 'now Under observation'],
    ] as const) {
      const said = await say(...args);
      expect(said.out + said.err).toContain(words);
      expect(said.code).toBe(code);
    }
    const { out } = await say('case', id, '--lang', 'zh');
    for (const words of ['更正 #2：体温 36.6 °C', '“体温测量”改派给', '按误立结案（', '重开（']) expect(out).toContain(words);
  });

  it('two imports at once open each person once, and one that is killed is finished by the next', async () => {
    const big = join(house.folder, 'big.csv');
    const line = (i: number) => `样例${i},E620502${String(i).padStart(4, '0')},137${String(i).padStart(8, '0')},女,40,一村,2020-01-24`;
    const write = (file: string, start: number, n: number) =>
      writeFileSync(
        file,
        `姓名,证件号,电话,性别,年龄,村,末次接触日期\n${Array.from({ length: n }, (_, i) => line(start + i)).join('\n')}\n`,
      );
    write(big, 0, 100);
    const both = await Promise.all([house.json<ImportResult>(...take(big)), house.json<ImportResult>(...take(big))]);
    expect(both.map(({ totals }) => totals.opened).reduce((a, b) => a + b)).toBe(100);
    expect(both.map(({ totals }) => totals.unchanged).reduce((a, b) => a + b)).toBe(100);
    const next = join(house.folder, 'next.csv');
    write(next, 1000, 600);
    const killing = new AbortController();
    const killed = early(take(next), house.env, killing.signal);
    let begun = 0;
    while (begun <= 104) begun = (await house.json<{ total: number }>('cases', '--limit', '0')).total;
    killing.abort();
    await killed;
    const { totals } = await house.json<ImportResult>(...take(next));
    expect(totals).toMatchObject({ rows: 600, refused: 0, duplicate: 0 });
    expect(totals.opened + totals.unchanged).toBe(600);
    expect((await house.json<{ total: number }>('cases', '--limit', '0')).total).toBe(704);
    const reconciled = await untilEqual();
    expect(reconciled).toMatchObject({ compared: 704, differences: [] });
  });

  /** Projections of a great import are on their way for a while. */
  async function untilEqual() {
    for (let attempt = 0; ; attempt++) {
      const answer = await house.json<{ compared: number; differences: unknown[] }>('reconcile');
      if (answer.differences.length === 0 || attempt > 10) return answer;
    }
  }

  it('nobody gets in with another key', async () => {
    const env = { ...house.env, EARLY_KEY: 'ab'.repeat(32) };
    for (const args of [['cases'], ['case', caseOfLine(3)], take(register), ['reconcile']]) {
      const said = await early(args, env);
      expect(said).toMatchObject({ code: 3, out: '', err: expect.stringContaining('is kept under key') });
    }
    expect(await early(['doctor'], env)).toMatchObject({ code: 3, out: expect.stringContaining('✗ ledger') });
    expect((await house.json<{ total: number }>('cases', '--limit', '0')).total).toBe(704);
  });

  it('where no worker answers, that is said, and a case is told from the ledger', async () => {
    const id = caseOfLine(4);
    house.worker.kill('SIGSTOP');
    try {
      const shown = await say('case', id);
      expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('#2 Temperature taken') });
      expect(shown.err).toContain("What follows is the ledger's last word, not the present: nobody answers for case");
      const done = await say('do', id, 'temperature_taken', 'celsius=36.5', 'symptoms=no', '--as', doctor);
      expect(done).toMatchObject({ code: 3, err: expect.stringContaining('does a worker run') });
    } finally {
      house.worker.kill('SIGCONT');
    }
  });

  it('no name, phone or identity number is in clear in the files, the logs or what was printed', () => {
    const personal = readFileSync(register, 'utf8').match(/[\p{Script=Han}]样例|\d{18}|13\d{9}/gu)!;
    expect(new Set(personal).size).toBeGreaterThan(20);
    const kept = everythingIn(house.folder);
    expect(kept.length).toBeGreaterThan(1_000_000);
    for (const secret of new Set(personal)) {
      for (const form of [Buffer.from(secret), Buffer.from(secret, 'utf16le'), Buffer.from(Buffer.from(secret).toString('hex'))]) {
        // The test's own registers lie elsewhere or hold other people.
        expect(kept.includes(form), `${secret} is in ${house.folder}`).toBe(false);
        expect(Buffer.from(printed + house.log()).includes(form), `${secret} was printed`).toBe(false);
      }
    }
    // Temporal's file holds no word of a case but its protocol's and units' names.
    const temporal = readFileSync(join(house.folder, 'temporal.db'));
    for (const word of ['celsius', 'exposed_on', 'village_doctor', 'febrile']) expect(temporal.includes(word), word).toBe(false);
  });
});

describe('where something is missing, the command line says what to do', { timeout: 60_000 }, () => {
  const nothing = { EARLY_VAR: '', EARLY_KEY: '', TEMPORAL_ADDRESS: '', DATABASE_URL: '' };

  it('a mistyped command line, in the language asked for, and as JSON for programs', async () => {
    expect(await early(['frobnicate', '--lang', 'zh'])).toMatchObject({ code: 2, err: expect.stringContaining('没有命令“frobnicate”') });
    expect(await early(['cases', '--limi', '3', '--lang', 'zh'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('是不是“--limit”？'),
    });
    const { code, out } = await early(['case', '--json']);
    expect({ code, ...JSON.parse(out) }).toMatchObject({ code: 2, error: { zh: '缺少参数“id”', en: "missing required argument 'id'" } });
    expect(await early(['--help', '--lang', 'zh'])).toMatchObject({ code: 0, out: expect.stringContaining('退出码：0 正常') });
  });

  it('no house', async () => {
    const folder = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
    const env = { ...nothing, EARLY_VAR: folder };
    expect(await early(['reconcile'], env)).toMatchObject({ code: 3, err: expect.stringContaining('npm start') });
    expect(await early(take(register), env)).toMatchObject({ code: 3, err: expect.stringContaining('npm start') });
    expect(await early(['case', 'c-x'], env)).toMatchObject({ code: 1, err: expect.stringContaining('no case c-x') });
    expect(await early(['cases'], env)).toMatchObject({ code: 0, out: '0 cases = 0\n' });
    const away = { ...env, TEMPORAL_ADDRESS: '127.0.0.1:1' };
    expect(await early(['reconcile'], away)).toMatchObject({
      code: 3,
      err: expect.stringContaining('Temporal does not answer at 127.0.0.1:1'),
    });
  });

  it('no Temporal: every way to get one is named, in both languages', async () => {
    const bare = {
      ...nothing,
      EARLY_VAR: '/nowhere/var',
      PATH: '/nowhere',
      XDG_CACHE_HOME: '/nowhere',
      EARLY_TEMPORAL_DOWNLOAD: 'http://127.0.0.1:9',
    };
    for (const lang of ['en', 'zh']) {
      const { code, out } = await early(['doctor', '--lang', lang], { ...bare, EARLY_TEMPORAL_BIN: '/nowhere/temporal' });
      expect(code).toBe(3);
      for (const way of ['TEMPORAL_ADDRESS', 'EARLY_TEMPORAL_BIN', '/nowhere/temporal', 'PATH', 'temporal.download', 'Go'])
        expect(out).toContain(way);
    }
  });

  it('a file where the data folder should be', async () => {
    const env = { ...nothing, EARLY_VAR: register };
    expect(await early(['cases'], env)).toMatchObject({
      code: 3,
      err: expect.stringContaining(`The data folder ${register} cannot be used: part of the path is a file`),
    });
    expect(await early(['doctor'], env)).toMatchObject({
      code: 3,
      out: expect.stringContaining(`✗ data folder: ${register} is not a folder`),
    });
  });
});

function AS(): string[] {
  return ['--as', 'village_doctor@mudan-east'];
}
