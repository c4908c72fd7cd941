import { ApplicationFailure, activityInfo } from '@temporalio/activity';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import {
  type Clock,
  type District,
  type Effect,
  holderOf,
  homeOf,
  isNews,
  isRefusal,
  load,
  nobodyHolds,
  open as openCase,
  refusalText,
} from '../kernel/index.ts';
import {
  clock as clockInForce,
  completeOpening,
  editionInForce,
  type Ledger,
  markStarted,
  openWith,
  project,
  releaseReservation,
  reserveCase,
} from '../ledger/index.ts';
import { startCase } from '../temporal/index.ts';
import { type CaseActivities, type Delivery, type Message, message, type OperationsActivities } from '../workflow/contract.ts';
import { operationsActivities } from './operations.ts';
import { tellRoles } from './telling.ts';

/** Tries, the last ones a minute apart, after which a person has to look: about an hour. */
const MOST_ATTEMPTS = 65;

/**
 * A receiver hears only numbers that grow: what is tried again must not be overtaken by what another effect tells the same case. Whom an
 * opening will reach is not known before.
 */
const mayShareReceiver = (late: Effect, effect: Effect): boolean =>
  late.kind !== 'tell' && effect.kind !== 'tell' && !(late.kind === 'send' && effect.kind === 'send' && late.to !== effect.to);

type Leaving = { case: string; clock: Clock; effect: Effect };

/** What the cases ask of the world. Each is done once by (case, seq, index), however often it is tried. */
export function createActivities({
  ledger,
  client,
  district: known,
  queue,
}: {
  ledger: Ledger;
  client: Client;
  /** The district as it stands whenever it is asked; undefined until units are published. */
  district(): Promise<District | undefined>;
  queue?: string;
}): CaseActivities & OperationsActivities {
  const district = async (): Promise<District> => {
    const inForce = await known();
    if (!inForce) throw ApplicationFailure.create({ message: 'no units are published', type: 'NoUnits' });
    return inForce;
  };
  const messageFrom = (id: string, effect: Effect, event: string, data: Message['data']): Message => ({
    event,
    from: id,
    number: effect.seq * 1000 + effect.index,
    at: effect.at,
    recorded: effect.at,
    data,
  });

  async function openFor({
    case: id,
    clock,
    effect,
  }: Leaving & { effect: Extract<Effect, { kind: 'open' }> }): Promise<Delivery | undefined> {
    const inForce = await editionInForce(ledger, effect.protocol, effect.at);
    if (!inForce) return { failed: { detail: `no protocol ${effect.protocol} is published`, at: effect.at } };
    const { subject: of, place, data, at } = effect;
    const { units } = await district();
    const follow = effect.follow ? { follow: effect.follow } : {};
    const unit = 'unitOf' in of ? holderOf(units, of.unitOf.role, of.unitOf.place) : undefined;
    if ('unitOf' in of && !unit) return { failed: { detail: nobodyHolds([of.unitOf.role], of.unitOf.place), at } };
    const subject = 'id' in of ? of.id : unit!;
    const where = unit ?? homeOf(units, inForce.protocol, subject, place);
    const reservation = await reserveCase(ledger, { subject, family: effect.protocol, place: where, opening: data });
    const { caseId } = reservation;
    const tellOpened = (to: string) =>
      client.workflow.getHandle(to).signal(message, { ...messageFrom(id, effect, 'opened', data), ...follow });
    if (reservation.state === 'reserved') {
      // What somebody else reserved it with, and did not start, is his to say when he comes again: this case tells what it knows itself.
      if (!reservation.isNew) await openWith(ledger, caseId, data);
      const by = { role: 'case', place };
      const wanted = {
        id: caseId,
        subject,
        place: where,
        now: at,
        by,
        from: id,
        number: effect.seq * 1000 + effect.index,
        opener: id,
        data,
        ...follow,
      };
      const opening = await completeOpening(ledger, wanted, inForce.protocol, units);
      const refused = openCase(load(inForce.protocol, inForce.hash), opening);
      if (isRefusal(refused)) {
        await releaseReservation(ledger, caseId);
        return { failed: { detail: `${effect.protocol} does not open: ${refusalText(refused).en}`, at } };
      }
      // A drill may have stood still, or have been stopped, since the effect was asked for: a case that opens now runs by the clock of now.
      const latest = await clockInForce(ledger);
      const how = await startCase(client, {
        hash: inForce.hash,
        opening,
        clock: latest.real > clock.real ? latest : clock,
        ...(queue !== undefined && { queue }),
      });
      await markStarted(ledger, caseId);
      // Perhaps by another case between the reservation and now. Where it was this very effect, tried before, the number tells the case so.
      if (how === 'already') await tellOpened(caseId);
    } else await tellOpened(caseId);
    return effect.link === undefined ? undefined : { linked: { name: effect.link, case: caseId, at } };
  }

  async function leave(leaving: Leaving): Promise<Delivery | undefined> {
    const { case: id, effect } = leaving;
    switch (effect.kind) {
      case 'tell':
        return tellRoles(ledger, await district(), id, effect);
      case 'open':
        return openFor({ ...leaving, effect });
      case 'send':
        await client.workflow.getHandle(effect.to).signal(message, {
          ...messageFrom(id, effect, effect.event, effect.data),
          number: effect.number,
          ...(effect.estate && { estate: effect.estate }),
        });
        return undefined;
      default:
        throw ApplicationFailure.nonRetryable(`${effect.kind} does not leave the house`);
    }
  }

  return {
    ...operationsActivities({ ledger, client, queue }),
    async project(projection) {
      await project(ledger, projection);
    },
    async deliver({ case: id, clock, effects }) {
      const deliveries: Delivery[] = [];
      let trouble: unknown;
      const late: Effect[] = [];
      for (const effect of effects) {
        const { seq, index, at } = effect;
        if (late.some((before) => mayShareReceiver(before, effect))) continue;
        const fail = (detail: string, roles?: string[]) => deliveries.push({ failed: { detail, at, seq, index, ...(roles && { roles }) } });
        try {
          const delivery = await leave({ case: id, clock, effect });
          if (delivery && 'failed' in delivery) fail(delivery.failed.detail, delivery.failed.roles);
          else if (delivery) deliveries.push(delivery);
        } catch (error) {
          if (error instanceof WorkflowNotFoundError) {
            if (effect.kind !== 'send' || isNews(effect)) fail(`${effect.kind}: the receiving case is closed`);
          } else if (activityInfo().attempt >= MOST_ATTEMPTS) fail(`${effect.kind}: ${error instanceof Error ? error.name : 'failed'}`);
          else {
            trouble ??= error;
            late.push(effect);
          }
        }
      }
      // One that does not get through must not keep the others; all are done once, so that all can be tried again.
      if (trouble) throw trouble;
      return deliveries;
    },
    async protocolInForce(name, at) {
      const found = await editionInForce(ledger, name, at);
      if (!found) throw ApplicationFailure.nonRetryable(`no protocol ${name} is published`, 'UnknownProtocol');
      return { $protocol: found.hash };
    },
  };
}
