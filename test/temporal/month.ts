import { sleep } from '@temporalio/workflow';

/** Sleeps for thirty days and says how long that was, in ms. */
export async function month(): Promise<number> {
  const began = Date.now();
  await sleep('30 days');
  return Date.now() - began;
}
