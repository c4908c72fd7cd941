import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Clock, Effect, Opening, Projection, Protocol, Slot } from '../kernel/index.ts';
import { canonicalJson, contentHash } from './canonical.ts';
import { openDatabase } from './database.ts';
import { type Keys, keyedHash, seal, unseal } from './keys.ts';
import type { Tables } from './tables.ts';

/** Personal data; nothing of it leaves the ledger. */
export interface Person {
  /** What tells two persons apart: identity number, else name and phone, else the source's own row id. */
  identity: string;
  name?: string;
  phone?: string;
  sex?: string;
  age?: number;
}

export interface CaseListing {
  id: string;
  subject: string;
  protocol: string;
  edition: string;
  place: string;
  status: string;
  outcome: string | null;
  at: string[];
  stage: string | null;
  holder: string;
  nextWake: number | null;
  late: number;
  attention: number;
}

/** What a reservation found: a fresh row, one whose workflow never started, or a running case. */
export interface Reservation {
  caseId: string;
  state: 'new' | 'reserved' | 'running';
  opening: Opening;
}

/** The digest that the ledger's rows and a live case are compared by. Line and run do not count. */
export function digestOf({ row: { run: _, ...row }, slots }: Projection): string {
  return contentHash({ row, slots });
}

/** Protocols that are stages of one card: a person has one open case of a family. */
export function familyOf(protocol: Pick<Protocol, 'subject' | 'protocol'>): string {
  return protocol.subject === 'person' ? 'person' : protocol.protocol;
}

/** The ledger: persons, cases as read model, published protocols. */
export class Ledger {
  readonly db: Kysely<Tables>;
  private readonly keys: Keys;

  private constructor(db: Kysely<Tables>, keys: Keys) {
    this.db = db;
    this.keys = keys;
  }

  /** Opens the file (or `:memory:`), making and migrating it when needed. */
  static async open(file: string, keys: Keys): Promise<Ledger> {
    return new Ledger(await openDatabase(file), keys);
  }

  async close(): Promise<void> {
    await this.db.destroy();
  }

  /** Registers a person once; the same identity gives the same id. */
  async putPerson(person: Person, now: number): Promise<{ id: string; isNew: boolean }> {
    const hash = keyedHash(this.keys.duplicates, person.identity.normalize('NFKC').trim().toUpperCase());
    const id = `p-${randomBytes(9).toString('base64url')}`;
    const sealed = seal(this.keys.person, Buffer.from(canonicalJson(person))).toString('base64');
    const inserted = await this.db
      .insertInto('persons')
      .values({ id, hash, sealed, key_id: this.keys.id, created_at: now })
      .onConflict((conflict) => conflict.column('hash').doNothing())
      .executeTakeFirst();
    if (Number(inserted.numInsertedOrUpdatedRows ?? 0) > 0) return { id, isNew: true };
    const known = await this.db.selectFrom('persons').select('id').where('hash', '=', hash).executeTakeFirstOrThrow();
    return { id: known.id, isNew: false };
  }

  async person(id: string): Promise<Person | undefined> {
    const row = await this.db.selectFrom('persons').select('sealed').where('id', '=', id).executeTakeFirst();
    return row && (JSON.parse(unseal(this.keys.person, Buffer.from(row.sealed, 'base64')).toString()) as Person);
  }

  /** Stores a checked protocol under its content hash; again is no change. */
  async publish(protocol: Protocol, now: number): Promise<string> {
    const hash = contentHash(protocol);
    await this.db
      .insertInto('protocols')
      .values({ hash, name: protocol.protocol, edition: protocol.edition, json: canonicalJson(protocol), published_at: now })
      .onConflict((conflict) => conflict.column('hash').doUpdateSet({ published_at: now }))
      .execute();
    return hash;
  }

  async protocolByHash(hash: string): Promise<Protocol | undefined> {
    const row = await this.db.selectFrom('protocols').select('json').where('hash', '=', hash).executeTakeFirst();
    return row && (JSON.parse(row.json) as Protocol);
  }

  /** The edition in force: the one published last. */
  async protocolInForce(name: string): Promise<{ hash: string; protocol: Protocol } | undefined> {
    const row = await this.db
      .selectFrom('protocols')
      .select(['hash', 'json'])
      .where('name', '=', name)
      .orderBy('published_at', 'desc')
      .orderBy('edition', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row && { hash: row.hash, protocol: JSON.parse(row.json) as Protocol };
  }

  /** Reserves the one open case of a family for a subject, before any workflow starts: a crash in between is finished by asking again. */
  async reserve(protocol: Protocol, hash: string, opening: Opening): Promise<Reservation> {
    const family = familyOf(protocol);
    return this.db.transaction().execute(async (db) => {
      const known = await db
        .selectFrom('cases')
        .select(['id', 'status', 'opening'])
        .where('subject', '=', opening.subject)
        .where('family', '=', family)
        .where('status', '!=', 'ended')
        .executeTakeFirst();
      if (known) {
        const state = known.status === 'reserved' ? ('reserved' as const) : ('running' as const);
        return { caseId: known.id, state, opening: known.opening ? (JSON.parse(known.opening) as Opening) : opening };
      }
      await db
        .insertInto('cases')
        .values({
          id: opening.id,
          subject: opening.subject,
          family,
          protocol: protocol.protocol,
          hash,
          edition: protocol.edition,
          place: opening.place,
          status: 'reserved',
          outcome: null,
          at: '[]',
          stages: '[]',
          stage: null,
          holder_place: opening.place,
          holder_role: null,
          opened_at: opening.now,
          ended_at: null,
          now: opening.now,
          next_wake: null,
          attention: 0,
          late: 0,
          run: null,
          seq: 0,
          digest: null,
          opening: JSON.stringify(opening),
        })
        .execute();
      return { caseId: opening.id, state: 'new' as const, opening };
    });
  }

  /** Gives a reservation back that led to nothing. */
  async release(caseId: string): Promise<void> {
    await this.db.deleteFrom('cases').where('id', '=', caseId).where('status', '=', 'reserved').execute();
  }

  /**
   * Replaces the rows of a case as it stands. A local activity may run before its workflow task is committed and run again with other
   * content under the same number: so the same number replaces, and only an older one is ignored.
   */
  async project(projection: Projection): Promise<void> {
    const { row, slots, lines } = projection;
    await this.db.transaction().execute(async (db) => {
      const known = await db.selectFrom('cases').select(['seq', 'family']).where('id', '=', row.id).executeTakeFirst();
      if (known && Number(known.seq) > row.seq) return;
      const open = slots.filter((slot) => slot.status === 'open');
      const values = {
        subject: row.subject,
        protocol: row.protocol,
        hash: row.hash,
        edition: row.edition,
        place: row.place,
        status: row.status,
        outcome: row.outcome,
        at: JSON.stringify(row.at),
        stages: JSON.stringify(row.stages),
        stage: row.stages[0] ?? null,
        holder_place: row.holderPlace,
        holder_role: row.holderRole,
        opened_at: row.openedAt,
        ended_at: row.endedAt,
        now: row.now,
        next_wake: row.nextWake,
        attention: row.attention,
        late: open.filter((slot) => slot.late !== undefined).length,
        run: row.run,
        seq: row.seq,
        digest: digestOf(projection),
        opening: null,
      };
      await db
        .insertInto('cases')
        .values({ id: row.id, family: known?.family ?? row.protocol, ...values })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
        .execute();
      await db.deleteFrom('tasks').where('case_id', '=', row.id).execute();
      if (slots.length > 0) await db.insertInto('tasks').values(slots.map((slot) => taskRow(row.id, slot))).execute();
      const first = lines[0]?.seq;
      if (first === undefined) return;
      await db.deleteFrom('timeline').where('case_id', '=', row.id).where('seq', '>=', first).execute();
      for (let start = 0; start < lines.length; start += 100) {
        await db.insertInto('timeline').values(lines.slice(start, start + 100).map((line) => timelineRow(row.id, line))).execute();
      }
    });
  }

  /** Puts a message into the inbox of the unit that holds a role; the same key is one message. */
  async tell(message: Tables['told']): Promise<void> {
    await this.db.insertInto('told').values(message).onConflict((conflict) => conflict.column('key').doNothing()).execute();
  }

  /** Cases by filter, those overdue and due soonest first. */
  async cases(filter: { stage?: string; protocol?: string; place?: string; status?: string; limit?: number } = {}): Promise<CaseListing[]> {
    let query = this.db.selectFrom('cases').selectAll();
    for (const name of ['stage', 'protocol', 'place', 'status'] as const) if (filter[name] !== undefined) query = query.where(name, '=', filter[name]);
    const rows = await query.orderBy('late', 'desc').orderBy('next_wake').orderBy('id').limit(filter.limit ?? 50).execute();
    return rows.map((row) => ({
      id: row.id,
      subject: row.subject,
      protocol: row.protocol,
      edition: row.edition,
      place: row.place,
      status: row.status,
      outcome: row.outcome,
      at: JSON.parse(row.at) as string[],
      stage: row.stage,
      holder: row.holder_role ?? row.holder_place,
      nextWake: row.next_wake,
      late: row.late,
      attention: row.attention,
    }));
  }

  /** Open cases by stage (a case side by side in several counts in the first) and ended ones by outcome; they add up to `total`. */
  async counts(): Promise<{ total: number; reserved: number; byStage: Record<string, number>; byOutcome: Record<string, number> }> {
    const rows = await this.db
      .selectFrom('cases')
      .select(['status', 'stage', 'outcome', (eb) => eb.fn.countAll<number>().as('n')])
      .groupBy(['status', 'stage', 'outcome'])
      .execute();
    const result = { total: 0, reserved: 0, byStage: {} as Record<string, number>, byOutcome: {} as Record<string, number> };
    for (const { status, stage, outcome, n } of rows) {
      result.total += Number(n);
      if (status === 'reserved') result.reserved += Number(n);
      else if (status === 'ended') result.byOutcome[outcome ?? ''] = (result.byOutcome[outcome ?? ''] ?? 0) + Number(n);
      else result.byStage[stage ?? ''] = (result.byStage[stage ?? ''] ?? 0) + Number(n);
    }
    return result;
  }

  /** One case of the read model with its tasks, timeline and what was told. */
  async caseById(id: string) {
    const row = await this.db.selectFrom('cases').selectAll().where('id', '=', id).executeTakeFirst();
    if (!row) return undefined;
    const tasks = await this.db.selectFrom('tasks').select('json').where('case_id', '=', id).execute();
    const timeline = await this.db.selectFrom('timeline').select('json').where('case_id', '=', id).orderBy('seq').orderBy('index').execute();
    const told = await this.db.selectFrom('told').selectAll().where('case_id', '=', id).orderBy('at').execute();
    return { row, tasks: tasks.map(({ json }) => JSON.parse(json) as Slot), timeline: timeline.map(({ json }) => JSON.parse(json) as Effect), told };
  }

  /** The installation's clock; undefined is real time. */
  async clock(): Promise<Clock | undefined> {
    const row = await this.db.selectFrom('settings').select('json').where('name', '=', 'clock').executeTakeFirst();
    return row && (JSON.parse(row.json) as Clock);
  }

  async setClock(clock: Clock): Promise<void> {
    const json = JSON.stringify(clock);
    await this.db.insertInto('settings').values({ name: 'clock', json }).onConflict((conflict) => conflict.column('name').doUpdateSet({ json })).execute();
  }
}

function taskRow(caseId: string, slot: Slot): Tables['tasks'] {
  return {
    case_id: caseId,
    slot: slot.id,
    kind: slot.kind,
    event: slot.event,
    roles: slot.by.join(' '),
    asked: slot.asked,
    opens: slot.opens,
    due: slot.due,
    status: slot.status,
    late: slot.late ?? null,
    json: JSON.stringify(slot),
  };
}

function timelineRow(caseId: string, line: Effect): Tables['timeline'] {
  return { case_id: caseId, seq: line.seq, index: line.index, at: line.at, kind: line.kind, json: JSON.stringify(line) };
}
