import { DefaultFailureConverter } from '@temporalio/common';

/** Failure messages and stacks may name things: they are encoded too. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
