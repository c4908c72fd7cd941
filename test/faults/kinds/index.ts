import type { FaultKind } from './kind.ts';
import { ledgerFaults } from './ledger.ts';
import { messages } from './messages.ts';
import { network } from './network.ts';
import { processes } from './processes.ts';
import { badProtocols } from './protocols.ts';
import { time } from './time.ts';

export type { FaultKind, Scene } from './kind.ts';

/** Every way in which a run breaks the world. */
export const kinds: readonly FaultKind[] = [...processes, ...network, ...ledgerFaults, ...time, ...messages, ...badProtocols];
