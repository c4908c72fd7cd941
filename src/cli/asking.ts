import { type Client, QueryNotRegisteredError, WorkflowNotFoundError } from '@temporalio/client';
import type { Text } from '../kernel/index.ts';
import { type View, view } from '../workflow/contract.ts';
import { exit, Stop } from './terminal.ts';

/** How long a case may take to answer, ms. */
const PATIENCE = 10_000;

/** How a case says it stands. Stops when it does not run, or when no worker answers for it. */
export async function viewOf(client: Client, id: string): Promise<View> {
  return asked(client, id, () => client.workflow.getHandle(id).query<View>(view));
}

/** The same once it has come to rest: a case that becomes another protocol takes a moment. */
export async function settledView(client: Client, id: string): Promise<View> {
  for (let attempt = 0; ; attempt++) {
    const seen = await viewOf(client, id);
    if (seen.status !== 'becoming' || attempt > 50) return seen;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Asks something of a case, for at most `patience` ms. `unanswered` says what to do when nobody answers. */
export async function asked<T>(
  client: Client,
  id: string,
  ask: () => Promise<T>,
  { patience = PATIENCE, unanswered = noAnswer(id) }: { patience?: number; unanswered?: Text } = {},
): Promise<T> {
  let told: T;
  try {
    told = await client.withDeadline(Date.now() + patience, ask);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError)
      throw new Stop(exit.findings, { zh: `个案 ${id} 没有在运行`, en: `case ${id} is not running` });
    if (error instanceof QueryNotRegisteredError || isLate(error)) throw new Stop(exit.environment, unanswered);
    throw error;
  }
  if (isUndecodable(told))
    throw new Stop(exit.environment, {
      zh: `个案 ${id} 的回答无法解密：是否用了另一把密钥？early doctor`,
      en: `the answer of case ${id} cannot be decrypted: is it kept under another key? early doctor`,
    });
  return told;
}

const noAnswer = (id: string) => ({
  zh: `个案 ${id} 没有应答：工作进程是否在运行（early doctor）？个案能否运行（early incidents）？`,
  en: `nobody answers for case ${id}: does a worker run (early doctor), and can the case run (early incidents)?`,
});

const isUndecodable = (value: unknown): boolean => typeof value === 'object' && value !== null && '$undecodable' in value;

/** DEADLINE_EXCEEDED, CANCELLED or UNAVAILABLE, at the bottom of what the client throws. */
function isLate(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ('code' in cause && [1, 4, 14].includes(Number(cause.code))) return true;
  return false;
}
