import { ApplicationFailure, activityInfo } from '@temporalio/activity';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { type Detail, type District, type Effect, isNews } from '../kernel/index.ts';
import { editionInForce, type Ledger, project } from '../ledger/index.ts';
import { type CaseActivities, type Delivery, message, type OperationsActivities } from '../workflow/contract.ts';
import { type Leaving, messageFrom } from './leaving.ts';
import { openFor } from './opening.ts';
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

  async function leave(leaving: Leaving): Promise<Delivery | undefined> {
    const { case: id, effect } = leaving;
    switch (effect.kind) {
      case 'tell':
        return tellRoles(ledger, await district(), id, effect);
      case 'open':
        return openFor({ ledger, client, queue }, (await district()).units, { ...leaving, effect });
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
        const fail = (detail: Detail, roles?: string[]) => deliveries.push({ failed: { detail, at, seq, index, ...(roles && { roles }) } });
        try {
          const delivery = await leave({ case: id, clock, effect });
          if (delivery && 'failed' in delivery) fail(delivery.failed.detail, delivery.failed.roles);
          else if (delivery) deliveries.push(delivery);
        } catch (error) {
          if (error instanceof WorkflowNotFoundError) {
            if (effect.kind !== 'send' || isNews(effect)) fail({ says: 'receiver_closed', effect: effect.kind });
          } else if (activityInfo().attempt >= MOST_ATTEMPTS)
            fail({ says: 'not_done', effect: effect.kind, why: error instanceof Error ? error.name : String(error) });
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
