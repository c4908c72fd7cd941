import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { type Effect, holderOf, homeOf, isRefusal, load, open as openCase, type Units } from '../kernel/index.ts';
import {
  clock as clockInForce,
  completeOpening,
  editionInForce,
  type Ledger,
  markStarted,
  openingHeard,
  openWith,
  personFor,
  releaseReservation,
  reserveCase,
  type Wanted,
} from '../ledger/index.ts';
import { startCase } from '../temporal/index.ts';
import { type Delivery, message } from '../workflow/contract.ts';
import { type Leaving, messageFrom } from './leaving.ts';

type Opens = Leaving & { effect: Extract<Effect, { kind: 'open' }> };
type Edition = NonNullable<Awaited<ReturnType<typeof editionInForce>>>;

interface World {
  ledger: Ledger;
  client: Client;
  queue: string | undefined;
}

/**
 * Opens a case for whoever an effect means, or tells the one that is open already; each once, however often it is tried. Says how the case
 * is linked, or what could not be done.
 */
export async function openFor(world: World, units: Units, opens: Opens): Promise<Delivery | undefined> {
  const { ledger } = world;
  const { case: id, effect } = opens;
  const inForce = await editionInForce(ledger, effect.protocol, effect.at);
  if (!inForce) return { failed: { detail: { says: 'unpublished', protocol: effect.protocol }, at: effect.at } };
  const { subject: of, place, data, at } = effect;
  const unit = 'unitOf' in of ? holderOf(units, of.unitOf.role, of.unitOf.place) : undefined;
  if ('unitOf' in of && !unit) return { failed: { detail: { says: 'vacant', roles: [of.unitOf.role], place: of.unitOf.place }, at } };
  const subject = 'id' in of ? await personFor(ledger.db, of.id) : unit!;
  const where = unit ?? homeOf(units, inForce.protocol, subject, place);
  const wanted = { subject, family: effect.protocol, place: where, opening: data };
  // Tried before, it may have opened a case that has ended since; what it finds ended between two looks is opened anew.
  for (let look = 1; ; look++) {
    const heard = await openingHeard(ledger, wanted, { from: id, at });
    const reached = heard === undefined ? await reach(world, opens, { wanted, inForce, units }) : { to: heard };
    if (reached === 'ended' && look === 1) continue;
    if (reached === 'ended') return { failed: { detail: { says: 'not_running', protocol: effect.protocol }, at } };
    if ('failed' in reached) return reached;
    return effect.link === undefined ? undefined : { linked: { name: effect.link, case: reached.to, at } };
  }
}

/** Starts the case that is wanted, or tells the one that runs; `ended`: it runs no more. */
async function reach(
  { ledger, client, queue }: World,
  { case: id, clock, effect }: Opens,
  { wanted, inForce, units }: { wanted: Wanted; inForce: Edition; units: Units },
): Promise<{ to: string } | Extract<Delivery, { failed: unknown }> | 'ended'> {
  const { data, place, at } = effect;
  const follow = effect.follow ? { follow: effect.follow } : {};
  const { caseId, ...reservation } = await reserveCase(ledger, wanted);
  const tellOpened = async () => {
    try {
      await client.workflow.getHandle(caseId).signal(message, { ...messageFrom(id, effect, 'opened', data), ...follow });
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'ended';
      throw error;
    }
    return { to: caseId };
  };
  if (reservation.state !== 'reserved') return tellOpened();
  // What somebody else reserved it with, and did not start, is his to say when he comes again: this case tells what it knows itself.
  if (!reservation.isNew) await openWith(ledger, caseId, data);
  const opening = await completeOpening(
    ledger,
    {
      id: caseId,
      subject: wanted.subject,
      place: wanted.place,
      now: at,
      by: { role: 'case', place },
      from: id,
      number: effect.seq * 1000 + effect.index,
      opener: id,
      data,
      ...follow,
    },
    inForce.protocol,
    units,
  );
  const refused = openCase(load(inForce.protocol, inForce.hash), opening);
  if (isRefusal(refused)) {
    await releaseReservation(ledger, caseId);
    return { failed: { detail: { says: 'not_opened', protocol: effect.protocol, why: refused }, at } };
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
  return how === 'already' ? tellOpened() : { to: caseId };
}
