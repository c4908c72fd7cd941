import { createHash } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Instant, Refusal } from '../../kernel/index.ts';
import type { KeyRing, Ledger } from '../../ledger/index.ts';
import type { Deed } from '../../simulator/index.ts';
import { actOn } from '../../temporal/index.ts';

/** Somebody's deed on a case, and how it went. */
export interface Done {
  caseId: string;
  deed: Deed;
  /** The case's instant when it took the deed; later than the deed's own when something else had been first. */
  now?: Instant;
  refusal?: Refusal;
}

/** Tries again what the case took to be in the future: its clock had not been told yet. */
const AGAIN = 150;

/**
 * What the units are going to do, and what they are doing: each deed is sent once, at its instant, under a key that makes a repetition
 * harmless.
 */
export class Desk {
  /** Deeds that are waiting, by case. */
  private readonly plans = new Map<string, Deed[]>();
  private readonly tried = new Set<string>();
  private readonly sending = new Map<string, Deed>();
  private epoch = 0;
  /** Calls that have not come back, abandoned ones too. */
  calling = 0;
  private readonly keys: KeyRing;
  private readonly ledger: Ledger;
  private readonly client: () => Client;
  private readonly done: (done: Done) => void;

  constructor(options: { keys: KeyRing; ledger: Ledger; client: () => Client; done(done: Done): void }) {
    this.keys = options.keys;
    this.ledger = options.ledger;
    this.client = options.client;
    this.done = options.done;
  }

  /** What the units of a case are going to do from now on. */
  plan(caseId: string, deeds: readonly Deed[]): void {
    const left = deeds.filter(({ key }) => !this.tried.has(`${caseId} ${key}`));
    if (left.length > 0) this.plans.set(caseId, left);
    else this.plans.delete(caseId);
  }

  /** The next deed's instant; of one case, or of all. */
  next(caseId?: string): Deed | undefined {
    let best: Deed | undefined;
    for (const [id, deeds] of this.plans) {
      if (caseId !== undefined && id !== caseId) continue;
      for (const deed of deeds) if (!this.sending.has(`${id} ${deed.key}`) && (!best || deed.at < best.at)) best = deed;
    }
    return best;
  }

  get underWay(): number {
    return this.sending.size;
  }

  /** The earliest deed that has been sent and not answered. */
  get earliestUnderWay(): Instant | undefined {
    return [...this.sending.values()].reduce<Instant | undefined>(
      (least, { at }) => (least === undefined || at < least ? at : least),
      undefined,
    );
  }

  /** Sends everything whose instant has come. */
  dispatch(now: Instant): void {
    for (const [caseId, deeds] of this.plans)
      for (const deed of deeds) if (deed.at <= now && !this.sending.has(`${caseId} ${deed.key}`)) void this.send(caseId, deed);
  }

  /** The server or the worker is gone: whatever is under way is to be sent again. */
  abandon(): void {
    this.epoch++;
    this.sending.clear();
  }

  /** Sends one deed; resolves when it is answered, or has to be sent again. */
  async send(caseId: string, deed: Deed): Promise<void> {
    const name = `${caseId} ${deed.key}`;
    const { epoch } = this;
    this.sending.set(name, deed);
    this.calling++;
    const key = createHash('sha256').update(name).digest('hex').slice(0, 32);
    const { at, occurred, by, event, data } = deed;
    const input = { kind: 'event' as const, event, at: occurred, recorded: at, data };
    try {
      const answer = await actOn({ client: this.client(), keys: this.keys, ledger: this.ledger }, { case: caseId, by, key, input });
      if ('refused' in answer) {
        if (answer.refused === 'in_the_future') await new Promise((resolve) => setTimeout(resolve, AGAIN));
        else this.finish(name, { caseId, deed, refusal: answer });
      } else this.finish(name, { caseId, deed, now: answer.now });
    } catch (error) {
      if (error instanceof WorkflowNotFoundError)
        this.finish(name, { caseId, deed, refusal: { refused: 'ended', params: { outcome: '', case: caseId } } });
      else await new Promise((resolve) => setTimeout(resolve, AGAIN));
    } finally {
      this.calling--;
      if (epoch === this.epoch) this.sending.delete(name);
    }
  }

  private finish(name: string, done: Done): void {
    if (this.tried.has(name)) return;
    this.tried.add(name);
    const left = this.plans.get(done.caseId)?.filter((deed) => deed !== done.deed && deed.key !== done.deed.key) ?? [];
    if (left.length > 0) this.plans.set(done.caseId, left);
    else this.plans.delete(done.caseId);
    this.done(done);
  }
}
