import { randomBytes } from 'node:crypto';
import { WorkflowNotFoundError } from '@temporalio/client';
import { dateOf, virtualAt } from '../../../src/kernel/index.ts';
import { act, message, setClock } from '../../../src/workflow/contract.ts';
import { type FaultKind, oneOf, type Scene } from './kind.ts';
import * as strangers from './strangers.ts';

const DAY = 86_400_000;
/** Of chance, so that packing it makes it no smaller. */
const TOO_LARGE = randomBytes(2_250_000).toString('base64');
/** What the server has no room for it asks to send again; so long, ms. */
const TRIED_FOR = 3_000;
let numbered = 0;

/** Sends something a case cannot read. Whether it came is not known when the sender is not told so. */
async function sendUnreadable({ poisoned }: Scene, id: string, send: () => Promise<void>): Promise<void> {
  try {
    await send();
    poisoned.sent(id, true);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) poisoned.sent(id, false);
  }
}

const open = async ({ stage, crowd }: Scene): Promise<string[]> => {
  const query = stage.ledger.db.selectFrom('cases').select('id').where('life', '=', 'running').where('protocol', '=', 'close-contact');
  const rows = await query.execute();
  return rows
    .map(({ id }) => id)
    .filter((id) => crowd.ids.includes(id))
    .sort();
};

export const messages: FaultKind[] = [
  {
    name: 'messages that cannot be read',
    async inject(scene, chance) {
      const { stage } = scene;
      // The same trouble twice is one incident: each case gets it once.
      const id = oneOf(
        chance,
        (await open(scene)).filter((each) => !scene.poisoned.unreadable.has(each)),
      );
      if (id === undefined) return;
      const clear = strangers.clear(stage).workflow.getHandle(id);
      const foreign = strangers.foreign(stage).workflow.getHandle(id);
      const own = stage.client.workflow.getHandle(id);
      const text = { text: 'in clear' };
      await sendUnreadable(scene, id, () => clear.signal(message, text));
      await sendUnreadable(scene, id, () => clear.signal(setClock, text));
      await sendUnreadable(scene, id, () => foreign.signal(message, { event: 'opened' }));
      const shapeless = oneOf(chance, [42, null, 'opened', { event: 7, from: id, number: 'one', data: [] }]);
      await sendUnreadable(scene, id, () => own.signal(message, shapeless));
      await sendUnreadable(scene, id, () => own.signal(setClock, 'an hour ago'));
      // Unreadable, or of a wrong type, or too large for the server: refused, and no trace is left.
      const refused = [null, 42, { key: 'k', input: null }].map((args) => own.executeUpdate(act, { args: [args] }));
      const strange = [clear, foreign].map((handle) => handle.executeUpdate(act, { args: [text] }));
      const large = own.signal(message, TOO_LARGE);
      const stranger = strangers.clear(stage);
      const larger = stranger.withDeadline(Date.now() + TRIED_FOR, () =>
        stranger.workflow.getHandle(id).executeUpdate(act, { args: [TOO_LARGE] }),
      );
      const answered = await Promise.allSettled([...refused, ...strange, large, larger]);
      if (answered.some(({ status }) => status === 'fulfilled')) throw new Error(`${id} took what nobody may say`);
    },
  },
  {
    name: 'messages doubled, replayed, out of order',
    async inject(scene, chance) {
      const { stage, poisoned } = scene;
      const id = oneOf(chance, await open(scene));
      if (id === undefined) return;
      const from = `c-elsewhere-${++numbered}`;
      const now = virtualAt(stage.options.clock, Date.now());
      const told = [1, 2, 3].map((number) => {
        const data = { exposed_on: dateOf('Asia/Shanghai', now - (number + 1) * DAY) };
        return { event: 'opened', from, number, at: now, recorded: now, data };
      });
      const order = [0, 1, 0, 1, 2, 1, 0, 2];
      const handle = stage.client.workflow.getHandle(id);
      for (const n of order) {
        for (;;) {
          try {
            await handle.signal(message, told[n]!);
            break;
          } catch (error) {
            // It ended meanwhile: then nobody promises that it knows.
            if (error instanceof WorkflowNotFoundError) return;
            await new Promise((resolve) => setTimeout(resolve, 200));
          }
        }
      }
      for (const { data } of told) poisoned.told.push({ case: id, from, data });
    },
  },
];
